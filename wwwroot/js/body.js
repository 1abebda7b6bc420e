// Bodies: objects and arrays are folded, and texts are searched, where they are shown: neither waits for the server.
(() => {
  "use strict";
  const MostMatches = 5000;
  const Scope = ".body-part, .tab-body"; // what a search looks through
  const marks = window.Highlight ? { all: new Highlight(), here: new Highlight() } : { all: new Set(), here: new Set() }; // an older browser goes to what is found without marking it
  CSS.highlights?.set("found", marks.all);
  CSS.highlights?.set("found-here", marks.here);

  // --- folding: a line with data-closes hides the lines up to that one --------------------------------------------------------
  const isFolded = line => line.classList.contains("folded");

  function fold(line, folded) {
    line.classList.toggle("folded", folded);
    const button = line.querySelector(".fold");
    button.setAttribute("aria-expanded", folded ? "false" : "true");
    button.setAttribute("aria-label", `${folded ? "Unfold" : "Fold"} line ${+line.dataset.line + 1}`);
  }

  function arrange(code) {
    const lines = code.children;
    for (let i = 0; i < lines.length; i++) {
      lines[i].hidden = false;
      if (isFolded(lines[i])) {
        for (const end = Math.min(+lines[i].dataset.closes, lines.length - 1); i < end;) { lines[++i].hidden = true; }
      }
    }
  }

  function foldAll(code, folded) {
    for (const line of code.querySelectorAll("[data-closes]")) {
      if (line.dataset.line !== "0") { fold(line, folded); } // the whole stays open
    }

    arrange(code);
  }

  function reveal(line) {
    if (line.hidden) {
      const code = line.parentElement, number = +line.dataset.line;
      for (const around of code.querySelectorAll(".folded")) {
        if (+around.dataset.line < number && +around.dataset.closes >= number) { fold(around, false); }
      }

      arrange(code);
    }
  }

  // --- a part of a body as a file: always without a type, so that nothing recorded is opened as a page ----------------------------
  window.tapedeck.save = async (name, stream) => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([await stream.arrayBuffer()], { type: "application/octet-stream" }));
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  };

  // --- comparing: the difference that has the focus is where the next one is counted from --------------------------------------
  window.tapedeck.difference = by => {
    const all = [...document.querySelectorAll("[data-difference]")], at = all.indexOf(document.activeElement);
    const next = all[at < 0 ? (by > 0 ? 0 : all.length - 1) : (at + by + all.length) % all.length];
    next?.focus({ preventScroll: true });
    next?.scrollIntoView({ block: "center" });
  };

  document.addEventListener("keydown", event => {
    const by = { n: 1, p: -1 }[event.key];
    const elsewhere = event.ctrlKey || event.metaKey || event.altKey || event.target.matches?.("input, textarea, select") || document.querySelector(".mud-dialog");
    if (by && !elsewhere && document.querySelector(".compare")) {
      event.preventDefault();
      window.tapedeck.difference(by);
    }
  });

  // --- finding ------------------------------------------------------------------------------------------------------------------
  class Finder {
    constructor(box) {
      this.box = box;
      this.input = box.querySelector("input");
      this.says = box.querySelector("output");
      this.found = [];
      this.at = -1;
    }

    // Every place of the text, without regard to case; what is coloured in pieces is one text all the same.
    search() {
      const wanted = this.input.value.toLowerCase();
      this.clear();
      for (const element of wanted ? this.box.closest(Scope).querySelectorAll("[data-text]") : []) {
        this.look(element, wanted);
      }

      this.found.forEach(range => marks.all.add(range));
      this.go(this.found.length > 0 ? 0 : -1);
    }

    look(element, wanted) {
      const nodes = [], walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
      let text = "";
      for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        nodes.push({ node, start: text.length });
        text += node.data;
      }

      const lower = text.toLowerCase();
      if (lower.length !== text.length) { return; } // letters that change their length cannot be mapped back
      for (let place = lower.indexOf(wanted); place >= 0 && this.found.length < MostMatches; place = lower.indexOf(wanted, place + wanted.length)) {
        const range = new Range();
        this.set(range, nodes, place, "setStart");
        this.set(range, nodes, place + wanted.length, "setEnd");
        this.found.push(range);
      }
    }

    set(range, nodes, place, end) {
      let i = nodes.length - 1;
      while (i > 0 && (end === "setStart" ? nodes[i].start > place : nodes[i].start >= place)) { i--; }
      range[end](nodes[i].node, place - nodes[i].start);
    }

    go(to) {
      this.at = to;
      marks.here.clear();
      this.says.textContent = !this.input.value ? "" : to < 0 ? "none" : `${to + 1} of ${this.found.length}${this.found.length === MostMatches ? "+" : ""}`;
      if (to >= 0) {
        const range = this.found[to], line = range.startContainer.parentElement.closest("[data-line]");
        if (line) { reveal(line); }
        marks.here.add(range);
        range.startContainer.parentElement.scrollIntoView({ block: "nearest" });
      }
    }

    step(by) {
      if (this.found.some(range => !range.startContainer.isConnected)) { this.search(); return; } // another body came
      if (this.found.length > 0) { this.go((this.at + by + this.found.length) % this.found.length); }
    }

    clear() {
      marks.all.clear();
      marks.here.clear();
      [this.found, this.at] = [[], -1];
    }
  }

  const finders = new WeakMap();
  const finderOf = element => {
    const box = element.closest?.(".body-find");
    if (box && !finders.has(box)) { finders.set(box, new Finder(box)); }
    return box && finders.get(box);
  };

  document.addEventListener("input", event => finderOf(event.target)?.search());

  document.addEventListener("keydown", event => {
    const finder = event.target.matches?.(".body-find input") && finderOf(event.target);
    if (finder && event.key === "Enter") {
      event.preventDefault();
      finder.step(event.shiftKey ? -1 : 1);
    } else if (finder && event.key === "Escape" && event.target.value) {
      event.stopImmediatePropagation();
      event.target.value = "";
      finder.search();
    }
  }, true);

  document.addEventListener("click", event => {
    const button = event.target.closest?.(".fold, [data-find], [data-fold-all]");
    if (button?.matches(".fold")) {
      const line = button.closest("[data-line]");
      fold(line, !isFolded(line));
      arrange(line.parentElement);
    } else if (button?.matches("[data-find]")) {
      finderOf(button).step(+button.dataset.find);
    } else if (button) {
      foldAll(button.closest(Scope).querySelector(".code.json"), button.dataset.foldAll === "true");
    }
  });
})();
