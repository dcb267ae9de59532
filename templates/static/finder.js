// Suggestions for a place box: an editable combobox with list autocomplete, as the ARIA
// Authoring Practices have it. Nothing on the page needs this file. What is typed goes to
// this server alone, by POST, and is kept nowhere.
"use strict";

(() => {
  const DELAY_MS = 150;
  const SHORTEST = 2;
  const CARET_KEYS = ["ArrowLeft", "ArrowRight", "Home", "End"];

  const element = (tag, attributes, ...children) => {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    made.append(...children);
    return made;
  };

  const askServer = async (path, text, signal) => {
    const answer = await fetch(path, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ text }),
      signal,
    });
    if (!answer.ok) throw new Error(String(answer.status));
    return (await answer.json()).suggestions;
  };

  const equip = (box) => {
    const says = box.dataset;
    const list = element("ul", {
      id: `${box.id}-list`, class: "suggestions", role: "listbox", "aria-label": says.listLabel,
    });
    const status = element("p", { class: "visually-hidden", role: "status" });
    const choice = element("input", { type: "hidden", name: says.choice, autocomplete: "off" });

    let suggestions = [];
    let active = -1;
    let timer = 0;
    let request = null;

    const isOpen = () => !list.hidden;
    const isLongEnough = () => box.value.trim().length >= SHORTEST;

    const activate = (index) => {
      active = index;
      Array.from(list.children).forEach((option, at) => {
        option.setAttribute("aria-selected", String(at === index));
      });
      const option = list.children[index];
      if (option) {
        box.setAttribute("aria-activedescendant", option.id);
        option.scrollIntoView({ block: "nearest", behavior: "instant" });
      } else {
        box.removeAttribute("aria-activedescendant");
      }
    };

    const setOpen = (open) => {
      const opens = open && !isOpen();
      list.hidden = !open;
      box.setAttribute("aria-expanded", String(open));
      if (!open) {
        activate(-1);
        status.textContent = "";
      } else if (opens) {
        list.scrollIntoView({ block: "nearest" });
      }
    };

    const cancel = () => {
      clearTimeout(timer);
      if (request) request.abort();
      request = null;
    };

    const dismiss = () => {
      cancel();
      setOpen(false);
    };

    const setChoice = (id) => {
      choice.value = id;
      choice.disabled = !id;
    };

    const optionOf = ({ label, detail }, at) =>
      element(
        "li",
        { id: `${list.id}-${at}`, role: "option", "aria-selected": "false" },
        element("span", { class: "suggestion-label" }, label),
        " ",
        element("span", { class: "suggestion-detail" }, detail),
      );

    const counted = (count) => {
      if (count === 0) return says.none;
      return count === 1 ? says.one : says.many.replace("{0}", count);
    };

    const show = (found) => {
      suggestions = found;
      list.replaceChildren(...found.map(optionOf));
      list.scrollTop = 0;
      activate(-1);
      setOpen(found.length > 0);
      status.textContent = counted(found.length);
    };

    const forget = () => {
      suggestions = [];
      list.replaceChildren();
      dismiss();
    };

    const ask = async () => {
      cancel();
      const mine = new AbortController();
      request = mine;
      try {
        const found = await askServer(says.suggest, box.value.trim(), mine.signal);
        if (request === mine) show(found);
      } catch {
        if (request === mine) forget();
      }
    };

    const typed = () => {
      setChoice("");
      cancel();
      if (isLongEnough()) timer = setTimeout(ask, DELAY_MS);
      else forget();
    };

    const take = (index) => {
      const { id, label } = suggestions[index];
      forget();
      box.value = label;
      setChoice(id);
    };

    const move = (step, from) => {
      const count = suggestions.length;
      if (!count) {
        if (isLongEnough()) ask();
        return;
      }
      const start = isOpen() && active >= 0 ? active : from;
      setOpen(true);
      activate((start + step + count) % count);
    };

    const escape = () => {
      if (isOpen()) {
        dismiss();
      } else {
        box.value = "";
        setChoice("");
        forget();
      }
    };

    const pressed = (event) => {
      if (event.isComposing || event.ctrlKey || event.metaKey || event.shiftKey) return;
      if (event.key === "ArrowDown" && event.altKey) setOpen(suggestions.length > 0);
      else if (event.key === "ArrowDown") move(1, -1);
      else if (event.key === "ArrowUp" && event.altKey) dismiss();
      else if (event.key === "ArrowUp") move(-1, 0);
      else if (event.key === "Escape") escape();
      else if (event.key === "Enter" && active >= 0) take(active);
      else {
        if (event.key === "Enter" || event.key === "Tab") dismiss();
        if (CARET_KEYS.includes(event.key)) activate(-1);
        return;
      }
      event.preventDefault();
    };

    const clicked = (event) => {
      const option = event.target.closest("[role=option]");
      if (option) take(Array.from(list.children).indexOf(option));
    };

    box.setAttribute("role", "combobox");
    box.setAttribute("aria-autocomplete", "list");
    box.setAttribute("aria-controls", list.id);
    setChoice("");
    setOpen(false);
    box.after(list, status, choice);

    box.addEventListener("input", typed);
    box.addEventListener("filled", () => {
      setChoice("");
      forget();
    });
    box.addEventListener("keydown", pressed);
    box.addEventListener("blur", dismiss);
    list.addEventListener("mousedown", (event) => event.preventDefault()); // the box keeps focus
    list.addEventListener("click", clicked);
  };

  const equipAll = (within) => within.querySelectorAll("input[data-suggest]").forEach(equip);

  // A page that puts new boxes in says so with an event "boxes" from around them.
  document.addEventListener("boxes", (event) => equipAll(event.target));
  equipAll(document);

  // An answer is never kept, so a browser that comes back to it would show an error of its own
  // and offer to send the form again. As a page that was asked for by GET it is the start.
  if (document.getElementById("answer")) history.replaceState(null, "");
})();
