// Keeps the block of rendered rows of a virtual grid in place and asks the server for the rows that scrolling uncovers.
// The scroll range is capped: browsers limit the height of an element, so long lists map scroll position to row by proportion.
(() => {
  "use strict";
  const RowHeight = 32, LongestPixels = 16_000_000;

  class Grid {
    constructor(id, scroller, dotnet) {
      this.id = id;
      this.scroller = scroller;
      this.dotnet = dotnet;
      this.block = scroller.querySelector(".grid-rows");
      this.head = scroller.querySelector(".grid-head");
      this.top = 0;          // first visible row, fractional: the truth that scrollTop only shows
      this.asking = false;
      this.ownScroll = null;
      scroller.addEventListener("scroll", () => this.scrolled(), { passive: true });
      scroller.addEventListener("selectstart", event => this.selecting(event));
      scroller.addEventListener("mousedown", event => this.pressed(event));
      scroller.addEventListener("click", event => this.clicked(event));
      this.head.addEventListener("pointerdown", event => this.grabbed(event));
      this.head.addEventListener("dblclick", event => this.widen(event.target.closest(".edge"), null));
      this.head.addEventListener("keydown", event => this.nudged(event));
      scroller.addEventListener("wheel", event => this.wheeled(event), { passive: false });
      this.observer = new MutationObserver(() => this.changed());
      this.observer.observe(this.block, { attributes: true, attributeFilter: ["data-first", "data-total", "data-count", "data-list"] });
      this.resizer = new ResizeObserver(() => this.resized());
      this.resizer.observe(scroller);
      this.read();
    }

    read() {
      this.first = +this.block.dataset.first;
      this.count = +this.block.dataset.count;
      this.total = +this.block.dataset.total;
      this.list = +this.block.dataset.list;
    }

    get viewport() { return Math.max(RowHeight, this.scroller.clientHeight - this.head.offsetHeight); }
    get visible() { return this.viewport / RowHeight; }
    get scaled() { return this.total * RowHeight > LongestPixels; }
    get range() { return Math.max(1, LongestPixels - this.viewport); }
    get last() { return Math.max(0, this.total - this.visible); }

    changed() {
      const before = this.list;
      this.read();
      if (this.list !== before) {
        clearTimeout(this.idle);
        this.isUnplaced = true; // where another list stands, the server says
      }

      if (this.top > this.last) {
        this.show(this.last);
      }

      this.place();
      this.ask();
    }

    resized() {
      this.showDetails();
      const fits = Math.floor(this.visible);
      if (this.scroller.clientHeight > 0 && fits !== this.fits) {
        this.keepOpen(fits);
        this.fits = fits;
        this.dotnet.invokeMethodAsync("Fits", fits);
      }

      this.ask();
    }

    // The details that open below a list take room from it: the row that they are of stays in view.
    keepOpen(fits) {
      const open = +this.block.querySelector("[aria-current=true]")?.ariaRowIndex - 2;
      if (fits < this.fits && open >= this.top && open < this.top + this.fits) {
        this.reveal(open);
      }
    }

    // Details that open below a list come into view with it.
    showDetails() {
      const split = this.scroller.closest(".split"), has = Boolean(split?.querySelector(":scope > .detail"));
      if (has && !this.hadDetails && getComputedStyle(split).flexDirection === "column") {
        split.scrollIntoView({ block: "nearest" });
      }

      this.hadDetails = has;
    }

    place() {
      const y = this.scaled ? this.scroller.scrollTop + (this.first - this.top) * RowHeight : this.first * RowHeight;
      this.block.style.transform = `translateY(${Math.round(y)}px)`;
    }

    scrolled() {
      const y = this.scroller.scrollTop;
      if (this.ownScroll === null || Math.abs(y - this.ownScroll) > 1) {
        this.top = this.scaled ? y / this.range * this.last : y / RowHeight;
      }

      this.ownScroll = null;
      this.place();
      this.ask();
      this.tell();
    }

    // Leaving the top is told at once, so that a live list stops moving under the reader; the rest when scrolling is over.
    tell() {
      const away = this.top >= 1;
      clearTimeout(this.idle);
      if (!this.isUnplaced) {
        this.idle = setTimeout(() => this.dotnet.invokeMethodAsync("Rested", Math.round(this.top), this.list), away && !this.away ? 0 : 150);
      }

      this.away = away;
    }

    // On a live list the row may have moved on before the button is up, so pressing opens already. Which row it is, is read here and now: an element shows
    // one row after the other.
    pressed(event) {
      const adds = event.ctrlKey || event.metaKey;
      this.choosing = event.shiftKey || adds;
      if (event.button === 0) {
        this.open(event.target, event.shiftKey, adds);
      }
    }

    // A click without a press is one of assistive technology.
    clicked(event) {
      if (event.detail === 0) {
        this.open(event.target, false, false);
      }
    }

    open(target, extend, adds) {
      const row = target.closest(".grid-row");
      if (row) {
        this.dotnet.invokeMethodAsync("Pressed", ...placeOf(row), extend, adds);
      }
    }

    // Choosing rows must not mark the text between them.
    selecting(event) {
      if (this.choosing && this.scroller.ariaMultiSelectable === "true") {
        event.preventDefault();
      }
    }

    // The edge of a column's head is moved: the column follows at once, the server keeps where it was let go.
    grabbed(event) {
      const edge = event.target.closest(".edge");
      if (!edge || event.button !== 0) {
        return;
      }

      event.preventDefault();
      const cell = edge.parentElement, width = cell.getBoundingClientRect().width;
      const at = [...this.head.children].indexOf(cell), tracks = getComputedStyle(this.head).gridTemplateColumns.split(" ");
      const style = this.scroller.style.cssText;
      let wanted = width;
      const move = e => {
        wanted = Math.max(40, Math.round(width + e.clientX - event.clientX));
        tracks[at] = wanted + "px";
        this.scroller.style.setProperty("--columns", tracks.join(" "));
      };
      edge.setPointerCapture(event.pointerId);
      edge.addEventListener("pointermove", move);
      edge.addEventListener("lostpointercapture", () => {
        edge.removeEventListener("pointermove", move);
        this.scroller.style.cssText = style;
        if (Math.abs(wanted - width) >= 2) {
          this.widen(edge, wanted);
        }
      }, { once: true });
    }

    nudged(event) {
      const edge = event.target.closest(".grid-head > *")?.querySelector(".edge");
      const by = { ArrowLeft: -16, ArrowRight: 16 }[event.key];
      if (edge && by && event.shiftKey) {
        event.preventDefault();
        event.stopPropagation();
        this.widen(edge, Math.round(edge.parentElement.getBoundingClientRect().width) + by);
      }
    }

    widen(edge, pixels) {
      if (edge) {
        this.dotnet.invokeMethodAsync("Widened", edge.dataset.column, pixels);
      }
    }

    // On a scaled list one wheel notch must still move a few rows, not thousands.
    wheeled(event) {
      if (!this.scaled || event.ctrlKey) {
        return;
      }

      event.preventDefault();
      const unit = event.deltaMode === 1 ? 1 : event.deltaMode === 2 ? this.visible : 1 / RowHeight;
      this.show(this.top + event.deltaY * unit);
    }

    show(row) {
      this.top = Math.min(this.last, Math.max(0, row));
      const y = Math.round(this.scaled ? this.top / Math.max(1, this.last) * this.range : this.top * RowHeight);
      if (Math.round(this.scroller.scrollTop) !== y) {
        this.ownScroll = y;
        this.scroller.scrollTop = y;
      }

      this.place();
      this.ask();
      if (this.scaled) {
        this.tell();
      }
    }

    reveal(row) {
      const whole = Math.floor(this.visible);
      if (row < this.top) {
        this.show(row);
      } else if (row > this.top + whole - 1) {
        this.show(row - whole + 1);
      }
    }

    async ask() {
      const margin = Math.max(6, (this.count - this.visible) / 3);
      const above = this.first > 0 && this.top - margin < this.first;
      const below = this.first + this.count < this.total && this.top + this.visible + margin > this.first + this.count;
      if (this.asking || !(above || below)) {
        return;
      }

      this.asking = true;
      const state = () => `${this.first}:${this.count}:${Math.floor(this.top)}`, before = state();
      try {
        await this.dotnet.invokeMethodAsync("Uncovered", Math.floor(this.top));
      } catch {
        return; // the page is gone, or the connection is and comes back with a new render
      } finally {
        this.asking = false;
      }

      if (before !== state()) {
        this.ask(); // also when scrolling went on meanwhile
      }
    }

    // What was asked or told when the connection broke never arrived.
    askAgain() {
      this.asking = this.isUnplaced = false;
      this.ask();
      this.tell();
    }

    dispose() {
      this.observer.disconnect();
      this.resizer.disconnect();
      clearTimeout(this.idle);
    }
  }

  // The number of what a row shows, and its place in the list.
  const placeOf = row => [+row.id.slice(row.id.lastIndexOf("-") + 1), +row.ariaRowIndex - 2];

  // By id, not by element: when a list is taken away, its element is gone before anybody is told.
  const grids = new Map();
  const areAttached = scrollers => {
    const attached = new Set([...grids.values()].map(grid => grid.scroller));
    return scrollers.every(scroller => attached.has(scroller));
  };

  // The row that was pressed before its list was set up: it opens once that is.
  let early = null;
  document.addEventListener("mousedown", event => {
    const row = event.button === 0 ? event.target.closest(".grid-row") : null, scroller = row?.closest("[data-grid]");
    early = scroller && !areAttached([scroller]) ? { scroller, place: placeOf(row) } : null;
  }, true);

  window.tapedeck.grid = {
    attach(id, scroller, dotnet, top) {
      const grid = new Grid(id, scroller, dotnet);
      grids.set(id, grid);
      grid.show(top);
      if (early?.scroller === scroller) {
        dotnet.invokeMethodAsync("Pressed", ...early.place, false, false);
      }

      early = null;
    },
    show(id, row) {
      const grid = grids.get(id);
      if (grid) {
        grid.isUnplaced = false;
        grid.show(row);
      }
    },
    reveal(id, row) { grids.get(id)?.reveal(row); },
    areAttached() { return areAttached([...document.querySelectorAll("[data-grid]")]); },
    askAgain() { grids.forEach(grid => grid.askAgain()); },
    detach(id) {
      grids.get(id)?.dispose();
      grids.delete(id);
    },
  };
})();
