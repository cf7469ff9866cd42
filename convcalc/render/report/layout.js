// Where boxes and edges lie. The spec's own tree gives the places: layers one below the other, branches side by
// side, a block around what stands in it. Linear in what is shown, and folding moves nothing but what is below.
"use strict";

const GAP = 18;
const WIDE_GAP = 30;
const BESIDE = 20;
const PAD = 12;
const HEAD = 28;
const LABEL = 16;
const LANE = 16;
const TRACK = 11;
const MOST_TRACKS = 60;
const BEND = 6;

// Lays a network out. `open` holds the numbers of open blocks; `measure` gives a box its width and height.
// Elements are boxes (a layer or a closed block) and frames (an open block), each with `x`, its middle, and `y`.
function layout(network, open, measure) {
  const elements = [];
  const home = new Array(network.layers.length);
  const top = makeSequence(network.tree, null, 0, 1);
  const edges = makeEdges();
  sizeSequence(top);
  placeSequence(top, PAD + top.left, PAD);
  edges.forEach(trace);
  return {
    elements,
    home,
    edges,
    splits: [...allSplits(top)],
    width: top.left + top.right + 2 * PAD,
    height: top.height + 2 * PAD,
  };

  function makeSequence(parts, owner, index, level) {
    const made = { owner, index, skips: [] };
    made.items = parts.map((part, k) => makeElement(part, made, k, level));
    return made;
  }

  function makeElement(part, parent, index, level) {
    if (part.branches) return makeSplit(part, parent, index, level);
    const layer = network.layers[part];
    const made = { id: elements.length, parent, index, level, layer, block: layer ? null : part };
    elements.push(made);
    [made.first, made.last] = layer ? [part, part] : [part.first, part.last];
    if (!layer && open.has(part.number)) made.inside = makeSequence(part.parts, made, 0, level + 1);
    else for (let k = made.first; k <= made.last; k++) home[k] = made;
    return made;
  }

  function makeSplit(part, parent, index, level) {
    const made = { parent, index, heads: part.heads };
    const branches = part.heads ? [{ label: "", parts: [] }, ...part.branches] : part.branches;
    made.branches = branches.map((branch, k) => makeSequence(branch.parts, made, k, level));
    made.branches.forEach((branch, k) => (branch.label = branches[k].label));
    return made;
  }

  function makeEdges() {
    const made = new Map();
    for (const layer of network.layers) {
      for (const source of layer.inputs) {
        const [from, to] = [home[source], home[layer.number]];
        const key = from.id * elements.length + to.id;
        if (from !== to && !made.has(key)) made.set(key, makeEdge(from, to));
      }
    }
    return [...made.values()];
  }

  function sizeBox(box) {
    Object.assign(box, measure(box));
    box.left = box.right = box.width / 2;
  }

  function sizeElement(element) {
    if (element.branches) sizeSplit(element);
    else if (element.inside) sizeFrame(element);
    else sizeBox(element);
  }

  function sizeFrame(frame) {
    sizeSequence(frame.inside);
    const { width } = measure(frame);
    frame.left = frame.inside.left + PAD;
    frame.right = Math.max(frame.inside.right + PAD, width - frame.left);
    frame.height = HEAD + GAP / 2 + frame.inside.height + PAD;
    frame.width = frame.left + frame.right;
  }

  function sizeSplit(split) {
    split.label = split.branches.some((branch) => branch.label) ? LABEL : 0;
    let width = -BESIDE;
    for (const branch of split.branches) {
      sizeSequence(branch);
      branch.right = Math.max(branch.right, branch.label.length * 6.2 + 8);
      width += branch.left + branch.right + BESIDE;
    }
    split.left = split.heads ? split.branches[0].left : width / 2;
    split.right = width - split.left;
    split.height = split.label + Math.max(...split.branches.map((branch) => branch.height));
  }

  function sizeSequence(sequence) {
    sequence.left = sequence.right = LANE / 2;
    sequence.height = 0;
    sequence.items.forEach((item, k) => {
      sizeElement(item);
      sequence.left = Math.max(sequence.left, item.left);
      sequence.right = Math.max(sequence.right, item.right);
      sequence.height += item.height + (k ? gap(sequence.items[k - 1], item) : 0);
    });
    for (const side of ["left", "right"]) {
      const skips = sequence.skips.filter((skip) => skip.edge.side === side);
      for (const { edge } of skips) edge.beside = sequence[side];
      if (skips.length) sequence[side] += TRACK * (1 + chooseTracks(skips));
    }
  }
}

const gap = (above, below) => (above.branches || below.branches ? WIDE_GAP : GAP);

function placeSequence(sequence, x, y) {
  Object.assign(sequence, { x, y });
  sequence.items.forEach((item, k) => {
    if (k) y += gap(sequence.items[k - 1], item);
    Object.assign(item, { x, y });
    if (item.inside) placeSequence(item.inside, x, y + HEAD + GAP / 2);
    if (item.branches) placeBranches(item);
    y += item.height;
  });
}

