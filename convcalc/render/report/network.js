// The data of the page as objects: networks, their layers and blocks. Draws nothing, and rounds nothing: amounts come
// with their text, and digits are only grouped.
"use strict";

const escaped = (text) => String(text).replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
const grouping = new Intl.NumberFormat("en-US");
const exact = (value) => grouping.format(BigInt(value));
const largest = (values) => values.reduce((most, value) => (value > most ? value : most), 0n);
const many = (count, what) => `${exact(count)} ${what}${count === 1 ? "" : "s"}`;

// A network: its layers in running order, its blocks, and what everything is linked to.
// Amounts and positions are whole numbers of any size, as BigInt: what is too large for a number is sent as text.
function readNetwork(raw, number) {
  const costs = raw.amounts.map(([value, text, share]) => ({ value: BigInt(value), text, share }));
  const sites = raw.sites.map(([kind, settings, from, output, weights, ...own]) => ({
    kind,
    from,
    output,
    weights,
    ...costsOf(own, costs),
    what: `${kind} ${settings}`.trim(),
  }));
  const paths = [];
  for (const [label, parent] of raw.scopes) paths.push(parent < 0 ? "" : `${paths[parent]}${label}.`);
  const [entries, turned] = [new Set(raw.inputs), new Set(raw.turned)];
  const network = { ...raw, number, facts: raw.layers, sites, paths, costs, entries, turned, blocks: [] };
  network.layers = raw.layers.labels.map((_, k) => new Layer(network, k));
  network.tree = readParts(network, raw.tree, null);
  return network;
}

// A layer looks its facts up when it is asked: there may be a million.
class Layer {
  constructor(network, number) {
    [this.network, this.number, this.block] = [network, number, null];
  }
}

const fact = ({ network, number }, name) => network.facts[name][number];
const FACTS = {
  site: (layer) => layer.network.sites[fact(layer, "sites")],
  reach: (layer) => layer.network.reaches[fact(layer, "sees")],
  entry: ({ network, number }) => network.entries.has(number),
  turned: ({ network, number }) => network.turned.has(number),
  label: (layer) => fact(layer, "labels"),
  inside: (layer) => layer.network.paths[fact(layer, "scopes")],
  path: ({ inside, label }) => inside + label,
  inputs(layer) {
    const told = fact(layer, "inputs");
    return told.map ? told : [layer.number - told];
  },
  readers: ({ network, number }) => network.layers.filter(({ inputs }) => inputs.includes(number)).map((layer) => layer.number),
  shares: (layer) => fact(layer, "shares"),
  alive: (layer) => layer.network.costs[fact(layer, "alive")],
  formulas(layer) {
    const { groups, texts, lines, forms } = layer.network;
    const words = ([form, values]) => [...forms[form], values];
    return groups[fact(layer, "told")].map((group) => texts[group].map((line) => words(lines[line])));
  },
  field: ({ reach }) => reach[0],
  spans: ({ network, reach }) => reach[1].map((span) => readSpan(network.spans[span])),
  of: ({ reach }) => reach[2],
  sees: ({ reach }) => (reach[3] === null ? Infinity : BigInt(reach[3])),
};
for (const name of ["kind", "from", "output", "weights", "params", "macs", "memory", "what"]) FACTS[name] = ({ site }) => site[name];
for (const [name, read] of Object.entries(FACTS)) Object.defineProperty(Layer.prototype, name, { get() { return read(this); } });

const costsOf = ([params, macs, memory], amounts) => ({
  params: amounts[params],
  macs: amounts[macs],
  memory: amounts[memory],
});

function readSpan([advance, lows, highs, whole, isExact]) {
  const place = (end) => (end === null ? null : BigInt(end));
  return { advance: BigInt(advance), lows: lows.map(place), highs: highs.map(place), whole: Boolean(whole), exact: Boolean(isExact) };
}

// Parts of the tree: a layer's number, a block with its range of numbers, or a split.
function readParts(network, parts, parent) {
  return parts.flatMap((part) => {
    if (typeof part === "number") {
      network.layers[part].block = parent;
      return part;
    }
    if (part.branches) {
      const branches = part.branches.map(({ label, parts: own }) => ({
        label,
        parts: readParts(network, own, parent),
      }));
      return { heads: part.heads, branches };
    }
    return part.times ? readRun(network, part, parent) : readBlock(network, part, parent);
  });
}

function readBlock(network, { scope, block: kind, sums, parts }, parent) {
  const together = scope === undefined;
  const [label, path] = together ? ["", parent?.path ?? ""] : [network.scopes[scope][0], network.paths[scope]];
  const block = makeBlock(network, { label, path, kind, parent, together, ...costsOf(sums, network.costs) });
  block.parts = readParts(network, parts, block);
  setEnds(network, block, ...ends(block.parts));
  if (together) block.label = `${nameOf(network, block.parts[0])} to ${nameOf(network, block.parts.at(-1))}`;
  return describe(block);
}

function makeBlock(network, block) {
  block.number = network.blocks.length;
  block.level = block.parent ? block.parent.level + 1 : 1;
  network.blocks.push(block);
  return block;
}

