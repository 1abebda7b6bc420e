// The query bar: the text being typed, the list of suggestions, the history of queries; and the + and − beside values of the page.
(() => {
  "use strict";
  const td = window.tapedeck;
  const Remembered = 50;
  const Pause = 60; // milliseconds of not typing before suggestions are asked for
  const Rest = 250; // milliseconds that a pointer rests on a value before + and − are offered
  const ToolsWidth = 52;
  let bar = null;

  class QueryBar {
    constructor(box, dotnet) {
      this.box = box;
      this.dotnet = dotnet;
      this.input = box.querySelector("input");
      this.list = box.querySelector("[role=listbox]");
      this.ending = new AbortController();
      this.place = -1; // in the history; −1 for what is being typed
      const on = (element, type, act) => element.addEventListener(type, act, { signal: this.ending.signal });
      on(this.input, "input", () => { this.place = -1; this.ask(); });
      on(this.input, "keydown", event => this.press(event));
      on(this.input, "blur", () => setTimeout(() => this.close(), 120)); // after a click into the list
      on(this.input, "scroll", () => this.aim());
      on(this.list, "pointerdown", event => {
        event.preventDefault();
        const option = event.target.closest("[role=option]");
        if (option) { this.choose(+option.dataset.index); }
      });
      on(document, "click", event => this.clicked(event));
      on(document, "pointerover", event => this.hover(event));
      document.addEventListener("keydown", event => this.summon(event), { capture: true, signal: this.ending.signal });
      box.dataset.ready = "";
      this.aim();
    }

    // Whoever goes on typing at once must not lose a letter to the way to the server and back.
    summon(event) {
      const elsewhere = event.target.isContentEditable || event.target.matches?.("input, textarea, select") || document.querySelector(".mud-dialog");
      if (!elsewhere && !event.ctrlKey && !event.metaKey && !event.altKey && ["/", "q", "Q"].includes(event.key)) {
        event.preventDefault();
        event.stopImmediatePropagation();
        this.input.focus();
        this.input.select();
      }
    }

    get open() { return !this.list.hidden && this.list.children.length > 0; }

    get active() { return this.list.querySelector("[aria-selected=true]"); }

    // Where the text begins, for the mark under a wrong column.
    aim() {
      const left = this.input.getBoundingClientRect().left - this.box.getBoundingClientRect().left;
      this.box.style.setProperty("--text-left", `${left - this.input.scrollLeft}px`);
    }

    ask() {
      clearTimeout(this.timer);
      this.timer = setTimeout(async () => {
        await this.dotnet.invokeMethodAsync("Typed", this.input.value, this.input.selectionStart);
        this.activate(null);
        this.aim();
      }, Pause);
    }

    activate(option) {
      this.active?.setAttribute("aria-selected", "false");
      option?.setAttribute("aria-selected", "true");
      option?.scrollIntoView({ block: "nearest" });
      if (option) { this.input.setAttribute("aria-activedescendant", option.id); } else { this.input.removeAttribute("aria-activedescendant"); }
    }

    step(by) {
      const options = [...this.list.children], at = options.indexOf(this.active);
      this.activate(options[at < 0 ? (by > 0 ? 0 : options.length - 1) : (at + by + options.length) % options.length]);
    }

    press(event) {
      if (event.isComposing) {
        return;
      }

      const key = event.key;
      if (key === "Escape" && this.open) {
        event.stopPropagation();
        event.preventDefault();
        this.close();
      } else if ((key === "ArrowDown" || key === "ArrowUp") && !event.altKey) {
        event.preventDefault();
        if (this.open) { this.step(key === "ArrowDown" ? 1 : -1); } else { this.recall(key === "ArrowUp" ? 1 : -1); }
      } else if (key === "Tab" && !event.shiftKey && this.open) {
        event.preventDefault();
        this.choose(+(this.active ?? this.list.children[0]).dataset.index);
      } else if (key === "Enter") {
        event.preventDefault();
        if (this.open && this.active) { this.choose(+this.active.dataset.index); } else { this.run(); }
      }
    }

    async choose(index) {
      const edited = await this.dotnet.invokeMethodAsync("Choose", this.input.value, index);
      this.set(edited.text, edited.caret);
      this.ask();
    }

    async run() {
      clearTimeout(this.timer);
      const text = this.input.value;
      this.activate(null);
      if (await this.dotnet.invokeMethodAsync("Run", text) && text.trim()) {
        const kept = this.history().filter(known => known !== text.trim());
        td.store.set("queries", JSON.stringify([text.trim(), ...kept].slice(0, Remembered)));
        this.place = -1;
      }

      this.aim();
    }

    close() {
      clearTimeout(this.timer);
      if (this.open) {
        this.activate(null);
        this.dotnet.invokeMethodAsync("Close");
      }
    }

    history() { try { return JSON.parse(td.store.get("queries")) ?? []; } catch { return []; } }

    recall(by) {
      const kept = this.history(), to = Math.min(kept.length - 1, Math.max(-1, this.place + by));
      if (this.place === -1) { this.draft = this.input.value; }
      if (to !== this.place) {
        this.place = to;
        const text = to < 0 ? this.draft : kept[to];
        this.set(text, text.length);
      }
    }

    set(text, caret) {
      this.input.value = text;
      this.input.setSelectionRange(caret, caret);
      this.input.scrollLeft = this.input.scrollWidth;
      this.aim();
    }

    // --- + and − beside values: elements with data-field, their value in data-value, how in data-comparison -----------------
    clicked(event) {
      const button = event.target.closest("[data-filter]");
      const field = button?.closest("[data-field]") ?? (tools.contains(button) ? tools.cell : null);
      if (field) {
        event.stopPropagation();
        this.dotnet.invokeMethodAsync("Filter", field.dataset.field, field.dataset.value, button.dataset.filter === "not", field.dataset.comparison ?? "=");
        tools.hidden = true;
      }
    }

    // Who only passes by, or is about to click on the row, must not find a button under the pointer.
    hover(event) {
      const cell = event.target.closest?.(".grid-row [data-field]");
      if (tools.contains(event.target) || (cell && cell === this.hovered)) {
        return;
      }

      clearTimeout(this.hovering);
      tools.hidden = true;
      this.hovered = cell;
      if (cell?.dataset.value) {
        this.hovering = setTimeout(() => this.offer(cell), Rest);
      }
    }

    // Behind the text, or over its end where there is no room.
    offer(cell) {
      const box = cell.getBoundingClientRect(), text = document.createRange();
      text.selectNodeContents(cell);
      const left = box.width < 2 * ToolsWidth ? text.getBoundingClientRect().right + 2 : Math.min(text.getBoundingClientRect().right + 6, box.right - ToolsWidth);
      tools.cell = cell;
      tools.hidden = !cell.isConnected;
      tools.style.cssText = `left:${left}px;top:${box.top + (box.height - 24) / 2}px`;
    }

    end() {
      this.ending.abort();
      clearTimeout(this.timer);
      clearTimeout(this.hovering);
      tools.hidden = true;
    }
  }

  const tools = document.createElement("div");
  tools.className = "cell-tools";
  tools.hidden = true;
  tools.setAttribute("aria-hidden", "true"); // the details have the same for keys
  tools.innerHTML = '<button type="button" tabindex="-1" data-filter="is" title="Only these">+</button><button type="button" tabindex="-1" data-filter="not" title="Not these">−</button>';
  document.body.append(tools);
  document.addEventListener("scroll", () => { tools.hidden = true; }, { capture: true, passive: true });

  td.query = {
    attach(box, dotnet) { bar?.end(); bar = new QueryBar(box, dotnet); },
    show(text) { if (bar && bar.input.value !== text) { bar.set(text, text.length); } },
    detach() { bar?.end(); bar = null; },
  };
})();
