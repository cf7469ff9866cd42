// The data of the page as objects: networks, their layers and blocks, and numbers as text. Draws nothing.
"use strict";

const UNITS = ["", "k", "M", "G", "T", "P", "E"];
const BYTES = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];

const escaped = (text) => String(text).replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
const exact = (value) => BigInt(value).toLocaleString("en-US");
const percent = (part, whole) => (whole ? `${((100 * Number(part)) / Number(whole)).toFixed(1)}%` : "0%");
const largest = (values) => values.reduce((most, value) => (value > most ? value : most), 0n);

// Rounds a half to the even digit, as the command line does.
function fixed(value, digits) {
  if ((value * 2 ** (digits + 1)) % 2 !== 1) return value.toFixed(digits);
  const below = Math.floor(value * 10 ** digits);
  return ((below + (below % 2)) / 10 ** digits).toFixed(digits);
}

// The same texts as numbers.py writes: 138.4M, 12.2 MiB.
function count(value) {
  if (value < 100000) return exact(value);
  let scaled = Number(value) / 1000;
  let unit = 1;
  for (; Number(fixed(scaled, 1)) >= 1000 && unit < UNITS.length - 1; unit++) scaled /= 1000;
  return scaled >= 1000 ? exact(value) : fixed(scaled, scaled >= 99.995 ? 1 : 2) + UNITS[unit];
}

function size(value) {
  if (value < 1024) return `${exact(value)} B`;
  let scaled = Number(value) / 1024;
  let unit = 1;
  for (; unit < BYTES.length - 1; unit++, scaled /= 1024) {
    const rounded = Number(fixed(scaled, 1));
    if (rounded < 1000 || (rounded < 10000 && unit > 1)) break;
  }
  return `${fixed(scaled, 1).replace(/\B(?=(\d{3})+\.)/g, ",")} ${BYTES[unit]}`;
}

// A network: its layers in running order, its blocks, and what everything is linked to. Totals leave the inputs out.
// Amounts and positions are whole numbers of any size, as BigInt: what is too large for a number is sent as text.
function readNetwork(raw, number) {
  const sites = raw.sites.map(([kind, settings, inputs, output, weights, params, buffers, macs, bytes]) => ({
    kind,
    settings,
    inputs,
    output,
    weights,
    params: BigInt(params),
    buffers: BigInt(buffers),
    macs: BigInt(macs),
    bytes: BigInt(bytes),
    what: `${kind} ${settings}`.trim(),
  }));
  const paths = [];
  for (const [label, parent] of raw.scopes) paths.push(parent < 0 ? "" : `${paths[parent]}${label}.`);
  const reaches = raw.reaches.map(([field, spans, of]) => ({
    field,
    spans: spans.map((k) => readSpan(raw.spans[k])),
    of,
  }));
  const entries = new Set(raw.inputs);
  const layers = raw.nodes.map(([label, scope, site, inputs, reach, shares, groups], k) => ({
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
    alive: BigInt(raw.alive[k]),
    formulas: groups.map((group) => raw.texts[group].map((line) => raw.lines[line])),
  }));
  for (const layer of layers) for (const source of layer.inputs) layers[source].readers.push(layer.number);
  for (const k of raw.turned) layers[k].turned = true;
  const network = { ...raw, number, layers, blocks: [] };
  network.tree = readParts(network, raw.tree, null);
  network.total = Object.fromEntries(
    ["params", "macs", "bytes"].map((name) => [
      name,
      layers.reduce((sum, layer) => (layer.entry ? sum : sum + layer[name]), 0n),
    ]),
  );
  return network;
}

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
    const block = { number: network.blocks.length, label: part.label, kind: part.block, parent };
    network.blocks.push(block);
    block.level = parent ? parent.level + 1 : 1;
    block.parts = readParts(network, part.parts, block);
    [block.first, block.last] = ends(block.parts);
    return block;
  });
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

// What a block costs: the sum over its layers.
function blockCost(network, block) {
  const sum = (name) => {
    let total = 0n;
    for (let k = block.first; k <= block.last; k++) total += network.layers[k][name];
    return total;
  };
  return { params: sum("params"), macs: sum("macs"), bytes: sum("bytes"), layers: block.last - block.first + 1 };
}

// Positions of an axis that output `place` sees, not clipped; null where it sees none, or all.
function sees(span, place) {
  if (!span.lows.length) return null;
  const period = BigInt(span.lows.length);
  const [turn, phase] = [place / period, place % period];
  const [low, high] = [span.lows[phase], span.highs[phase]];
  return low === null || high === null ? null : [turn * span.advance + low, turn * span.advance + high];
}
