// <care-finder procedure="mitraclip">: Finder in another site's page. It makes a frame of
// Finder's own origin, keeps it as high as what it shows, and hands it a few properties of
// the page's style. Nothing of a place ever comes out of the frame: only two lengths.
// It needs no inline style and no eval: script-src and frame-src of Finder's origin are enough.
"use strict";

(() => {
  const ORIGIN = new URL(document.currentScript.src).origin;
  const NAME = "care-finder";
  const HIGHEST_PX = 40000;
  const SHEET = `
    :host { display: block; position: relative; max-width: 100%; }
    :host([hidden]) { display: none; }
    iframe { display: block; width: calc(100% + 6px); height: 46rem; margin: -3px; border: 0; }
    .size { position: absolute; visibility: hidden; font-size: var(--care-finder-font-size, inherit); }
    .spot { position: absolute; inset-inline-start: 0; width: 1px; height: 1px; scroll-margin-top: 1rem; pointer-events: none; }
  `;

  const sheet = new CSSStyleSheet();
  sheet.replaceSync(SHEET);

  const isLength = (value) => Number.isFinite(value) && value >= 0 && value <= HIGHEST_PX;

  class CareFinder extends HTMLElement {
    static observedAttributes = ["procedure", "locate", "label", "lang"];

    #frame = document.createElement("iframe");
    #size = document.createElement("span");
    #spot = document.createElement("span");
    #watching = null;
    #loaded = false;

    constructor() {
      super();
      const root = this.attachShadow({ mode: "open" });
      root.adoptedStyleSheets = [sheet];
      this.#size.className = "size";
      this.#spot.className = "spot";
      this.#size.setAttribute("aria-hidden", "true");
      this.#frame.loading = "lazy";
      this.#frame.referrerPolicy = "no-referrer";
      this.#frame.addEventListener("load", () => {
        this.#loaded = true;
        this.#entitle();
        this.#dress();
      });
      root.append(this.#size, this.#spot);
    }

    connectedCallback() {
      this.#watching = new AbortController();
      const { signal } = this.#watching;
      window.addEventListener("message", (event) => this.#hear(event), { signal });
      const changes = new MutationObserver(() => this.#dress());
      for (const one of [document.documentElement, document.body, this]) {
        if (one) changes.observe(one, { attributes: true });
      }
      signal.addEventListener("abort", () => changes.disconnect());
      this.#open();
      this.shadowRoot.append(this.#frame); // with its address, or an empty page is loaded first
    }

    disconnectedCallback() {
      this.#watching.abort();
      this.#loaded = false;
      this.#frame.remove();
    }

    attributeChangedCallback(name, before, after) {
      if (!this.isConnected || before === after) return;
      if (name === "label") this.#entitle();
      else this.#open();
    }

    #open() {
      this.#entitle();
      this.#frame.allow = this.hasAttribute("locate") ? "geolocation" : "";
      const language = this.getAttribute("lang") || "en";
      const path = language === "en" ? "/embed" : `/${encodeURIComponent(language)}/embed`;
      const address = new URL(path, ORIGIN);
      const procedure = this.getAttribute("procedure");
      if (procedure) address.searchParams.set("procedure", procedure);
      if (this.#frame.src !== address.href) this.#frame.src = address.href;
    }

    // The link inside the element, for whoever has no JavaScript, is what the frame is called.
    #entitle() {
      const own = this.textContent.trim().replace(/\s+/g, " ");
      this.#frame.title = this.getAttribute("label") || own || NAME;
    }

    #dress() {
      if (!this.#loaded) return;
      const style = getComputedStyle(this);
      const property = (name) => style.getPropertyValue(`--${NAME}-${name}`).trim();
      const sized = style.getPropertyValue(`--${NAME}-font-size`).trim() !== "";
      const theme = {
        accent: property("accent"),
        background: property("background"),
        fontFamily: property("font-family"),
        fontSize: sized ? getComputedStyle(this.#size).fontSize : "",
        scheme: style.colorScheme,
      };
      this.#frame.contentWindow.postMessage({ [NAME]: { theme } }, ORIGIN);
    }

    #hear(event) {
      if (event.origin !== ORIGIN || event.source !== this.#frame.contentWindow) return;
      const said = event.data?.[NAME];
      if (!said || !isLength(said.height)) return;
      this.#frame.style.setProperty("height", `${said.height}px`);
      if (said.first === true) {
        this.#loaded = true;
        this.#dress();
      }
      if (isLength(said.top)) this.#show(said.top);
    }

    // Links inside a frame of this height can't scroll the page: it does so for them.
    #show(top) {
      this.#spot.style.setProperty("top", `${top}px`);
      const at = this.#spot.getBoundingClientRect().top;
      if (at < 0 || at > window.innerHeight * 0.7) this.#spot.scrollIntoView({ block: "start" });
    }
  }

  if (!customElements.get(NAME)) customElements.define(NAME, CareFinder);
})();
