// Runs in the head, before anything is painted: the person's theme and the sizes they gave the detail pane.
(() => {
  "use strict";
  const root = document.documentElement;
  const system = matchMedia("(prefers-color-scheme: dark)");
  const store = {
    get(key) { try { return localStorage.getItem("tapedeck." + key); } catch { return null; } },
    set(key, value) { try { localStorage.setItem("tapedeck." + key, value); } catch { /* private window: kept for this page only */ } },
  };
  let choice = store.get("theme") ?? "system";
  let listener = null;

  function apply() {
    const dark = choice === "dark" || (choice === "system" && system.matches);
    root.dataset.theme = dark ? "dark" : "light";
    listener?.invokeMethodAsync("ThemeChanged", dark);
    return dark;
  }

  apply();
  system.addEventListener("change", apply);
  for (const size of ["detail", "detail-height"]) {
    const kept = store.get(size);
    if (kept) {
      root.style.setProperty("--" + size, kept);
    }
  }

  window.tapedeck = {
    store,
    viewer(dotnet) {
      listener = dotnet;
      return { theme: choice, isDark: apply(), timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone ?? "UTC", times: store.get("times") ?? "local", columns: store.get("columns") };
    },
    setTheme(value) {
      choice = value;
      store.set("theme", value);
      return apply();
    },
  };
})();
