// The desk by keyboard. Answers come as a part of the page, by POST; the address, the title and
// the history stay as they are, and nothing is stored. Single keys work while the focus is on the
// desk and not in a field. Loaded before finder.js, so that the form is kept as it was made.
"use strict";

(() => {
  const WARNED_S = 20;
  const SHOWN_MS = 4000;

  const main = document.getElementById("main");
  const place = document.getElementById("place-for-answer");
  const told = document.getElementById("told");
  const clearing = document.getElementById("clearing");
  const pristine = document.getElementById("desk-form").cloneNode(true);
  const idleMs = Number(main.dataset.idleSeconds) * 1000;

  let request = null;
  let deadline = Date.now() + idleMs;
  let toldTimer = 0;

  const form = () => document.getElementById("desk-form");
  const box = () => document.getElementById("place");
  const answer = () => document.getElementById("answer");
  const tabs = () => Array.from(place.querySelectorAll("[role=tab]"));
  const current = () => place.querySelector("[role=tab][aria-selected=true]");
  const panelOf = (tab) => document.getElementById(`hospital-${tab.dataset.id}`);

  const tell = (text) => {
    clearTimeout(toldTimer);
    told.textContent = text;
    told.classList.toggle("visually-hidden", !text);
    toldTimer = setTimeout(() => tell(""), SHOWN_MS);
    if (!text) clearTimeout(toldTimer);
  };

  // Hospitals: tabs, of which one shows its panel

  const select = (tab, focus) => {
    for (const one of tabs()) {
      const chosen = one === tab;
      one.setAttribute("aria-selected", String(chosen));
      one.tabIndex = chosen ? 0 : -1;
      panelOf(one).hidden = !chosen;
    }
    if (focus) tab.focus();
  };

  const mark = () => {
    for (const one of tabs()) {
      const chosen = panelOf(one).querySelector("[name=beside]").checked;
      one.classList.toggle("beside-too", chosen);
    }
  };

  const makeTabs = () => {
    const list = place.querySelector(".hospitals");
    if (!list) return;
    list.setAttribute("role", "tablist");
    list.setAttribute("aria-orientation", "vertical");
    list.setAttribute("aria-label", list.dataset.label);
    for (const one of Array.from(list.children)) {
      one.setAttribute("role", "tab");
      one.setAttribute("aria-controls", `hospital-${one.dataset.id}`);
      one.removeAttribute("href");
      panelOf(one).setAttribute("role", "tabpanel");
      panelOf(one).setAttribute("aria-labelledby", one.id);
      one.addEventListener("click", () => select(one, true));
    }
    select(tabs().find((one) => one.dataset.id === answer().dataset.chosen) || tabs()[0], false);
    mark();
  };

  const move = (step) => {
    const all = tabs();
    const at = all.indexOf(current());
    select(all[(at + step + all.length) % all.length], true);
  };

  // Answers

  const put = (shown, focusId) => {
    tell("");
    place.replaceChildren(...(shown ? [shown] : []));
    makeTabs();
    if (!shown) return;
    const before = tabs().find((one) => one.id === focusId);
    if (before) select(before, false);
    const chosen = current() || place.querySelector("[data-key]");
    const field = shown.dataset.field && document.getElementById(shown.dataset.field);
    (field || chosen || shown).focus();
  };

  const trouble = (text) => {
    const shown = document.createElement("section");
    shown.id = "answer";
    shown.className = "told fault";
    shown.tabIndex = -1;
    shown.setAttribute("role", "alert");
    shown.textContent = text;
    put(shown);
  };

  const asked = (submitter) => {
    const fields = new FormData(form());
    if (submitter && submitter.name) fields.set(submitter.name, submitter.value);
    const known = new URLSearchParams();
    for (const [name, value] of fields) {
      if (name === "beside" || !known.has(name)) known.append(name, value);
    }
    return known;
  };

  const ask = async (submitter, focusId) => {
    if (request) request.abort();
    const mine = new AbortController();
    request = mine;
    try {
      const found = await fetch(form().dataset.fragment, {
        method: "POST", body: asked(submitter), signal: mine.signal, cache: "no-store",
      });
      const text = await found.text();
      if (request !== mine) return;
      const shown = new DOMParser().parseFromString(text, "text/html").getElementById("answer");
      if (shown) put(document.importNode(shown, true), focusId);
      else trouble(`No answer (${found.status}). Press Enter in the box to try again.`);
    } catch {
      if (request === mine) trouble("The server did not answer. Press Enter in the box to try again.");
    }
  };

  // Clearing: the form as it was made, and nothing of the call

  const wipe = () => {
    if (request) request.abort();
    request = null;
    tell("");
    clearing.textContent = "";
    deadline = Date.now() + idleMs;
    if ("posted" in document.body.dataset) {
      document.body.replaceChildren();
      location.replace("/desk");
      return;
    }
    for (const one of form().querySelectorAll("input")) {
      one.dispatchEvent(new Event("filled"));
      one.value = "";
    }
    place.replaceChildren();
    form().replaceWith(pristine.cloneNode(true));
    form().dispatchEvent(new Event("boxes", { bubbles: true }));
    box().focus();
  };

  const isEmpty = () => !answer() && !Array.from(form().querySelectorAll("input, select")).some((one) => one.value);

  const alive = () => {
    deadline = Date.now() + idleMs;
    clearing.textContent = "";
  };

  const watch = () => {
    const left = Math.ceil((deadline - Date.now()) / 1000);
    if (isEmpty()) alive();
    else if (left <= 0) wipe();
    else if (left <= WARNED_S && !clearing.textContent) {
      clearing.textContent = `Clears in ${left} seconds. Press any key to keep it.`;
    }
  };

  // Keys

  const copy = async () => {
    const tab = current();
    if (!tab) return;
    const note = document.getElementById(`note-${tab.dataset.id}`);
    try {
      await navigator.clipboard.writeText(note.textContent);
      tell("Note copied.");
    } catch {
      getSelection().selectAllChildren(note);
      tell("The browser does not let us copy. The note is selected: press Ctrl and C.");
    }
  };

  const beside = () => {
    const tab = current();
    if (!tab) return;
    const chosen = panelOf(tab).querySelector("[name=beside]");
    chosen.checked = !chosen.checked;
    compare(tab.id);
  };

  const compare = (focusId) => {
    mark();
    const count = place.querySelectorAll("[name=beside]:checked").length;
    const shown = place.querySelector(".beside");
    if (count > 3) tell("Three at most: press x on one of the others first.");
    else if (count > 1 || shown) ask(null, focusId);
    else tell("Press x on another one to see both side by side.");
  };

  const enter = (id) => {
    const field = document.getElementById(id);
    field.focus();
    if (field.select) field.select();
  };

  const choose = (key) => {
    const button = place.querySelector(`[data-key="${key}"]`);
    if (button) button.click();
    return Boolean(button);
  };

  const KEYS = {
    "/": () => enter("place"),
    p: () => enter("procedure"),
    d: () => enter("driver"),
    w: () => enter("hospital"),
    c: copy,
    x: beside,
    ArrowDown: () => current() && move(1),
    ArrowUp: () => current() && move(-1),
  };

  const isField = (one) => one.matches("input:not([type=checkbox]), select, textarea");

  const pressed = (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    alive();
    if (event.key === "Escape") {
      event.preventDefault();
      wipe();
    } else if (isField(event.target)) {
      if (event.key !== "Enter") return;
      const took = event.defaultPrevented; // a suggestion: it is the answer to "where"
      if (!took && event.target.id !== "procedure") return;
      event.preventDefault();
      form().requestSubmit();
    } else if (main.contains(event.target)) {
      const act = KEYS[event.key];
      if (act) act();
      if (act || (/^[0-9]$/.test(event.key) && choose(event.key))) event.preventDefault();
    }
  };

  document.addEventListener("keydown", pressed);
  for (const kind of ["pointerdown", "pointermove", "wheel"]) {
    document.addEventListener(kind, alive, { passive: true });
  }
  document.addEventListener("submit", (event) => {
    event.preventDefault();
    ask(event.submitter);
  });
  // What is shown is about what was asked: another place or need clears it.
  main.addEventListener("input", (event) => {
    if (["place", "driver", "procedure"].includes(event.target.id)) {
      if (request) request.abort();
      request = null;
      place.replaceChildren();
      document.getElementById("hospital").value = "";
    } else if (event.target.name === "beside") {
      compare(current().id);
    }
  });
  addEventListener("pagehide", () => {
    place.replaceChildren();
    if (form()) form().replaceWith(pristine.cloneNode(true));
  });
  addEventListener("pageshow", (event) => {
    if (event.persisted) location.replace("/desk");
  });
  document.addEventListener("visibilitychange", watch);
  setInterval(watch, 1000);

  makeTabs();
  if (!answer()) box().focus();
  else (current() || answer()).focus();
})();
