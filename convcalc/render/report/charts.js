// Bars over the running order: each layer's parameters, MACs and memory, what is alive, what is seen.
"use strict";

const MOST_BARS = 800;
const TALL = 44;

const STRIPS = [
  (layer) => layer.params.value,
  (layer) => layer.macs.value,
  (layer) => (layer.entry ? 0n : layer.memory.value),
  (layer) => layer.alive.value,
  (layer) => layer.sees,
];

// How many layers a bar stands for: as many in each, so that equal layers make equal bars.
const layersPerBar = ({ layers }) => Math.ceil(layers.length / MOST_BARS);

// The bars of a strip: means of their layers. A layer that sees the whole input is as high as the most that was seen
// before it, and grey: gates and heads do not hide how the field grows.
function barsOf(network, value) {
  const per = layersPerBar(network);
  const bars = [];
  let most = 0;
  network.layers.forEach((layer, k) => {
    const own = value(layer);
    if (own !== Infinity) most = Math.max(most, Number(own));
    if (k % per === 0) bars.push({ sum: 0, count: 0, grey: true });
    const bar = bars.at(-1);
    bar.sum += own === Infinity ? most : Number(own);
    bar.count++;
    bar.grey &&= own === Infinity;
  });
  return bars.map(({ sum, count, grey }) => ({ height: sum / count, grey }));
}

// The bars of each network, and the highest of each strip: networks side by side are drawn to one scale.
function profiles(networks) {
  const bars = networks.map((network) => STRIPS.map((value) => barsOf(network, value)));
  const tops = STRIPS.map((_, k) => Math.max(...bars.map((strips) => strips[k].reduce((most, bar) => Math.max(most, bar.height), 0))));
  return bars.map((strips) => strips.map((strip, k) => ({ bars: strip, top: tops[k] })));
}

function makeStrips(network, root, profile, hub) {
  const { layers } = network;
  const per = layersPerBar(network);
  root.innerHTML = `
    <div class="strips" role="slider" tabindex="0" aria-label="Layers of ${escaped(network.name)} in running order"
      aria-valuemin="0" aria-valuemax="${layers.length - 1}">
      ${profile.map((drawn, k) => stripMarkup(network.strips[k], drawn, layers.length / per, per)).join("")}
    </div>
    <p class="readout" aria-hidden="true"></p>`;
  const [strips, readout] = [root.querySelector(".strips"), root.querySelector(".readout")];
  const plot = root.querySelector("svg");
  let at = 0;

  // A line through a layer's bar; around the bars of a block, below and at both sides.
  const place = (name, range) => {
    const [first, last, middle] = range ? [range.first / per, (range.last + 1) / per, (range.first + 0.5) / per] : [];
    const path = !range ? "" : range.layer ? `M${middle} 0V${TALL}` : `M${first} 0V${TALL}H${last}V0`;
    for (const cursor of root.querySelectorAll(`.cursor.${name}`)) cursor.setAttribute("d", path);
  };
  const under = (event) => {
    const { left, width } = plot.getBoundingClientRect();
    return layers[Math.min(layers.length - 1, Math.max(0, Math.floor(((event.clientX - left) / width) * layers.length)))];
  };

  strips.addEventListener("pointermove", (event) => hub.hover(layerTarget(under(event))));
  strips.addEventListener("pointerleave", () => hub.hover(null));
  strips.addEventListener("click", (event) => hub.select(layerTarget(under(event)), "strips"));
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
    hub.select(layerTarget(layers[Math.min(layers.length - 1, Math.max(0, at + steps[event.key]))]), "strips");
  });

  return {
    select(chosen) {
      at = chosen.first;
      place("chosen", chosen);
      strips.setAttribute("aria-valuenow", at);
      strips.setAttribute("aria-valuetext", summary(chosen));
      readout.textContent = summary(chosen);
    },
    hover(pointed, chosen) {
      place("hover", pointed);
      readout.textContent = summary(pointed ?? chosen);
    },
  };
}

function summary({ layer, block }) {
  if (layer?.entry) return `${layer.path}: ${layer.memory.text}; ${layer.alive.text} alive`;
  const { params, macs, memory } = layer ?? block;
  const costs =
    `${params.text} parameters (${params.share}), ${macs.text} MACs (${macs.share}), ` +
    `${memory.text} (${memory.share})`;
  if (block) return `${block.label}, ${block.size}: ${costs}`;
  return `${layer.path}: ${costs}; ${layer.alive.text} alive${layer.field ? `; receptive field ${layer.field}` : ""}`;
}

function stripMarkup([title, note, best], { bars, top }, width, per) {
  const room = bars.length > 150 ? 0 : 0.12;
  const path = (wanted) =>
    bars.map((bar, k) => (bar.height && wanted(bar, k) ? barPath(k, width, room, bar.height / top) : "")).join("");
  const marked = best < 0 ? -1 : Math.floor(best / per);
  return `<div class="strip"><div class="name"><b>${title}</b> <span>${escaped(note).replaceAll(".", ".<wbr>")}</span></div>
    <svg viewBox="0 0 ${width} ${TALL}" preserveAspectRatio="none" aria-hidden="true">
    <path class="whole" d="${path((bar) => bar.grey)}"/><path class="bars" d="${path((bar, k) => !bar.grey && k !== marked)}"/><path class="best" d="${path((_, k) => k === marked)}"/>
    <path class="cursor hover"/><path class="cursor chosen"/></svg></div>`;
}

function barPath(k, width, room, share) {
  const height = Math.max(0.8, (TALL - 1) * share).toFixed(2);
  return `M${k + room} ${TALL}v-${height}H${Math.min(k + 1, width) - room}v${height}z`;
}
