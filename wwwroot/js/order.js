// Cards of a list are moved by their grip: the card goes with the pointer, a line says where it would be put; Escape lets it stay.
(() => {
  "use strict";
  const Edge = 40; // pixels at the ends of what scrolls, in which it does
  const lists = new WeakMap(); // what contains the list → who is told

  class Move {
    constructor(grip, event) {
      this.card = grip.closest("li");
      this.cards = [...this.card.parentElement.children];
      this.from = this.to = this.cards.indexOf(this.card);
      this.scroller = this.card.closest(".scroll") ?? document.scrollingElement;
      this.start = event.clientY + this.scroller.scrollTop;
      this.card.classList.add("held");
      document.body.classList.add("ordering");
    }

    moveTo(y) {
      const box = this.scroller.getBoundingClientRect(), [top, bottom] = [Math.max(0, box.top), Math.min(innerHeight, box.bottom)];
      this.scroller.scrollTop += y < top + Edge ? -8 : y > bottom - Edge ? 8 : 0;
      this.card.style.transform = `translateY(${Math.round(y + this.scroller.scrollTop - this.start)}px)`;
      const others = this.cards.filter(card => card !== this.card);
      const middle = card => { const place = card.getBoundingClientRect(); return place.top + place.height / 2; };
      this.to = others.filter(card => middle(card) < y).length;
      this.mark(this.to === this.from ? null : this.cards[this.to]);
    }

    mark(target) {
      for (const card of this.cards) {
        card.classList.toggle("before", card === target && this.to < this.from);
        card.classList.toggle("after", card === target && this.to > this.from);
      }
    }

    end(isMeant) {
      this.mark(null);
      this.card.classList.remove("held");
      this.card.style.transform = "";
      document.body.classList.remove("ordering");
      if (isMeant && this.to !== this.from) {
        lists.get(this.card.closest(".rules-area"))?.invokeMethodAsync("Moved", this.from, this.to);
      }
    }
  }

  document.addEventListener("pointerdown", event => {
    const grip = event.target.closest(".rules-area .grip");
    if (!grip || event.button !== 0) {
      return;
    }

    event.preventDefault();
    const move = new Move(grip, event), over = new AbortController(), { signal } = over;
    const end = isMeant => { over.abort(); move.end(isMeant); };
    document.addEventListener("pointermove", e => move.moveTo(e.clientY), { signal });
    document.addEventListener("pointerup", () => end(true), { signal });
    document.addEventListener("pointercancel", () => end(false), { signal });
    document.addEventListener("keydown", e => {
      if (e.key === "Escape") {
        e.preventDefault();
        e.stopPropagation();
        end(false);
      }
    }, { signal, capture: true });
  });

  window.tapedeck.order = { attach(area, dotnet) { lists.set(area, dotnet); } };
})();
