// What is chosen, in full: its figures, each explained on a click, and the input with the box that a unit sees.
"use strict";

const FIGURES = [
  { name: "output", title: "Output", text: (layer) => layer.output },
  { name: "params", title: "Parameters", text: (layer) => exact(layer.params) },
  { name: "macs", title: "MACs", text: (layer) => exact(layer.macs) },
  { name: "memory", title: "Memory", text: (layer) => size(layer.bytes) },
  { name: "field", title: "Receptive field", text: (layer) => layer.field },
];
const MOST_LINKS = 8;
const AXES = { 1: ["position"], 2: ["row", "column"], 3: ["slice", "row", "column"] };

function makeDetail(network, root, hub) {
  root.innerHTML = `
    <div class="bar"><${PART} class="part"><button type="button" class="sheet" aria-expanded="false"></button><span class="heading"></span></${PART}></div>
    <div class="pane about"><div class="facts"></div><div class="seen"></div></div>`;
  const [sheet, heading, facts, seen] = [".sheet", ".heading", ".facts", ".seen"].map((selector) =>
    root.querySelector(selector),
  );
  const units = new Map();
  let figure = "field";
  let chosen = null;

  sheet.addEventListener("click", () => sheet.setAttribute("aria-expanded", root.classList.toggle("open")));
  facts.addEventListener("click", (event) => {
    const asked = event.target.closest("button[data-figure]");
    const linked = event.target.closest("button[data-layer]");
    if (asked) explain(asked.dataset.figure);
    if (linked)
      hub.select(
        {
          layer: network.layers[linked.dataset.layer],
          first: Number(linked.dataset.layer),
          last: Number(linked.dataset.layer),
        },
        "detail",
      );
  });

  function explain(name) {
    figure = name;
    facts
      .querySelectorAll("button[data-figure]")
      .forEach((button) => button.setAttribute("aria-pressed", button.dataset.figure === name));
    const lines = chosen.layer?.formulas[FIGURES.findIndex((each) => each.name === name)] ?? [];
    const row = ([what, formula, values]) =>
      `<dt>${escaped(what)}</dt><dd>${formula ? `${escaped(formula)}<br>` : ""}${escaped(values)}</dd>`;
    facts.querySelector(".why").innerHTML = `<dl>${lines.map(row).join("")}</dl>`;
  }

  // That a layer is an output, with the names that it has as one.
  function comesOut(layer) {
    const heads = network.outputs.filter(([, number]) => number === layer.number).map(([head]) => head);
    const named = heads.filter(Boolean).map(escaped).join(", ");
    return heads.length ? `an output of the network${named ? `: ${named}` : ""}` : "";
  }

  function showLayer(layer) {
    const link = (k) =>
      `<button type="button" class="link" data-layer="${k}">${escaped(network.layers[k].path)}</button>`;
    const links = (numbers) =>
      numbers.slice(0, MOST_LINKS).map(link).join(", ") +
      (numbers.length > MOST_LINKS ? ` and ${numbers.length - MOST_LINKS} more` : "");
    const tensors = layer.weights.map(([name, shape]) => `${escaped(name)} ${shape}`).join(", ");
    facts.innerHTML = `
      <p class="what">${escaped(layer.what)}: ${layer.from.join(", ") || "the input"} → ${layer.output}</p>
      <div class="figures-of" role="group" aria-label="Figures: press one for its explanation">
      ${FIGURES.filter(({ text }) => text(layer))
        .map(
          ({ name, title, text }) =>
            `<button type="button" data-figure="${name}" aria-pressed="false"><span>${title}</span><b>${escaped(text(layer))}</b></button>`,
        )
        .join("")}</div>
      <div class="why" aria-live="polite"></div>
      <p class="small">${tensors ? `learns ${tensors}<br>` : ""}${layer.shares < 0 ? "" : `uses the weights of ${link(layer.shares)}<br>`}${layer.inputs.length ? `reads ${links(layer.inputs)}<br>` : ""}${[layer.readers.length ? `read by ${links(layer.readers)}` : "", comesOut(layer)].filter(Boolean).join("<br>") || "read by nothing"}</p>`;
    explain(FIGURES.some(({ name, text }) => name === figure && text(layer)) ? figure : "output");
    showField(layer);
  }

  function showBlock(block) {
    const { params, macs, bytes, layers } = blockCost(network, block);
    const output = network.layers[block.last].output;
    facts.innerHTML = `
      <p class="what">${escaped(block.kind)}: ${layers} layers → ${output}</p>
      <dl class="figures-of"><div><dt>Parameters</dt><dd>${exact(params)}</dd></div><div><dt>MACs</dt><dd>${exact(macs)}</dd></div>
      <div><dt>Memory</dt><dd>${size(bytes)}</dd></div></dl>
      <p class="small">The sums over its layers; choose a layer to see how its figures come about.</p>`;
    showField(network.layers[block.last]);
  }

  // The layer whose places count: the layer itself, or the last one before it that still has places.
  function placed(layer) {
    while (layer.output.split("x").length - 1 !== layer.spans.length && layer.inputs.length)
      layer = network.layers[layer.inputs[0]];
    return layer;
  }

  function showField(layer) {
    const input = sizesOf(network.layers[layer.of].output, network.channelsFirst);
    const shape = sizesOf(placed(layer).output, network.channelsFirst);
    if (!layer.spans.length || !input.length || layer.turned || layer.spans.length !== input.length) {
      seen.innerHTML = layer.turned ? '<p class="small">The axes are in another order here: no box is drawn.</p>' : "";
      return;
    }
    const key = shape.join("x");
    if (!units.has(key))
      units.set(
        key,
        shape.map((n) => n / 2n),
      );
    const unit = units.get(key);
    const names = AXES[shape.length];
    const movable = layer.spans.some(({ lows }) => lows.length) && shape.some((n) => n > 1);
    seen.innerHTML = `<div class="picture"></div>
      ${movable ? shape.map((n, axis) => `<label class="unit">${names[axis]} <input type="range" min="0" max="${n - 1n}" value="${unit[axis]}" data-axis="${axis}"${n > 1 ? "" : " disabled"}><output></output></label>`).join("") : ""}
      <p class="small says" aria-live="polite"></p>`;
    const draw = () => {
      const boxes = layer.spans.map((span, axis) =>
        span.lows.length ? sees(span, unit[axis]) : [0n, input[axis] - 1n],
      );
      seen
        .querySelectorAll("output")
        .forEach((output, axis) => (output.textContent = `${unit[axis]} of ${shape[axis]}`));
      seen.querySelector(".picture").innerHTML = picture(input, boxes);
      const of = network.inputs.length > 1 ? ` In ${network.layers[layer.of].path}.` : "";
      seen.querySelector(".says").textContent = sentence(layer, input, boxes, names) + of;
    };
    seen.oninput = (event) => {
      unit[event.target.dataset.axis] = BigInt(event.target.value);
      draw();
    };
    draw();
  }

  return {
    select(target, origin, column) {
      chosen = target;
      heading.textContent = target.layer ? target.layer.path : target.block.label;
      sheet.textContent = heading.textContent;
      if (FIGURES.some(({ name }) => name === column)) figure = column;
      if (target.layer) showLayer(target.layer);
      else showBlock(target.block);
    },
  };
}