function placeBranches(split) {
  let x = split.x - split.left;
  for (const branch of split.branches) {
    placeSequence(branch, x + branch.left, split.y + split.label);
    x += branch.left + branch.right + BESIDE;
  }
}

function* allSplits(sequence) {
  for (const item of sequence.items) {
    if (item.branches) yield item;
    for (const inside of item.branches ?? (item.inside ? [item.inside] : [])) yield* allSplits(inside);
  }
}

// An edge runs straight down, through branches and empty lanes, where nothing stands in its way: `stops` are what
// it passes. Else it is a skip, and runs around at the side of the sequence that both its ends stand in.
function makeEdge(from, to) {
  const edge = { from, to };
  const above = new Map();
  for (let at = from; at; at = at.parent.owner) above.set(at.parent, at);
  const entry = [];
  let end = to;
  for (; !above.has(end.parent); end = end.parent.owner) {
    const { owner, items } = end.parent;
    entry.unshift(
      owner.branches ? { branch: end.parent } : { frame: owner },
      ...(passing(items, -1, end.index) ?? [null]),
    );
  }
  const common = end.parent;
  const start = above.get(common);
  const exit = [];
  for (let at = from; at !== start; at = at.parent.owner) {
    const { owner, items } = at.parent;
    exit.push(...(passing(items, at.index, items.length) ?? [null]));
    if (owner.branches) exit.push({ branch: at.parent, leaving: true });
  }
  const between = start.index < end.index ? passing(common.items, start.index, end.index) : null;
  edge.stops = [...exit, ...(between ?? [null]), ...entry];
  if (!edge.stops.includes(null)) return edge;
  edge.stops = null;
  edge.common = common;
  edge.side = freeSide(from, to, common);
  common.skips.push({ edge, first: start.index, last: end.index });
  return edge;
}

// The side where less stands between the ends of a skip and the open: the right where both are alike.
function freeSide(from, to, common) {
  let [left, right] = [0, 0];
  for (const end of [from, to]) {
    for (let at = end; at.parent !== common; at = at.parent.owner) {
      const { owner, index } = at.parent;
      if (!owner.branches) continue;
      left += index;
      right += owner.branches.length - 1 - index;
    }
  }
  return left < right ? "left" : "right";
}

// The empty lanes of everything between two places of a sequence; null where something is in the way.
function passing(items, first, last) {
  const lanes = [];
  for (let k = first + 1; k < last; k++) {
    const lane = items[k].branches?.find((branch) => !branch.items.length);
    if (!lane) return null;
    lanes.push({ lane });
  }
  return lanes;
}

// Gives each skip the innermost track that is free along its way, the short ones first; how many tracks there are.
function chooseTracks(skips) {
  const tracks = [];
  for (const skip of [...skips].sort((a, b) => a.last - a.first - (b.last - b.first) || a.first - b.first)) {
    let track = tracks.findIndex((taken) => taken.every(({ first, last }) => last < skip.first || skip.last < first));
    if (track < 0) track = Math.min(tracks.length, MOST_TRACKS);
    (tracks[track] ??= []).push(skip);
    skip.edge.track = track;
  }
  return tracks.length;
}

// The path of an edge, and the stretch of the drawing that it is seen in.
function trace(edge) {
  edge.path = edge.stops ? straightPath(edge) : sidePath(edge);
  const { from, to } = edge;
  edge.top = Math.min(from.y, to.y);
  edge.bottom = Math.max(from.y + from.height, to.y + to.height);
}

function straightPath({ from, to, stops }) {
  let [x, y] = [from.x, from.y + from.height];
  let path = `M${x} ${y}`;
  const go = (nextX, nextY) => {
    const middle = (y + nextY) / 2;
    path += nextX === x ? `V${nextY}` : `C${x} ${middle} ${nextX} ${middle} ${nextX} ${nextY}`;
    [x, y] = [nextX, nextY];
  };
  for (const { lane, branch, frame, leaving } of stops) {
    const split = (lane ?? branch)?.owner;
    if (!leaving) go(frame ? frame.x : (lane ?? branch).x, (frame ?? split).y);
    if (frame) go(x, frame.y + HEAD);
    if (lane || leaving) go(x, split.y + split.height);
    else if (branch) go(x, split.y + split.label);
  }
  go(to.x, to.y);
  return path;
}

function sidePath({ from, to, common, side, beside, track }) {
  const out = side === "left" ? -1 : 1;
  const x = common.x + out * (beside + TRACK * (1 + track));
  const [startX, startY] = [from.x + out * from[side], from.y + from.height / 2];
  const [endX, endY] = [to.x + out * to[side], to.y + to.height / 2];
  const down = Math.min(BEND, Math.abs(endY - startY) / 2) * Math.sign(endY - startY);
  const across = out * Math.abs(down);
  return `M${startX} ${startY}H${x - across}q${across} 0 ${across} ${down}V${endY - down}q0 ${down} ${-across} ${down}H${endX}`;
}
