// The input as a picture, with what one unit sees of it. Positions are exact in words; here they are only drawn.
"use strict";

const AXES = { 1: ["position"], 2: ["row", "column"], 3: ["slice", "row", "column"] };
const PICTURE = 300;
const MOST_PIXELS = 32;
const MOST_CELLS = 16;

// Of a volume as it is written: its channels stand last, or first.
const sizesOf = (volume, first) => (first ? volume.split("x").slice(1) : volume.split("x").slice(0, -1)).map(BigInt);

// Puts the picture of a layer's field, a slider for each axis, and a legend into `root`. `units` remembers places.
function showField(network, layer, root, units) {
  const input = sizesOf(network.layers[layer.of].output, network.channelsFirst);
  const shape = sizesOf(placed(network, layer).output, network.channelsFirst);
  if (!layer.spans.length || !input.length || layer.turned || layer.spans.length !== input.length) {
    root.innerHTML = layer.turned ? '<p class="small">The axes are in another order here: no box is drawn.</p>' : "";
    return;
  }
  const key = shape.join("x");
  if (!units.has(key)) units.set(key, shape.map((n) => n / 2n));
  const unit = units.get(key);
  const names = AXES[shape.length];
  const local = layer.spans.some(({ lows }) => lows.length);
  const movable = local && shape.some((n) => n > 1);
  root.innerHTML = `<div class="picture${movable ? " movable" : ""}"></div>
    <div class="beside">${movable ? shape.map((n, axis) => sliderMarkup(names[axis], n, unit[axis], axis)).join("") : ""}
    <dl class="legend" aria-label="Legend"></dl>
    <p class="small says" aria-live="polite"></p></div>`;
  const find = (selector) => root.querySelector(selector);
  const draw = () => {
    const boxes = layer.spans.map((span, axis) => (span.lows.length ? sees(span, unit[axis]) : [0n, input[axis] - 1n]));
    root.querySelectorAll(".unit").forEach((label, axis) => {
      const at = `${unit[axis]} of ${shape[axis]}`;
      label.querySelector(".at").textContent = at;
      label.querySelector("input").setAttribute("aria-valuetext", at);
    });
    find(".picture").innerHTML = picture(input, boxes, movable);
    find(".legend").innerHTML = legend(input, boxes, local, movable);
    const of = network.inputs.length > 1 ? ` In ${network.layers[layer.of].path}.` : "";
    find(".says").textContent = sentence(layer, input, boxes, names) + of;
  };
  root.oninput = ({ target }) => {
    unit[target.dataset.axis] = BigInt(target.value);
    draw();
  };
  if (movable) dragUnit(find(".picture"), layer.spans, shape, (places) => {
    places.forEach((place, axis) => {
      unit[axis] = place ?? unit[axis];
      root.querySelector(`[data-axis="${axis}"]`).value = unit[axis];
    });
    draw();
  });
  draw();
}

// The layer whose places count: the layer itself, or the last one before it that still has places.
function placed(network, layer) {
  while (layer.output.split("x").length - 1 !== layer.spans.length && layer.inputs.length)
    layer = network.layers[layer.inputs[0]];
  return layer;
}

const sliderMarkup = (name, n, value, axis) =>
  `<label class="unit"><span>${name}</span> <span class="at"></span><input type="range" min="0" max="${n - 1n}" value="${value}" data-axis="${axis}"${n > 1 ? "" : " disabled"}></label>`;

// Pressing or dragging in the picture moves the unit whose field lies around that place.
function dragUnit(root, spans, shape, move) {
  const seek = (event) => {
    if (event.type === "pointermove" && !event.buttons) return;
    const svg = root.querySelector("svg");
    const { x, y } = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
    const wanted = spans.length > 1 ? [...new Array(spans.length - 2).fill(null), y, x] : [x];
    move(wanted.map((place, axis) => (place === null ? null : unitAt(spans[axis], shape[axis], place))));
  };
  root.onpointerdown = seek;
  root.onpointermove = seek;
}

function unitAt(span, size, place) {
  const first = span.lows.length && sees(span, 0n);
  if (!first || !span.advance) return null;
  const nearest = Math.round(((place - Number(first[0] + first[1] + 1n) / 2) * span.lows.length) / Number(span.advance));
  return BigInt(Math.max(0, Math.min(Number(size) - 1, nearest)));
}

// Of an image its rows and columns, of a solid those of its last two axes, of a line a band.
function flat(sizes, seen) {
  const [input, boxes] = [sizes.map(Number), seen.map((ends) => ends && ends.map(Number))];
  if (input.length > 1) return [...input.slice(-2), ...boxes.slice(-2)];
  const rows = Math.max(1, Math.round(input[0] / 12));
  return [rows, input[0], boxes[0] && [0, rows - 1], boxes[0]];
}

