// Buttons that copy and print. Without this file they are not there, and nothing is missed:
// the text can be selected, and every browser prints. Nothing is sent anywhere.
"use strict";

(() => {
  const SHOWN_MS = 4000;
  const status = document.getElementById("copied");

  const button = (label) => {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "button quiet copy";
    made.textContent = label;
    return made;
  };

  const copyable = (one) => {
    const { copy, copyLabel, copyDone } = one.dataset;
    const made = button(copyLabel);
    let timer = 0;

    const say = (text) => {
      clearTimeout(timer);
      status.textContent = text;
      made.textContent = text;
      timer = setTimeout(() => {
        status.textContent = "";
        made.textContent = copyLabel;
      }, SHOWN_MS);
    };

    made.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(copy || one.value);
        say(copyDone);
      } catch {
        say(status.dataset.failed);
      }
    });
    one.after(made);
  };

  // Only a secure page may copy; elsewhere a button could only fail.
  if (navigator.clipboard) document.querySelectorAll("[data-copy]").forEach(copyable);

  document.querySelectorAll("[data-print]").forEach((place) => {
    const made = button(place.dataset.print);
    made.addEventListener("click", () => window.print());
    place.replaceWith(made);
  });
})();