function setEnds({ layers }, block, first, last) {
  const { output, field } = layers[last];
  Object.assign(block, { first, last, output, field, size: many(last - first + 1, "layer") });
}

// What a block is called, in full, and what is said of it.
function describe(block) {
  const { label, kind, size, together, path } = block;
  block.name = together ? label : path.slice(0, -1);
  block.what = !kind || label === kind ? size : `${kind}, ${size}`;
  return block;
}

const nameOf = ({ layers }, part) => {
  for (; part.branches; ) part = part.branches.find(({ parts }) => parts.length).parts[0];
  return (layers[part] ?? part).label;
};

// A run of equal neighbours: one block, and what stands in it is read when it opens. Of very many, it opens into shorter
// runs, so that a million layers are never in the page at once.
function readRun(network, run, parent) {
  const { times, start, size, sums, first } = run;
  const kind = typeof first === "number" ? network.layers[start].what : first.block;
  const named = (at) => (typeof first === "number" ? network.layers[at].label : network.scopes[scopeBeside(network, first, at - run.from)][0]);
  const facts = { kind, path: parent?.path ?? "", parent, together: true, ...costsOf(sums[times], network.costs) };
  const label = run.some ? `${named(start)} to ${named(start + (times - 1) * size)}` : `${named(start)} x${exact(times)}`;
  const block = makeBlock(network, { ...facts, times, label });
  setEnds(network, block, start, start + times * size - 1);
  for (let k = block.first; k <= block.last; k++) network.layers[k].block = block;
  let read = null;
  Object.defineProperty(block, "parts", { get: () => (read ??= readParts(network, openedRun(network, run), block)) });
  return describe(block);
}

const MOST_TOGETHER = 1000;

// What stands in a run: its parts, or shorter runs of them.
function openedRun(network, run) {
  const { times, start, size, first } = run;
  const step = times > MOST_TOGETHER ** 2 ? MOST_TOGETHER ** 2 : times > MOST_TOGETHER ? MOST_TOGETHER : 1;
  const parts = [];
  for (let k = 0; k < times; k += step) {
    const [fewer, by] = [Math.min(step, times - k), start + k * size - run.from];
    parts.push(fewer > 1 ? { ...run, some: true, times: fewer, start: start + k * size } : shifted(network, first, by));
  }
  return parts;
}

// A part so many layers further on: equal ones are told once. Its blocks are those that its layers stand in.
function shifted(network, part, by) {
  if (typeof part === "number") return part + by;
  if (!by) return part;
  const move = (parts) => parts.map((each) => shifted(network, each, by));
  if (part.branches)
    return { heads: part.heads, branches: part.branches.map(({ label, parts }) => ({ label, parts: move(parts) })) };
  if (part.times)
    return { ...part, start: part.start + by, from: part.from + by, first: shifted(network, part.first, by) };
  return { ...part, scope: scopeBeside(network, part, by), parts: move(part.parts) };
}

function scopeBeside({ facts, scopes }, part, by) {
  if (part.scope === undefined) return undefined;
  const number = anyLayer(part);
  let [own, other] = [facts.scopes[number], facts.scopes[number + by]];
  for (; own !== part.scope; own = scopes[own][1]) other = scopes[other][1];
  return other;
}

function anyLayer(part) {
  if (typeof part === "number") return part;
  if (part.times) return part.start;
  const parts = part.parts ?? part.branches.find((branch) => branch.parts.length).parts;
  return anyLayer(parts[0]);
}

// The first and the last number in some parts: what stands in a block is run in one go.
function ends(parts) {
  let [first, last] = [Infinity, -1];
  for (const part of parts) {
    if (typeof part === "number") [first, last] = [Math.min(first, part), Math.max(last, part)];
    else if (!part.branches) [first, last] = [Math.min(first, part.first), Math.max(last, part.last)];
    else
      for (const branch of part.branches) {
        const [a, b] = ends(branch.parts);
        [first, last] = [Math.min(first, a), Math.max(last, b)];
      }
  }
  return [first, last];
}

// Layers and blocks in running order, and of the open ones what stands in them. Of branches, one after the other; of runs,
// where only `samples` are asked for, the first of the equal ones.
function* lines(parts, open, samples = false) {
  for (const part of parts) {
    if (part.branches) for (const branch of part.branches) yield* lines(branch.parts, open, samples);
    else {
      yield part;
      if (typeof part === "number" || !open.has(part.number)) continue;
      yield* lines(samples && part.times ? [sampleOf(part)] : part.parts, open, samples);
    }
  }
}

function sampleOf(part) {
  while (part.times) part = part.parts[0];
  return part;
}

// What the parts of a page tell each other of: a layer, or a block with its range of layers.
const layerTarget = (layer) => ({ layer, first: layer.number, last: layer.number });
const blockTarget = (block) => ({ block, first: block.first, last: block.last });

// Positions of an axis that output `place` sees, not clipped; null where it sees none, or all.
function sees(span, place) {
  if (!span.lows.length) return null;
  const period = BigInt(span.lows.length);
  const [turn, phase] = [place / period, place % period];
  const [low, high] = [span.lows[phase], span.highs[phase]];
  return low === null || high === null ? null : [turn * span.advance + low, turn * span.advance + high];
}
