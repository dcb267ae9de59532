// The map moves: drag, two fingers, ctrl and wheel, keys and buttons. Without this file it is
// whole, and stands still. What is in sight goes to this server alone, by POST, for the names.
"use strict";

(() => {
  const SVG = "http://www.w3.org/2000/svg";
  const UNITS_PER_DEGREE = 2000; // with the two below: finder/mercator.py
  const ORIGIN_LONGITUDE = -80;
  const ORIGIN_NORTH = 45;
  const METRES_PER_DEGREE = 111319.49;
  const LEAST_SIDE = 60;
  const MOST_SIDE = 40000;
  const BAR_SHARE = 0.34;
  const PIN_APART = 29;
  const RADII = [18, 24, 30, 38, 48, 60, 74, 90, 110, 135];
  const STEP = 1.6;
  const REST_MS = 250;

  const svg = (tag, attributes, text = "") => {
    const made = document.createElementNS(SVG, tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    made.textContent = text;
    return made;
  };

  const longitude = (x) => x / UNITS_PER_DEGREE + ORIGIN_LONGITUDE;
  const latitude = (y) => {
    const north = ((ORIGIN_NORTH - y / UNITS_PER_DEGREE) * Math.PI) / 180;
    return (Math.atan(Math.sinh(north)) * 180) / Math.PI;
  };
  const bound = (value, low, high) => Math.min(high, Math.max(low, value));
  const percent = (part) => `${(part * 100).toFixed(3)}%`;
  const share = (element, name) => parseFloat(element.getAttribute(name)) / 100;

  const once = (make) => {
    let made = null;
    return () => (made ??= make());
  };

  const pathsOf = ({ levels, layers }, { x, y, side }) => {
    const serves = ({ box, reach }) =>
      box[0] <= x && x + side <= box[2] && box[1] <= y && y + side <= box[3]
      && (reach === null || side <= reach);
    const level = levels.find(serves) ?? levels.at(-1);
    const found = Object.fromEntries(layers.map((layer) => [layer, ""]));
    const last = (start) => Math.floor((start + side) / level.tile);
    for (let column = Math.floor(x / level.tile); column <= last(x); column += 1) {
      for (let row = Math.floor(y / level.tile); row <= last(y); row += 1) {
        const tile = level.tiles[`${column},${row}`] ?? {};
        for (const layer of layers) found[layer] += tile[layer] ?? "";
      }
    }
    return found;
  };

  const equip = (view, map, drawing) => {
    const says = map.dataset;
    const first = Object.fromEntries(["x", "y", "side"].map((name) => [name, Number(view.dataset[name])]));
    const ground = view.querySelector(".ground");
    const names = view.querySelector(".names");
    const rings = ground.querySelectorAll(".ring");
    const bar = { line: view.querySelector(".bar rect"), text: view.querySelector(".bar text") };
    let now = { ...first };
    let timer = 0;
    let request = null;
    let moved = false;

    const tied = (element) => {
      const [across, down] = element.hasAttribute("cx") ? ["cx", "cy"] : ["x", "y"];
      const x = first.x + share(element, across) * first.side;
      const y = first.y + share(element, down) * first.side;
      return { element, across, down, x, y };
    };
    const isTied = (one) => /%$/.test(one.getAttribute("cx") ?? one.getAttribute("x") ?? "") && !one.closest(".bar");
    let marks = Array.from(view.querySelectorAll("svg, circle, text")).filter(isTied).map(tied);

    const area = view.querySelector(".area.start");
    const home = area
      ? { x: Number(area.getAttribute("cx")), y: Number(area.getAttribute("cy")) }
      : marks.find(({ element }) => element.matches(".mark.start"));

    const leaders = view.querySelector(".leaders");
    const pins = marks
      .filter(({ element }) => element.querySelector(".pin[data-id]"))
      .map((mark) => {
        const group = mark.element.querySelector("g");
        const [dx, dy] = group.getAttribute("transform").match(/-?[\d.]+/g).map(Number);
        const line = svg("line", {});
        const element = svg("svg", { class: "mark" });
        element.append(line, svg("circle", { r: 3 }));
        return { ...mark, group, dx, dy, line, leader: { ...mark, element, across: "x", down: "y" } };
      });
    marks = marks.filter(({ element }) => !leaders.contains(element));
    marks.push(...pins.map(({ leader }) => leader));

    const pixels = (mark, off = { dx: 0, dy: 0 }) => {
      const width = view.clientWidth || view.getBoundingClientRect().width;
      return [((mark.x - now.x) / now.side) * width + off.dx, ((mark.y - now.y) / now.side) * width + off.dy];
    };
    const apart = (one, other) => Math.hypot(one[0] - other[0], one[1] - other[1]);

    const around = (radius) => Array.from({ length: 16 }, (_, turn) => ({
      dx: radius * Math.cos((turn * Math.PI) / 8), dy: radius * Math.sin((turn * Math.PI) / 8),
    }));

    // Each pin takes the nearest free place: its point, where the server put it, or around.
    const fan = () => {
      const placed = [];
      for (const pin of pins) {
        const tried = [{ dx: 0, dy: 0 }, pin, ...RADII.flatMap(around)];
        const free = (off) => placed.every((other) => apart(pixels(pin, off), other) >= PIN_APART);
        const { dx, dy } = tried.find(free) ?? pin;
        placed.push(pixels(pin, { dx, dy }));
        pin.group.setAttribute("transform", `translate(${dx} ${dy})`);
        pin.line.setAttribute("x2", dx);
        pin.line.setAttribute("y2", dy);
        pin.leader.element.classList.toggle("is-home", dx === 0 && dy === 0);
      }
    };

    const measure = () => {
      const middle = latitude(now.y + now.side / 2);
      const metres = (now.side * METRES_PER_DEGREE * Math.cos((middle * Math.PI) / 180)) / UNITS_PER_DEGREE;
      const side = metres / Number(says.unit);
      const power = 10 ** Math.floor(Math.log10(side * BAR_SHARE));
      const amount = [5, 2, 1].map((step) => step * power).find((one) => one <= side * BAR_SHARE);
      bar.line.setAttribute("width", percent(amount / side));
      const many = says.many.replace("{0}", String(Number(amount.toPrecision(2))));
      bar.text.textContent = amount === 1 ? says.one : many;
      rings.forEach((ring, at) => ring.setAttribute("r", (at + 1) * (amount / side) * now.side));
    };

    const draw = async () => {
      const drawn = { ...now };
      const paths = pathsOf(await drawing(), drawn);
      if (drawn.x !== now.x || drawn.side !== now.side || drawn.y !== now.y) return;
      ground.querySelectorAll("path").forEach((path) => path.remove());
      const made = Object.entries(paths).filter(([, d]) => d);
      ground.prepend(...made.map(([layer, d]) => svg("path", { class: layer, d })));
    };

    const show = () => {
      if (!leaders.contains(pins[0]?.leader.element ?? leaders)) {
        leaders.replaceChildren(...pins.map(({ leader }) => leader.element));
      }
      ground.setAttribute("viewBox", `${now.x} ${now.y} ${now.side} ${now.side}`);
      for (const { element, across, down, x, y } of marks) {
        element.setAttribute(across, percent((x - now.x) / now.side));
        element.setAttribute(down, percent((y - now.y) / now.side));
      }
      fan();
      measure();
      clearTimeout(timer);
      timer = setTimeout(rest, REST_MS);
    };

    const rest = () => {
      draw().catch(() => {});
      label().catch(() => {});
    };

    const boxes = () => {
      const frame = view.getBoundingClientRect();
      const shown = view.querySelectorAll(".pin circle, .mark.start, .mark.driver, .marks text, .bar text, .cluster text");
      return Array.from(shown, (one) => {
        const box = one.getBoundingClientRect();
        return [box.left - frame.left, box.top - frame.top, box.right - frame.left, box.bottom - frame.top];
      });
    };

    const label = async () => {
      request?.abort();
      request = new AbortController();
      const width = Math.round(bound(view.getBoundingClientRect().width, 200, 2000));
      const tidy = (degrees, limit) => Number(bound(degrees, -limit, limit).toFixed(4));
      const answer = await fetch(says.labels, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({
          south: tidy(latitude(now.y + now.side), 84), north: tidy(latitude(now.y), 84),
          west: tidy(longitude(now.x), 180), east: tidy(longitude(now.x + now.side), 180), width,
        }),
        signal: request.signal,
      });
      if (answer.ok) letter((await answer.json()).labels, boxes());
    };

    const letter = (labels, taken) => {
      marks = marks.filter(({ element }) => !names.contains(element));
      const isFree = (one) => {
        const [x, y] = pixels(one);
        const [left, top, right, bottom] = one.covers;
        return taken.every((box) => x + right < box[0] || x + left > box[2] || y + bottom < box[1] || y + top > box[3]);
      };
      const made = labels.filter(isFree).flatMap((one) => {
        const at = { x: percent((one.x - now.x) / now.side), y: percent((one.y - now.y) / now.side) };
        const text = svg("text", { class: one.kind, ...at, dx: one.dx, dy: one.dy, "text-anchor": one.anchor }, one.text);
        const parts = [{ element: text, across: "x", down: "y", x: one.x, y: one.y }];
        if (one.dot) {
          const dot = svg("circle", { class: "dot", cx: at.x, cy: at.y, r: one.dot });
          parts.push({ element: dot, across: "cx", down: "cy", x: one.x, y: one.y });
        }
        return parts;
      });
      names.replaceChildren(...made.map(({ element }) => element));
      marks.push(...made);
    };

    const move = (x, y, side) => {
      now = { x, y, side: bound(side, LEAST_SIDE, MOST_SIDE) };
      show();
    };
    const pan = (across, down) => move(now.x + across * now.side, now.y + down * now.side, now.side);
    const zoom = (factor, across = 0.5, down = 0.5) => {
      const side = bound(now.side / factor, LEAST_SIDE, MOST_SIDE);
      move(now.x + across * (now.side - side), now.y + down * (now.side - side), side);
    };
    // Keys and buttons zoom about the start, as long as it is in sight.
    const step = (factor) => {
      const at = home ? [(home.x - now.x) / now.side, (home.y - now.y) / now.side] : [];
      zoom(factor, ...(at.every((part) => part > 0 && part < 1) ? at : []));
    };
    const reset = () => move(first.x, first.y, first.side);

    const KEYS = {
      ArrowLeft: () => pan(-0.15, 0), ArrowRight: () => pan(0.15, 0),
      ArrowUp: () => pan(0, -0.15), ArrowDown: () => pan(0, 0.15),
      "+": () => step(STEP), "=": () => step(STEP), "-": () => step(1 / STEP), 0: reset,
    };

    const where = (event) => {
      const box = view.getBoundingClientRect();
      return [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height];
    };

    let grip = null;
    const drop = () => { grip = null; };
    view.addEventListener("pointerdown", (event) => {
      moved = false;
      if (event.pointerType !== "touch" && event.button === 0) grip = where(event);
    });
    view.addEventListener("pointermove", (event) => {
      if (!grip) return;
      const at = where(event);
      if (!moved && Math.hypot(at[0] - grip[0], at[1] - grip[1]) < 0.012) return;
      if (!moved) view.setPointerCapture(event.pointerId);
      moved = true;
      pan(grip[0] - at[0], grip[1] - at[1]);
      grip = at;
    });
    view.addEventListener("pointerup", drop);
    view.addEventListener("pointercancel", drop);
    view.addEventListener("dragstart", (event) => event.preventDefault());
    view.addEventListener("click", (event) => { if (moved) event.preventDefault(); }, true);

    let pinch = null;
    const fingers = ({ touches: [one, other] }) => ({
      at: where({ clientX: (one.clientX + other.clientX) / 2, clientY: (one.clientY + other.clientY) / 2 }),
      wide: Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY) || 1,
    });
    view.addEventListener("touchstart", (event) => {
      pinch = event.touches.length === 2 ? fingers(event) : null;
    }, { passive: true });
    view.addEventListener("touchmove", (event) => {
      if (!pinch || event.touches.length !== 2) return;
      event.preventDefault();
      const next = fingers(event);
      pan(pinch.at[0] - next.at[0], pinch.at[1] - next.at[1]);
      zoom(next.wide / pinch.wide, ...next.at);
      pinch = next;
    }, { passive: false });

    view.addEventListener("wheel", (event) => {
      if (!event.ctrlKey) return;
      event.preventDefault();
      zoom(Math.exp(-event.deltaY / 250), ...where(event));
    }, { passive: false });
    view.addEventListener("keydown", (event) => {
      const act = event.target === view && !event.ctrlKey && !event.metaKey && !event.altKey && KEYS[event.key];
      if (!act) return;
      event.preventDefault();
      act();
    });
    view.addEventListener("focusin", (event) => {
      const pin = pins.find(({ element }) => element.contains(event.target));
      const at = pin && [(pin.x - now.x) / now.side, (pin.y - now.y) / now.side];
      if (at && at.some((part) => part < 0 || part > 1)) pan(at[0] - 0.5, at[1] - 0.5);
    });

    view.setAttribute("tabindex", "0");
    view.setAttribute("aria-describedby", "map-help");
    return { view, step, reset };
  };

  const light = (map) => {
    const lit = (id, on) => {
      document.getElementById(`facility-${id}`)?.classList.toggle("is-lit", on);
      map.querySelectorAll(`.pin[data-id="${CSS.escape(id)}"]`).forEach((pin) => pin.classList.toggle("is-lit", on));
    };
    const link = (element, id) => {
      for (const event of ["mouseenter", "focusin"]) element.addEventListener(event, () => lit(id, true));
      for (const event of ["mouseleave", "focusout"]) element.addEventListener(event, () => lit(id, false));
    };
    map.querySelectorAll(".pin[data-id]").forEach((pin) => {
      link(pin, pin.dataset.id);
      pin.append(svg("title", {}, pin.getAttribute("aria-label")));
    });
    document.querySelectorAll("[data-facility]").forEach((card) => link(card, card.dataset.facility));
  };

  const tools = (map, views) => {
    const shown = () => views.find(({ view }) => view.getBoundingClientRect().width > 0) ?? views[0];
    const button = (text, name, act) => {
      const made = document.createElement("button");
      made.type = "button";
      made.textContent = text;
      made.setAttribute("aria-label", name);
      made.addEventListener("click", act);
      return made;
    };
    const says = map.dataset;
    const row = document.createElement("div");
    row.className = "map-tools";
    row.append(
      button("+", says.in, () => shown().step(STEP)),
      button("\u2212", says.out, () => shown().step(1 / STEP)),
      button("\u21ba", says.reset, () => shown().reset()),
    );
    const help = document.createElement("p");
    help.id = "map-help";
    help.className = "visually-hidden";
    help.textContent = says.help;
    map.querySelector(".map-views").before(row, help);
  };

  const map = document.getElementById("map");
  if (!map) return;
  const drawing = once(() => fetch(map.dataset.drawing).then((answer) => {
    if (!answer.ok) throw new Error(String(answer.status));
    return answer.json();
  }));
  tools(map, Array.from(map.querySelectorAll(".map-view"), (view) => equip(view, map, drawing)));
  light(map);
})();