// Of a volume as it is written: its channels stand last, or first.
const sizesOf = (volume, first) => (first ? volume.split("x").slice(1) : volume.split("x").slice(0, -1)).map(BigInt);

// The input, the box that is seen, and as a dashed line its part beyond the image; the last two axes of a solid.
function picture(sizes, seen) {
  const [input, boxes] = [sizes.map(Number), seen.map((ends) => ends && ends.map(Number))];
  const [rows, columns] = input.length > 1 ? input.slice(-2) : [Math.max(1, Math.round(input[0] / 12)), input[0]];
  const [high, wide] = input.length > 1 ? boxes.slice(-2) : [[0, rows - 1], boxes[0]];
  if (boxes.includes(null))
    return frameOf(0, 0, columns, rows, `<rect class="input" width="${columns}" height="${rows}"/>`);
  const [left, top] = [Math.min(0, wide[0]), Math.min(0, high[0])];
  const [right, bottom] = [Math.max(columns, wide[1] + 1), Math.max(rows, high[1] + 1)];
  const rect = (name, x0, y0, x1, y1) =>
    x1 > x0 && y1 > y0 ? `<rect class="${name}" x="${x0}" y="${y0}" width="${x1 - x0}" height="${y1 - y0}"/>` : "";
  return frameOf(
    left,
    top,
    right - left,
    bottom - top,
    rect("input", 0, 0, columns, rows) +
      rect(
        "clipped",
        Math.max(0, wide[0]),
        Math.max(0, high[0]),
        Math.min(columns, wide[1] + 1),
        Math.min(rows, high[1] + 1),
      ) +
      rect("beyond", wide[0], high[0], wide[1] + 1, high[1] + 1),
  );
}

function frameOf(x, y, width, height, inside) {
  const margin = Math.max(width, height) / 60;
  const box = [x - margin, y - margin, width + 2 * margin, height + 2 * margin].map((value) =>
    Number(value.toFixed(2)),
  );
  return `<svg viewBox="${box.join(" ")}" aria-hidden="true">${inside}</svg>`;
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