// How many pixels lie between two lines of the grid: one, where pixels can be told apart.
function gridStep(size) {
  let step = 1;
  if (size > MOST_PIXELS) while (size > step * MOST_CELLS) step *= 2;
  return step;
}

// The input, the field in it, and the padding: what of the field lies beyond, as far as half of the input.
function picture(sizes, seen, movable) {
  const [rows, columns, high, wide] = flat(sizes, seen);
  const view = (size, box) => (box ? [Math.max(-size / 2, Math.min(0, box[0])), Math.min(size * 1.5, Math.max(size, box[1] + 1))] : [0, size]);
  const [[top, bottom], [left, right]] = [view(rows, high), view(columns, wide)];
  const scale = Math.max(bottom - top, right - left) / PICTURE;
  const rect = (name, [y0, y1], [x0, x1]) =>
    x1 > x0 && y1 > y0 ? `<rect class="${name}" x="${x0}" y="${y0}" width="${x1 - x0}" height="${y1 - y0}"/>` : "";
  const [whole, across] = [[0, rows], [0, columns]];
  const inside = (box, size) => [Math.max(0, box[0]), Math.min(size, box[1] + 1)];
  const seenParts = !high || !wide ? "" :
    rect("beyond", [high[0], high[1] + 1], [wide[0], wide[1] + 1]) +
    rect("clipped", inside(high, rows), inside(wide, columns)) +
    (movable ? `<circle class="unit-at" cx="${(wide[0] + wide[1] + 1) / 2}" cy="${(high[0] + high[1] + 1) / 2}" r="${4.5 * scale}"/>` : "");
  const frame = [left - 2 * scale, top - 2 * scale, right - left + 4 * scale, bottom - top + 4 * scale];
  return `<svg viewBox="${frame.join(" ")}" width="${(right - left) / scale + 4}" height="${(bottom - top) / scale + 4}" aria-hidden="true">
    ${rect("input", whole, across)}<path class="pixels" d="${gridPath(rows, columns)}"/>${seenParts}</svg>`;
}

function gridPath(rows, columns) {
  const step = gridStep(Math.max(rows, columns));
  let path = "";
  for (let x = step; x < columns; x += step) path += `M${x} 0V${rows}`;
  for (let y = step; y < rows; y += step) path += `M0 ${y}H${columns}`;
  return path;
}

function legend(input, boxes, local, movable) {
  const step = gridStep(Number(largest(input.slice(-2))));
  const rows = [["input", "input", `${input.join("x")} pixels, ${step > 1 ? `a line every ${step}` : "a line at each"}`]];
  if (!local) rows.push(["clipped", "field", "all of it"]);
  else if (!boxes.includes(null)) {
    rows.push(["clipped", "field", boxes.map(([low, high]) => high - low + 1n).join("x")]);
    rows.push(["beyond", "padding", paddingWords(input, boxes)]);
    if (movable) rows.push(["unit-at", "unit", "in the middle of its field"]);
  }
  return rows.map(([name, title, text]) => `<div><dt><i class="swatch ${name}"></i>${title}</dt><dd>${text}</dd></div>`).join("");
}

// How far the field lies beyond the image, on each of its sides.
function paddingWords(input, boxes) {
  const sides = { 1: [["before", "after"]], 2: [["above", "below"], ["left", "right"]], 3: [["before", "after"], ["above", "below"], ["left", "right"]] }[boxes.length];
  const words = boxes.flatMap(([low, high], axis) => {
    const out = [-low, high - input[axis] + 1n];
    return out.map((n, side) => (n > 0 ? `${n} ${sides[axis][side]}` : "")).filter(Boolean);
  });
  return words.join(", ") || "none here";
}

function sentence(layer, input, boxes, names) {
  const bound = layer.spans.every((span) => span.exact) ? "sees" : "sees at most";
  if (boxes.includes(null)) return "This unit sees nothing of the input.";
  if (!layer.spans.some(({ lows }) => lows.length)) return `Every unit ${bound} the whole input.`;
  const parts = boxes.map(([low, high], axis) => {
    const [from, to] = [low < 0n ? 0n : low, high < input[axis] ? high : input[axis] - 1n];
    const inside = from > to ? "outside the image" : `${from} to ${to} of the image`;
    return `${names[axis]}s ${low} to ${high}` + (low < 0 || high >= input[axis] ? ` (${inside})` : "");
  });
  const gates = layer.spans.some(({ whole, lows }) => whole && lows.length)
    ? " Gates or statistics also see the whole image."
    : "";
  return `The unit ${bound} ${parts.join(", ")}. The image has ${input.join("x")}.${gates}`;
}
