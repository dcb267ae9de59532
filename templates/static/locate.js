// "Use my location": only when pressed. The position is rounded here, before it leaves the
// browser, to about 100 m, or coarser where the device itself knows no better. It fills the
// box, which is then sent like anything typed: by POST, to this server alone.
"use strict";

(() => {
  const PATIENCE = { enableHighAccuracy: false, timeout: 10000, maximumAge: 60000 };
  const METRES_PER = { mi: 1609.344, km: 1000 };
  const METRES_PER_DEGREE = 111320;
  const UNSAID_M = 100; // the digits alone say as much
  const DIGITS = [[500, 3], [5000, 2], [Infinity, 1]]; // accuracy up to, in metres; decimals
  const USELESS_M = 25000;
  const FAILURES = { 1: "denied", 2: "unavailable", 3: "timeout" };

  const parts = document.getElementById("locate-parts");
  const policy = document.permissionsPolicy ?? document.featurePolicy;
  const allowed = !policy || policy.allowsFeature("geolocation");
  if (!parts || !navigator.geolocation || !window.isSecureContext || !allowed) return;

  // Rounds up to 1, 2, 3 or 5 and zeros.
  const roundUp = (amount) => {
    const power = 10 ** Math.floor(Math.log10(amount));
    const figure = [1, 2, 3, 5, 10].find((one) => one * power >= amount * 0.999);
    return Number((figure * power).toPrecision(1));
  };

  const written = ({ latitude, longitude, accuracy }, units) => {
    const digits = DIGITS.find(([most]) => accuracy <= most)[1];
    const off = accuracy + (METRES_PER_DEGREE / 2) * 10 ** -digits;
    const point = `${latitude.toFixed(digits)}, ${longitude.toFixed(digits)}`;
    return off <= UNSAID_M ? point : `${point} ± ${roundUp(off / METRES_PER[units])} ${units}`;
  };

  const equip = (place) => {
    const box = document.getElementById(place.dataset.locate);
    place.append(parts.content.cloneNode(true));
    const button = place.querySelector("button");
    const status = place.querySelector("[role=status]");
    const unitsOf = () => (box.form.elements.units?.value === "km" ? "km" : "mi");

    const say = (what) => {
      const isAsking = what === "asking";
      button.setAttribute("aria-disabled", String(isAsking)); // not disabled: focus stays
      status.textContent = parts.dataset[what];
      status.dataset.says = what;
    };

    const found = ({ coords }) => {
      if (!Number.isFinite(coords.accuracy) || coords.accuracy > USELESS_M) {
        say("rough");
        return;
      }
      say("found");
      box.value = written(coords, unitsOf());
      box.dispatchEvent(new Event("filled"));
      box.form.requestSubmit();
    };

    button.addEventListener("click", () => {
      if (button.getAttribute("aria-disabled") === "true") return;
      say("asking");
      navigator.geolocation.getCurrentPosition(found, ({ code }) => say(FAILURES[code]), PATIENCE);
    });
  };

  document.querySelectorAll("[data-locate]").forEach(equip);
})();
