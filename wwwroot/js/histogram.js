// Shows the range while it is dragged over the bars of a histogram, and tells the server when the button is up.
(() => {
  "use strict";
  const Slip = 3; // pixels that a hand moves when it means to click

  class Histogram {
    constructor(bars, dotnet) {
      this.bars = bars;
      this.dotnet = dotnet;
      this.brush = bars.querySelector(".brush");
      this.ending = new AbortController();
      const on = (type, act) => bars.addEventListener(type, act, { signal: this.ending.signal });
      on("pointerdown", event => this.down(event));
      on("pointermove", event => this.move(event));
      on("pointerup", event => this.up(event));
      on("pointercancel", () => this.cancel());
      on("dblclick", () => dotnet.invokeMethodAsync("Dragged", -1, -1));
    }

    get count() { return +this.bars.dataset.count; }

    at(event) {
      const box = this.bars.getBoundingClientRect();
      return Math.min(this.count - 1, Math.max(0, Math.floor((event.clientX - box.left) / box.width * this.count)));
    }

    down(event) {
      if (event.button !== 0 || this.count === 0) {
        return;
      }

      const grip = event.target.closest(".grip");
      this.before = this.brush.style.cssText;
      this.anchor = grip ? this.far(grip) : this.at(event);
      this.moved = Boolean(grip);
      this.x = event.clientX;
      this.bars.setPointerCapture(event.pointerId);
    }

    // A grip moves its own edge: the other one stays.
    far(grip) {
      const left = parseFloat(this.brush.style.left), width = parseFloat(this.brush.style.width);
      return Math.round((grip.classList.contains("start") ? left + width : left) / 100 * this.count) - (grip.classList.contains("start") ? 1 : 0);
    }

    move(event) {
      if (this.anchor === undefined || (!this.moved && Math.abs(event.clientX - this.x) < Slip)) {
        return;
      }

      this.moved = true;
      const here = this.at(event), first = Math.min(this.anchor, here), last = Math.max(this.anchor, here);
      this.brush.style.cssText = `left:${first / this.count * 100}%;width:${(last - first + 1) / this.count * 100}%`;
    }

    up(event) {
      if (this.anchor !== undefined) {
        this.dotnet.invokeMethodAsync("Dragged", this.anchor, this.at(event));
        this.anchor = undefined;
      }
    }

    cancel() {
      if (this.anchor !== undefined) {
        this.brush.style.cssText = this.before;
        this.anchor = undefined;
      }
    }
  }

  const shown = new WeakMap();
  window.tapedeck.histogram = {
    attach(bars, dotnet) { shown.set(bars, new Histogram(bars, dotnet)); },
    detach(bars) {
      shown.get(bars)?.ending.abort();
      shown.delete(bars);
    },
  };
})();
