// Suggestions for the place box: an ARIA combobox with a list popup. The page is whole
// without this file; what is typed goes to this server only, by POST.
"use strict";

(() => {
  const box = document.getElementById("place");
  if (!box || !window.fetch) return;
  const DELAY_MS = 150;
  const SHORTEST = 2;

  const list = document.createElement("ul");
  list.id = "place-list";
  list.className = "suggestions";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", box.dataset.listLabel);
  list.hidden = true;

  const status = document.createElement("p");
  status.className = "visually-hidden";
  status.setAttribute("role", "status");

  const wrapper = document.createElement("div");
  wrapper.className = "combobox";
  box.replaceWith(wrapper);
  wrapper.append(box, list, status);
  for (const [name, value] of Object.entries({
    role: "combobox",
    "aria-autocomplete": "list",
    "aria-expanded": "false",
    "aria-controls": list.id,
  })) box.setAttribute(name, value);

  const choice = document.createElement("input");
  choice.type = "hidden";
  choice.name = "choice";
  choice.disabled = true;
  wrapper.append(choice);

  let timer = 0;
  let pending = null;
  let active = -1;
  let asked = "";

  const options = () => Array.from(list.children);

  const close = () => {
    list.hidden = true;
    active = -1;
    box.setAttribute("aria-expanded", "false");
    box.removeAttribute("aria-activedescendant");
  };

  const activate = (index) => {
    const all = options();
    active = index;
    all.forEach((option, at) => option.setAttribute("aria-selected", String(at === index)));
    if (index < 0) {
      box.removeAttribute("aria-activedescendant");
    } else {
      box.setAttribute("aria-activedescendant", all[index].id);
      all[index].scrollIntoView({ block: "nearest" });
    }
  };

  const take = (option) => {
    box.value = option.dataset.label;
    choice.value = option.dataset.id;
    choice.disabled = false;
    asked = box.value;
    close();
  };

  const show = (suggestions) => {
    list.replaceChildren(...suggestions.map((one, at) => {
      const option = document.createElement("li");
      option.id = `place-option-${at}`;
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      option.dataset.id = one.id;
      option.dataset.label = one.label;
      const label = document.createElement("span");
      label.textContent = one.label;
      const detail = document.createElement("span");
      detail.className = "detail";
      detail.textContent = one.detail;
      option.append(label, " ", detail);
      return option;
    }));
    active = -1;
    box.removeAttribute("aria-activedescendant");
    list.hidden = suggestions.length === 0;
    box.setAttribute("aria-expanded", String(!list.hidden));
    status.textContent = suggestions.length === 1 ? box.dataset.one
      : suggestions.length ? box.dataset.many.replace("{0}", suggestions.length) : box.dataset.none;
  };

  const ask = async () => {
    const text = box.value.trim();
    if (text === asked) return;
    asked = text;
    if (pending) pending.abort();
    if (text.length < SHORTEST) { status.textContent = ""; show([]); status.textContent = ""; return; }
    pending = new AbortController();
    try {
      const answer = await fetch("/api/v1/suggest", {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ text }),
        signal: pending.signal,
      });
      if (answer.ok && document.activeElement === box) show((await answer.json()).suggestions);
    } catch {
      close();
    }
  };

  box.addEventListener("input", () => {
    choice.value = "";
    choice.disabled = true;
    clearTimeout(timer);
    timer = setTimeout(ask, DELAY_MS);
  });

  box.addEventListener("keydown", (event) => {
    const count = list.hidden ? 0 : options().length;
    switch (event.key) {
      case "ArrowDown":
        if (!count && list.children.length) { list.hidden = false; box.setAttribute("aria-expanded", "true"); }
        if (list.children.length) { activate((active + 1) % list.children.length); event.preventDefault(); }
        break;
      case "ArrowUp":
        if (count) { activate((active <= 0 ? count : active) - 1); event.preventDefault(); }
        break;
      case "Enter":
        if (count && active >= 0) { take(options()[active]); event.preventDefault(); }
        else close();
        break;
      case "Escape":
        if (count) close();
        else if (box.value) { box.value = ""; asked = ""; choice.disabled = true; }
        event.preventDefault();
        break;
      case "Tab":
        close();
        break;
      default:
        activate(-1);
    }
  });

  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) { take(option); box.focus(); }
  });
  box.addEventListener("blur", close);
})();
