// Bars over the running order: each layer's share of parameters, MACs and memory, what is alive, what is seen.
"use strict";

const MOST_BARS = 800;
const TALL = 44;

const STRIPS = [
  { title: "Parameters", value: (layer) => layer.params, share: "params", text: count },
  { title: "MACs", value: (layer) => layer.macs, share: "macs", text: count },
  {
    title: "Memory of the output",
    value: (layer) => (layer.entry ? 0n : layer.bytes),
    share: "bytes",
    text: size,
  },
  { title: "Memory alive at once", value: (layer) => layer.alive, text: size },
  {
    title: "Receptive field",
    value: fieldSize,
    text: (value) => (value === Infinity ? "the whole input" : exact(value)),
  },
];

// The receptive field as one number, of the axis that sees most; without end where that is the whole input.
function fieldSize({ spans }) {
  return largest(
    spans.map(({ lows, highs }) =>
      lows.length ? largest(lows.map((low, k) => (low === null ? 0n : highs[k] - low + 1n))) : Infinity,
    ),
  );
}

const finite = (values) => largest(values.filter((value) => value < Infinity));

// The largest value of each strip, so that networks side by side are drawn to one scale.
function scales(networks) {
  return STRIPS.map(({ value }) => finite(networks.map(({ layers }) => finite(layers.map(value)))));
}

function makeStrips(network, root, tops, hub) {
  const { layers } = network;
  root.innerHTML = `
    <div class="strips" role="slider" tabindex="0" aria-label="Layers of ${escaped(network.name)} in running order"
      aria-valuemin="0" aria-valuemax="${layers.length - 1}">
      ${STRIPS.map((strip, k) => stripMarkup(strip, network, tops[k])).join("")}
    </div>
    <p class="readout" aria-hidden="true"></p>`;
  const [strips, readout] = [root.querySelector(".strips"), root.querySelector(".readout")];
  const plot = root.querySelector("svg");
  let at = 0;

  const place = (name, range) => {
    const scale = Math.min(layers.length, MOST_BARS) / layers.length;
    for (const cursor of root.querySelectorAll(`.cursor.${name}`)) {
      cursor.setAttribute("x", range ? range.first * scale : 0);
      cursor.setAttribute("width", range ? (range.last - range.first + 1) * scale : 0);
    }
  };
  const under = (event) => {
    const { left, width } = plot.getBoundingClientRect();
    return Math.min(layers.length - 1, Math.max(0, Math.floor(((event.clientX - left) / width) * layers.length)));
  };
  const target = (k) => ({ layer: layers[k], first: k, last: k });

  strips.addEventListener("pointermove", (event) => hub.hover(target(under(event))));
  strips.addEventListener("pointerleave", () => hub.hover(null));
  strips.addEventListener("click", (event) => hub.select(target(under(event)), "strips"));
  strips.addEventListener("keydown", (event) => {
    const steps = {
      ArrowRight: 1,
      ArrowUp: 1,
      ArrowLeft: -1,
      ArrowDown: -1,
      PageUp: 10,
      PageDown: -10,
      Home: -Infinity,
      End: Infinity,
    };
    if (!(event.key in steps)) return;
    event.preventDefault();
    hub.select(target(Math.min(layers.length - 1, Math.max(0, at + steps[event.key]))), "strips");
  });

  return {
    select(chosen) {
      at = chosen.first;
      place("chosen", chosen);
      strips.setAttribute("aria-valuenow", at);
      strips.setAttribute("aria-valuetext", summary(network, chosen));
      readout.textContent = summary(network, chosen);
    },
    hover(pointed, chosen) {
      place("hover", pointed);
      readout.textContent = summary(network, pointed ?? chosen);
    },
  };
}

function summary(network, { layer, block }) {
  const { params, macs, bytes, ...rest } = layer ?? blockCost(network, block);
  const { total } = network;
  if (layer?.entry) return `${layer.path}: ${size(bytes)}; ${size(layer.alive)} alive`;
  const costs =
    `${count(params)} parameters (${percent(params, total.params)}), ${count(macs)} MACs (${percent(macs, total.macs)}), ` +
    `${size(bytes)} (${percent(bytes, total.bytes)})`;
  if (block) return `${block.label}, ${rest.layers} layers: ${costs}`;
  return `${layer.path}: ${costs}; ${size(layer.alive)} alive${layer.field ? `; receptive field ${layer.field}` : ""}`;
}

function stripMarkup({ title, value, share, text }, network, top) {
  const values = network.layers.map(value);
  const most = finite(values);
  const peak = values.indexOf(most);
  const note = share
    ? `${percent(most, network.total[share])} in ${network.layers[peak].path}`
    : `at most ${text(most)}, ${title.startsWith("Receptive") ? "seen by" : "while"} ${network.layers[peak].path}${title.startsWith("Receptive") ? "" : " runs"}`;
  const [bars, whole] = barPaths(values, top, share);
  const best = most
    ? barPaths(
        values.map((each, k) => (k === peak ? each : 0n)),
        top,
        false,
      )[0]
    : "";
  return `<div class="strip"><div class="name"><b>${title}</b> <span>${escaped(note).replaceAll(".", ".<wbr>")}</span></div>
    <svg viewBox="0 0 ${Math.min(values.length, MOST_BARS)} ${TALL}" preserveAspectRatio="none" aria-hidden="true">
    <path class="whole" d="${whole}"/><path class="bars" d="${bars}"/><path class="best" d="${best}"/>
    <rect class="cursor chosen" y="0" height="${TALL}"/><rect class="cursor hover" y="0" height="${TALL}"/></svg></div>`;
}

// One path for all bars, and one for those without end. Long networks are drawn in groups: their sum or their most.
function barPaths(values, top, add) {
  const bins = Math.min(values.length, MOST_BARS);
  const sums = new Array(bins).fill(0n);
  values.forEach((value, k) => {
    const bin = Math.floor((k * bins) / values.length);
    sums[bin] = add ? sums[bin] + value : largest([sums[bin], value]);
  });
  const room = bins > 150 ? 0 : 0.12;
  const bar = (k, height) => `M${k + room} ${TALL}v${-height.toFixed(2)}h${1 - 2 * room}v${height.toFixed(2)}z`;
  const limit = add && bins < values.length ? largest(sums) : top;
  const paths = ["", ""];
  sums.forEach((value, k) => {
    if (value === Infinity) paths[1] += bar(k, TALL);
    else if (value > 0) paths[0] += bar(k, Math.max(0.8, ((TALL - 1) * Number(value)) / Number(limit)));
  });
  return paths;
}
