// What the browser must do itself: start the circuit, catch keys, copy. Everything else is decided on the server.
(() => {
  "use strict";
  const td = window.tapedeck;

  // --- connection ---------------------------------------------------------------------------------------------------------
  const bar = document.getElementById("components-reconnect-modal");
  bar?.addEventListener("components-reconnect-state-changed", event => {
    const state = event.detail.state;
    if (state === "show") {
      document.getElementById("reconnect-since").textContent = new Date().toLocaleTimeString("en-GB");
    } else if (state === "hide") {
      wentOn();
    } else if (state === "rejected" || state === "resume-failed") {
      location.reload(); // the server forgot this page; the address holds its state
    } else if (state === "retrying") {
      whenSignedOut(() => location.reload()); // which leads to the login page
    } else if (state === "failed") {
      whenServerAnswers(() => location.reload());
    }
  });

  // What the server said while nobody heard it is not said again. A page that never got its keys or its list's scrolling starts anew.
  function wentOn() {
    if (receiver && td.grid.areAttached()) {
      td.grid.askAgain();
    } else {
      location.reload();
    }
  }

  function whenSignedOut(then) {
    fetch(document.baseURI + "api/v1/version", { cache: "no-store" }).then(answer => answer.status === 401 && then(), () => {});
  }

  function whenServerAnswers(then) {
    fetch(document.baseURI + "healthz/live", { cache: "no-store" }).then(answer => answer.ok ? then() : setTimeout(whenServerAnswers, 1500, then),
      () => setTimeout(whenServerAnswers, 1500, then));
  }

  Blazor.start({
    circuit: {
      configureSignalR: builder => builder.withServerTimeout(4500).withKeepAliveInterval(1500),
      reconnectionOptions: { maxRetries: 100000, retryIntervalMilliseconds: attempt => Math.min(250 + 250 * attempt, 2000) },
    },
  });

  // --- keys ---------------------------------------------------------------------------------------------------------------
  const ChordWithin = 1500; // milliseconds between the two keys of a chord, as the keyboard saw them
  let receiver = null;
  let prefix = null;
  let early = []; // what was pressed before the page could answer

  td.keys = dotnet => {
    receiver = dotnet;
    document.querySelector(".boot")?.remove();
    early.splice(0).forEach(answer);
  };

  // The names of what the page in view answers to, such as "j" or "g+c" (KeyMap.razor).
  const chords = () => document.getElementById("keys")?.dataset.keys.split(" ") ?? [];

  // Whether the key, pressed at a time of the keyboard, was answered.
  function answer({ key, time }) {
    const first = prefix && time - prefix.time <= ChordWithin ? `${prefix.key}+` : "";
    prefix = null;
    const name = first + key.replace(" ", "Space");
    const hit = chords().includes(name);
    if (hit) {
      receiver.invokeMethodAsync("Pressed", name);
    } else if (!first && chords().some(chord => chord.startsWith(`${key}+`))) {
      prefix = { key, time };
    }

    return hit;
  }

  // Who is at a list, or nowhere in particular: elsewhere the browser's own keys have a meaning.
  const atList = target => target === document.body || target.closest("[data-grid]") || target.tagName === "MAIN" || target.tagName === "H1";
  const typing = target => target.isContentEditable || target.matches("textarea, select, input:not([type=checkbox]):not([type=radio]):not([type=range])");
  const pressing = (target, key) => (key === " " || key === "Enter") && target.matches("button, a, summary, input, [role=tab], [role=menuitem], [role=listbox]");
  const scrolling = (target, key) => key.startsWith("Arrow") && !atList(target);

  // Long lists are rendered only where they are looked at: who searches with the browser must know that.
  const note = document.getElementById("find-note");
  let noteTimer = 0;
  function explainFind() {
    if (document.querySelector("[data-grid]:not([hidden])")) {
      note.hidden = false;
      clearTimeout(noteTimer);
      noteTimer = setTimeout(() => { note.hidden = true; }, 6000);
    }
  }

  // Everything with Ctrl is the browser's, except what the page in view answers to; also while somebody types, since it writes nothing.
  function pressedWithCtrl(event) {
    const key = `Ctrl-${event.key.toLowerCase()}`;
    if (receiver && (key !== "Ctrl-a" || atList(event.target)) && !document.querySelector(".mud-dialog") && chords().includes(key)) {
      prefix = null;
      answer({ key, time: event.timeStamp });
      event.preventDefault();
    }
  }

  document.addEventListener("keydown", event => {
    if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "f") {
      explainFind();
    }

    if (event.ctrlKey && !event.metaKey && !event.altKey && !event.shiftKey && !event.repeat) {
      pressedWithCtrl(event);
    }

    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) {
      return;
    }

    const key = event.shiftKey && event.key.startsWith("Arrow") ? `Shift-${event.key}` : event.key;
    if (typing(event.target)) {
      if (key === "Escape") {
        event.target.blur();
        event.stopPropagation();
      }

      return;
    }

    if (document.querySelector(".mud-dialog") || pressing(event.target, key) || scrolling(event.target, event.key)) {
      return;
    }

    const press = { key, time: event.timeStamp };
    if (!receiver) {
      early.push(press);
    } else if (answer(press)) {
      event.preventDefault();
    }
  });

  td.focus = selector => {
    const element = document.querySelector(selector);
    element?.focus();
    element?.select?.();
  };

  // Another page came into view; who is already at work in it is left alone.
  td.arrive = () => {
    if (!document.activeElement?.closest("main *, .mud-dialog")) {
      document.querySelector("h1")?.focus({ preventScroll: true });
    }
  };

  // The field of a pointer, such as "outputs-0-elasticsearch-url", or of what it is part of; what is folded around it is opened.
  td.reach = id => {
    for (let name = id; name; name = name.slice(0, Math.max(0, name.lastIndexOf("-")))) {
      const field = document.getElementById(name) ?? document.querySelector(`[aria-labelledby="${name}-label"] [role="radio"], [id^="${name}-"]:is(input, select)`);
      if (field) {
        for (let around = field.closest("details"); around; around = around.parentElement.closest("details")) { around.open = true; }
        field.scrollIntoView({ block: "center" });
        field.focus({ preventScroll: true });
        return;
      }
    }
  };

  document.addEventListener("click", event => {
    const skip = event.target.closest("a.skip");
    if (skip) {
      event.preventDefault();
      event.stopPropagation();
      document.getElementById("main").focus();
    }
  }, true);

  // What is typed into a form counts once the person pauses, not only when the field is left: what is missing, and whether the form can be sent, follows it.
  const TypingPause = 500; // milliseconds
  let typingTimer = 0;
  document.addEventListener("input", event => {
    clearTimeout(typingTimer);
    if (event.target.matches(".form-page .field input[type=text]")) {
      typingTimer = setTimeout(() => event.target.dispatchEvent(new Event("change", { bubbles: true })), TypingPause);
    }
  });

  // Settled when the browser has drawn what it was given; a tab that nobody sees draws nothing, and is asked again after a while.
  td.painted = () => new Promise(resolve => {
    if (document.hidden) { setTimeout(resolve, 1000); } else { requestAnimationFrame(() => setTimeout(resolve)); }
  });

  // --- clipboard ----------------------------------------------------------------------------------------------------------
  td.copy = async text => {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      return false;
    }
  };
})();
