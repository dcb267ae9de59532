// Inside a frame of another site: tells that site how high the page is, and takes a few
// properties of its style. Both only with sites that this server allows, and nothing of
// what is on the page is told but two lengths. Without this file the page works, unsized.
"use strict";

(() => {
  const NAME = "care-finder";
  const LEAST_CONTRAST = 4.5;
  const FONT_PX = [14, 28];
  const TINTS = [0.1, 0.05, 0];

  const root = document.documentElement;
  const hosts = document.currentScript.dataset.hosts.split(" ").filter(Boolean);
  const isHost = (origin) => hosts.includes(origin);

  let host = [...(location.ancestorOrigins ?? [])].slice(0, 1).find(isHost) ?? null;
  let theme = {};

  // Heights

  const tell = (more = {}) => {
    if (host === null || window.parent === window) return;
    const height = Math.ceil(root.getBoundingClientRect().height);
    window.parent.postMessage({ [NAME]: { height, ...more } }, host);
  };

  const tellSpot = (id) => {
    const spot = id && document.getElementById(id);
    if (spot) tell({ top: Math.max(0, Math.floor(spot.getBoundingClientRect().top + scrollY)) });
  };

  // Colors

  const probe = document.createElement("span");
  probe.hidden = true;

  const figures = (color) => {
    const eighths = /^rgb\((\d+), (\d+), (\d+)\)$/.exec(color);
    if (eighths) return eighths.slice(1).map((part) => part / 255);
    const parts = /^color\(srgb ([\d.]+) ([\d.]+) ([\d.]+)\)$/.exec(color);
    return parts && parts.slice(1).map(Number);
  };

  // Returns red, green and blue from 0 to 1, or null for what is no opaque color.
  const rgb = (text) => {
    for (const value of [text, `color-mix(in srgb, ${text}, ${text})`]) {
      if (!CSS.supports("color", value)) return null;
      probe.style.setProperty("color", value);
      const found = figures(getComputedStyle(probe).color);
      if (found) return found;
    }
    return null;
  };

  const asked = (text) => {
    const plain = typeof text === "string" && text.length <= 100 && !/\b(var|env|attr|url)\(/i.test(text);
    return plain && text !== "" ? rgb(text) : null;
  };

  const own = (name) => rgb(getComputedStyle(root).getPropertyValue(`--${name}`).trim());

  const light = (color) => {
    const [r, g, b] = color.map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };

  const contrast = (one, other) => {
    const [low, high] = [light(one), light(other)].sort((a, b) => a - b);
    return (high + 0.05) / (low + 0.05);
  };

  const legible = (one, ...others) => others.every((other) => contrast(one, other) >= LEAST_CONTRAST);
  const mix = (one, other, share) => one.map((part, at) => part * share + other[at] * (1 - share));
  const written = (color) => `rgb(${color.map((part) => Math.round(part * 255)).join(" ")})`;

  const paint = (name, color) => root.style.setProperty(`--${name}`, written(color));

  const paintBackground = (paper) => {
    const inks = ["ink", "soft", "brand", "alert", "yes"].map(own);
    if (!paper || !legible(paper, ...inks)) return;
    paint("paper", paper);
    paint("surface", paper);
  };

  const paintAccent = (accent) => {
    const [surface, ink] = ["surface", "ink"].map(own);
    if (!accent || !legible(accent, surface)) return;
    const tint = TINTS.map((share) => mix(accent, surface, share)).find((one) => legible(accent, one));
    const [white, black] = [[1, 1, 1], [0, 0, 0]];
    paint("brand", accent);
    paint("brand-deep", mix(accent, ink, 0.75));
    paint("on-brand", contrast(accent, white) >= contrast(accent, black) ? white : black);
    paint("tint", tint);
  };

  // The site's color scheme goes before the device's: the dark rules are switched as a whole.
  const darkRules = [...document.styleSheets]
    .flatMap((sheet) => [...sheet.cssRules])
    .filter((rule) => rule instanceof CSSMediaRule && rule.conditionText.includes("prefers-color-scheme: dark"))
    .map((rule) => [rule, rule.media.mediaText]);

  const setScheme = (scheme) => {
    const fixed = ["light", "dark"].includes(scheme);
    for (const [rule, text] of darkRules) {
      rule.media.mediaText = fixed ? (scheme === "dark" ? "all" : "not all") : text;
    }
    root.style.setProperty("color-scheme", fixed ? scheme : "light dark");
  };

  // Letters

  const setFontSize = (size) => {
    const found = /^(\d{1,3}(?:\.\d{1,6})?)px$/.exec(size);
    if (!found) return;
    const [least, most] = FONT_PX;
    root.style.setProperty("font-size", `${Math.min(most, Math.max(least, Number(found[1])))}px`);
  };

  const setFontFamily = (family) => {
    if (!/^[\w\s"',-]{1,200}$/.test(family) || !CSS.supports("font-family", family)) return;
    for (const name of ["--sans", "--serif"]) root.style.setProperty(name, family);
  };

  const dress = () => {
    root.removeAttribute("style");
    setScheme(theme.scheme);
    setFontSize(theme.fontSize);
    setFontFamily(theme.fontFamily);
    paintBackground(asked(theme.background));
    paintAccent(asked(theme.accent));
  };

  window.addEventListener("message", (event) => {
    if (event.source !== window.parent || !isHost(event.origin)) return;
    const said = event.data?.[NAME]?.theme;
    if (!said || typeof said !== "object") return;
    const isNew = host === null;
    host = event.origin;
    theme = said;
    dress();
    tell();
    if (isNew) tellSpot(location.hash.slice(1));
  });

  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", dress);

  document.addEventListener("click", (event) => {
    const link = event.target.closest?.('a[href^="#"]');
    if (link) tellSpot(link.hash.slice(1));
  });

  document.body.append(probe);
  tell({ first: true });
  new ResizeObserver(() => tell()).observe(document.body);
  window.addEventListener("load", () => tellSpot(location.hash.slice(1)));
})();
