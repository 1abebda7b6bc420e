// Dialogs: the focus stays in the one on top and Escape leaves it, at once; neither key may depend on how fast the server answers.
// [data-first] has the focus when the dialog appears, [data-leave] is the button that leaves it as it was.
(() => {
  "use strict";
  const shown = document.getElementsByClassName("mud-dialog");
  const Stops = "a[href], button:enabled, input:enabled, select:enabled, textarea:enabled, [tabindex='0']";
  let top = null;
  let last = null;

  const stops = () => [...top.querySelectorAll(Stops)].filter(element => element.tabIndex >= 0 && element.getClientRects().length > 0);

  function look() {
    const now = shown[shown.length - 1] ?? null;
    if (now !== top) {
      top = now;
      last = null;
      (top?.querySelector("[data-first]") ?? (top && stops()[0]))?.focus();
    }
  }

  new MutationObserver(look).observe(document.body, { childList: true, subtree: true });

  document.addEventListener("focusin", event => {
    if (top?.contains(event.target) && event.target.matches(Stops)) {
      last = event.target;
    } else if (top) {
      (last?.isConnected ? last : stops()[0])?.focus();
    }
  });

  function turn(event) {
    const all = stops(), at = all.indexOf(document.activeElement);
    if (at < 0 || at === (event.shiftKey ? 0 : all.length - 1)) {
      event.preventDefault();
      all.at(event.shiftKey ? -1 : 0)?.focus();
    }
  }

  document.addEventListener("keydown", event => {
    if (!top || event.isComposing) {
      return;
    }

    if (event.key === "Tab") {
      turn(event);
    } else if (event.key === "Escape") {
      event.preventDefault();
      event.stopImmediatePropagation();
      top.querySelector("[data-leave], .mud-dialog-title button")?.click();
    }
  }, true);
})();
