// The divider between a list and its details: beside each other in wide windows, one above the other in narrow ones; each way has a size of its own.
(() => {
  "use strict";
  const td = window.tapedeck;
  const Smallest = 20, Largest = 72; // per cent, the same as in parts.css and SplitPane.razor

  const isStacked = sash => getComputedStyle(sash.parentElement).flexDirection === "column";
  const length = (element, stacked) => element.getBoundingClientRect()[stacked ? "height" : "width"];
  const share = (sash, stacked) => length(sash.nextElementSibling, stacked) / length(sash.parentElement, stacked) * 100;

  function resize(sash, percent) {
    const size = Math.min(Largest, Math.max(Smallest, percent)).toFixed(1) + "%";
    const name = isStacked(sash) ? "detail-height" : "detail";
    document.documentElement.style.setProperty("--" + name, size);
    td.store.set(name, size);
    tell(sash);
  }

  function tell(sash) {
    const stacked = isStacked(sash);
    sash.setAttribute("aria-orientation", stacked ? "horizontal" : "vertical");
    sash.setAttribute("aria-valuenow", Math.round(share(sash, stacked)));
  }

  // Where the divider is was remembered here, and the way it lies is up to the window: both are told to whoever comes to it.
  document.addEventListener("focusin", event => {
    if (event.target.matches(".sash")) {
      tell(event.target);
    }
  });

  document.addEventListener("pointerdown", event => {
    const sash = event.target.closest(".sash");
    if (!sash || event.button !== 0) {
      return;
    }

    event.preventDefault();
    sash.focus();
    sash.setPointerCapture(event.pointerId);
    const move = e => {
      const box = sash.parentElement.getBoundingClientRect();
      resize(sash, isStacked(sash) ? (box.bottom - e.clientY - sash.offsetHeight / 2) / box.height * 100 : (box.right - e.clientX - sash.offsetWidth / 2) / box.width * 100);
    };
    sash.addEventListener("pointermove", move);
    sash.addEventListener("lostpointercapture", () => sash.removeEventListener("pointermove", move), { once: true });
  });

  document.addEventListener("keydown", event => {
    if (!event.target.matches?.(".sash")) {
      return;
    }

    const stacked = isStacked(event.target);
    const step = { [stacked ? "ArrowUp" : "ArrowLeft"]: 2, [stacked ? "ArrowDown" : "ArrowRight"]: -2, Home: 100, End: -100 }[event.key];
    if (step) {
      event.preventDefault();
      resize(event.target, share(event.target, stacked) + step);
    }
  });
})();
