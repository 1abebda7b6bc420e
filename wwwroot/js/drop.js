// Files dropped on an element with data-drop go to the file input that it names, as if they had been chosen there.
(() => {
  "use strict";
  const holdsFiles = event => event.dataTransfer && Array.from(event.dataTransfer.types).includes("Files");
  const zoneOf = event => event.target.closest?.("[data-drop]");

  document.addEventListener("dragover", event => {
    if (holdsFiles(event)) {
      event.preventDefault(); // else the browser leaves the page and opens the file
      const zone = zoneOf(event);
      zone?.classList.add("dropping");
      event.dataTransfer.dropEffect = zone ? "copy" : "none";
    }
  });

  document.addEventListener("dragleave", event => {
    const zone = zoneOf(event);
    if (zone && !zone.contains(event.relatedTarget)) {
      zone.classList.remove("dropping");
    }
  });

  document.addEventListener("drop", event => {
    if (!holdsFiles(event)) {
      return;
    }

    event.preventDefault();
    const zone = zoneOf(event);
    const input = zone && document.querySelector(zone.dataset.drop);
    if (input) {
      zone.classList.remove("dropping");
      input.files = event.dataTransfer.files;
      input.dispatchEvent(new Event("change", { bubbles: true }));
    }
  });
})();
