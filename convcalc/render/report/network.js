// The data of the page as objects: networks, their layers and blocks. Draws nothing, and rounds nothing: amounts come
// with their text, and digits are only grouped.
"use strict";

const escaped = (text) => String(text).replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
const exact = (value) => BigInt(value).toLocaleString("en-US");
const largest = (values) => values.reduce((most, value) => (value > most ? value : most), 0n);
const many = (count, what) => `${exact(count)} ${what}${count === 1 ? "" : "s"}`;

// A network: its layers in running order, its blocks, and what everything is linked to.
// Amounts and positions are whole numbers of any size, as BigInt: what is too large for a number is sent as text.
function readNetwork(raw, number) {
  const amounts = raw.amounts.map(([value, text, share]) => ({ value: BigInt(value), text, share }));
  const sites = raw.sites.map(([kind, settings, inputs, output, weights, ...costs]) => ({
    kind,
    settings,
    inputs,
    output,
    weights,
    ...costsOf(costs, amounts),
    what: `${kind} ${settings}`.trim(),
  }));
  const paths = [];
  for (const [label, parent] of raw.scopes) paths.push(parent < 0 ? "" : `${paths[parent]}${label}.`);
  const reaches = raw.reaches.map(([field, spans, of, most]) => ({
    field,
    spans: spans.map((k) => readSpan(raw.spans[k])),
    of,
    sees: most === null ? Infinity : BigInt(most),
  }));
  const entries = new Set(raw.inputs);
  const layers = raw.nodes.map(([label, scope, site, inputs, reach, shares, groups, alive], k) => ({
    ...sites[site],
    ...reaches[reach],
    number: k,
    entry: entries.has(k),
    label,
    path: paths[scope] + label,
    inside: paths[scope],
    inputs,
    shares,
    from: sites[site].inputs,
    readers: [],
    alive: amounts[alive],
    formulas: groups.map((group) => raw.texts[group].map((line) => raw.lines[line])),
  }));
  for (const layer of layers) for (const source of layer.inputs) layers[source].readers.push(layer.number);
  for (const k of raw.turned) layers[k].turned = true;
  const network = { ...raw, number, layers, paths, costs: amounts, blocks: [] };
  network.tree = readParts(network, raw.tree, null);
  return network;
}

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
  return parts.map((part) => {
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
    return readBlock(network, part, parent);
  });
}

function readBlock(network, { scope, block: kind, sums, parts }, parent) {
  const [label, path] = [network.scopes[scope][0], network.paths[scope]];
  const block = { number: network.blocks.length, label, path, kind, parent, ...costsOf(sums, network.costs) };
  network.blocks.push(block);
  block.level = parent ? parent.level + 1 : 1;
  block.parts = readParts(network, parts, block);
  [block.first, block.last] = ends(block.parts);
  block.output = network.layers[block.last].output;
  block.field = network.layers[block.last].field;
  block.size = many(block.last - block.first + 1, "layer");
  block.what = label === kind ? block.size : `${kind}, ${block.size}`;
  return block;
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

// Layers and blocks in running order, and of the open ones what stands in them. Of branches, one after the other.
function* lines(parts, open) {
  for (const part of parts) {
    if (part.branches) for (const branch of part.branches) yield* lines(branch.parts, open);
    else {
      yield part;
      if (part.parts && open.has(part.number)) yield* lines(part.parts, open);
    }
  }
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
