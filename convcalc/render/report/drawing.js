// The drawing of a network: what is near the visible part is in the page, blocks open and close, keys walk
// through it as through a tree. Tells the hub what is chosen; where boxes lie is the layout's business.
"use strict";

const AROUND = 600;
const MOST_OPEN = 60;
const SMALLEST = 0.75;
const pen = document.createElement("canvas").getContext("2d");
const widths = new Map();

function textWidth(text, font) {
  const key = font + text;
  if (!widths.has(key)) {
    pen.font = `${font} ${getComputedStyle(document.body).fontFamily}`;
    widths.set(key, pen.measureText(text).width);
  }
  return widths.get(key);
}

// Title and second line of a box.
function boxLines({ layer, block }) {
  if (block) {
    const layers = block.last - block.first + 1;
    return [
      `${block.label}`,
      `${block.label === block.kind ? "" : `${block.kind}, `}${layers} layer${layers > 1 ? "s" : ""}`,
    ];
  }
  const named = !layer.label.startsWith(layer.kind) || !/^(_\d+)?$/.test(layer.label.slice(layer.kind.length));
  const changes = layer.from[0] !== layer.output;
  return named
    ? [layer.label, layer.what + (changes ? ` → ${layer.output}` : "")]
    : [layer.what, changes ? layer.output : ""];
}

function measureBox(element) {
  const [title, text] = (element.lines ??= boxLines(element));
  const width = Math.max(textWidth(title, "600 12px"), textWidth(text, "11px")) + (element.block ? 13 : 0);
  return { width: Math.max(56, Math.ceil(width) + 22), height: text ? 40 : 25 };
}

// The blocks that are open at first: as deep as reads comfortably.
function firstOpen(network) {
  let open = new Set();
  for (let level = 1; ; level++) {
    const deeper = new Set(network.blocks.filter((block) => block.level <= level).map((block) => block.number));
    if (deeper.size === open.size || shown(network.tree, deeper) > MOST_OPEN) return open;
    open = deeper;
  }
}

function shown(parts, open) {
  let total = 0;
  for (const part of parts) {
    if (part.branches) for (const branch of part.branches) total += shown(branch.parts, open);
    else total += part.parts && open.has(part.number) ? shown(part.parts, open) : 1;
  }
  return total;
}

function makeDrawing(network, pane, hub) {
  let open = firstOpen(network);
  let placed, painted, current, chosen;
  let zoom = 1;
  pane.innerHTML = `<svg class="graph" role="tree" aria-label="Graph of ${escaped(network.name)}"></svg>`;
  const svg = pane.firstChild;

  const itemOf = (element) => element && svg.querySelector(`[data-element="${element.id}"]`);
  const elementOf = (target) =>
    placed.elements.find((each) => target.block && each.block === target.block) ?? placed.home[target.first];

  function arrange() {
    placed = layout(network, open, measureBox);
    svg.setAttribute("viewBox", `0 0 ${placed.width} ${placed.height}`);
    fit();
    current = chosen ? elementOf(chosen) : placed.elements[0];
    painted = null;
  }

  // A wide drawing is made smaller, as far as it can still be read.
  function fit() {
    zoom = Math.min(1, Math.max(SMALLEST, pane.clientWidth / placed.width));
    svg.setAttribute("width", placed.width * zoom);
    svg.setAttribute("height", placed.height * zoom);
  }

  // Puts into the page what lies near the visible part, or all of it for paper.
  function paint(all = false) {
    const [top, bottom] = [pane.scrollTop / zoom, (pane.scrollTop + pane.clientHeight) / zoom];
    if (!all && painted && painted[0] <= Math.max(0, top) && painted[1] >= Math.min(bottom, placed.height)) return;
    painted = all ? [0, Infinity] : [Math.max(0, top - AROUND), bottom + AROUND];
    const near = ({ y, height, top: from = y, bottom: to = y + height }) => to >= painted[0] && from <= painted[1];
    const focused = svg.contains(document.activeElement);
    const boxes = placed.elements.filter(
      (element) => near({ y: element.y, height: element.height }) || element === current,
    );
    svg.innerHTML = [
      '<g aria-hidden="true">',
      ...boxes.filter((each) => each.inside).map(frameMarkup),
      ...placed.edges.filter(near).map(({ path }) => `<path class="edge" d="${path}"/>`),
      ...placed.splits.filter(({ y, height }) => near({ y, height })).map(labelMarkup),
      "</g>",
      ...boxes.map(itemMarkup),
    ].join("");
    mark();
    if (focused) itemOf(current)?.focus({ preventScroll: true });
  }

  const frameMarkup = ({ x, y, left, width, height, level }) =>
    `<rect class="frame${level % 2 ? " odd" : ""}" x="${x - left}" y="${y}" width="${width}" height="${height}" rx="6"/>`;

  const labelMarkup = ({ branches, y }) =>
    branches.map(({ x, label }) => `<text class="branch" x="${x + 6}" y="${y + 11}">${escaped(label)}</text>`).join("");

  function itemMarkup(element) {
    const { id, x, y, left, width, height, level, layer, block, inside } = element;
    const [title, text] = element.lines;
    const tall = inside ? HEAD : height;
    const start = x - left + (block ? 24 : 11);
    const state = block ? ` aria-expanded="${Boolean(inside)}"` : "";
    return (
      `<g class="item ${inside ? "head" : block ? "closed" : layer.weights.length ? "layer" : "layer free"}" role="treeitem" data-element="${id}" tabindex="${element === current ? 0 : -1}"` +
      ` aria-level="${level}"${state} aria-label="${escaped(spoken(element))}">` +
      `<rect x="${x - left}" y="${y}" width="${width}" height="${tall}" rx="5"/>` +
      (block
        ? `<path class="fold" d="M${x - left + 10} ${y + (text && !inside ? 16 : tall / 2) - 4}${inside ? "h9l-4.5 7z" : "l7 4.5l-7 4.5z"}"/>`
        : "") +
      `<text class="title" x="${start}" y="${y + (text || inside ? 17 : 16.5)}">${escaped(title)}</text>` +
      (text && !inside ? `<text x="${start}" y="${y + 32}">${escaped(text)}</text>` : "") +
      `</g>`
    );
  }

  function spoken({ layer, block }) {
    if (block) return `block ${block.label}, ${block.last - block.first + 1} layers`;
    return `${layer.label}, ${layer.what}, output ${layer.output}, ${exact(layer.params)} parameters`;
  }

  function mark(hovered = null) {
    const wanted = [
      ["chosen", chosen && elementOf(chosen)],
      ["hover", hovered && elementOf(hovered)],
    ];
    for (const [name, element] of wanted) {
      svg.querySelectorAll(`.${name}`).forEach((item) => item.classList.remove(name));
      itemOf(element)?.classList.add(name);
    }
    svg.querySelectorAll("[aria-selected]").forEach((item) => item.removeAttribute("aria-selected"));
    itemOf(wanted[0][1])?.setAttribute("aria-selected", "true");
  }

  function bringIntoView({ x, y, height, left, right }) {
    const tall = Math.min(height, 60);
    const [top, wide, high] = [pane.scrollTop / zoom, pane.clientWidth / zoom, pane.clientHeight / zoom];
    if (y < top || y + tall > top + high) pane.scrollTop = zoom * (y - high / 3);
    const start = pane.scrollLeft / zoom;
    if (x - left < start || x + right > start + wide) pane.scrollLeft = zoom * (x - wide / 2);
  }

  // Opens or closes blocks, and keeps one of them where it is on the screen.
  function refold(change, block) {
    const before = block && elementOf({ block, first: block.first });
    const place = before && [before.x * zoom - pane.scrollLeft, before.y * zoom - pane.scrollTop];
    change();
    arrange();
    if (before) {
      const after = elementOf({ block, first: block.first });
      const left = (after.x - after.left) * zoom - PAD;
      [pane.scrollLeft, pane.scrollTop] = [Math.min(left, after.x * zoom - place[0]), after.y * zoom - place[1]];
    }
    paint();
  }

  function toggle(block) {
    refold(() => (open.has(block.number) ? open.delete(block.number) : open.add(block.number)), block);
  }

  function setCurrent(element, focus) {
    itemOf(current)?.setAttribute("tabindex", "-1");
    current = element;
    bringIntoView(element);
    paint();
    itemOf(element)?.setAttribute("tabindex", "0");
    if (focus) itemOf(element)?.focus({ preventScroll: true });
  }

  function press(event) {
    const steps = { ArrowDown: 1, ArrowUp: -1, Home: -Infinity, End: Infinity };
    const { block, inside } = current;
    let next = null;
    if (event.key in steps)
      next = placed.elements[Math.min(Math.max(0, current.id + steps[event.key]), placed.elements.length - 1)];
    else if (event.key === "ArrowRight" && block) inside ? (next = placed.elements[current.id + 1]) : toggle(block);
    else if (event.key === "ArrowLeft" && inside) toggle(block);
    else if (event.key === "ArrowLeft") next = around(current);
    else if (event.key === "Enter" || event.key === " ") block ? toggle(block) : hub.select(current, "drawing");
    else return;
    event.preventDefault();
    if (next) {
      setCurrent(next, true);
      hub.select(next, "drawing");
    }
  }

  function around(element) {
    let owner = element.parent.owner;
    while (owner?.branches) owner = owner.parent.owner;
    return owner;
  }

  function pointed(event) {
    const item = event.target.closest("[data-element]");
    return item && placed.elements[item.dataset.element];
  }

  svg.addEventListener("click", (event) => {
    const element = pointed(event);
    if (!element) return;
    setCurrent(element, true);
    hub.select(element, "drawing");
    if (element.block) toggle(element.block);
  });
  svg.addEventListener("keydown", press);
  svg.addEventListener("pointerover", (event) => hub.hover(pointed(event)));
  svg.addEventListener("pointerleave", () => hub.hover(null));
  let asked = 0;
  const later = () => (asked ||= requestAnimationFrame(() => ((asked = 0), paint())));
  pane.addEventListener("scroll", later, { passive: true });
  new ResizeObserver(() => {
    fit();
    later();
  }).observe(pane);
  addEventListener("beforeprint", () => paint(true));
  arrange();
  paint();

  return {
    hover: mark,
    openAll: () => refold(() => (open = new Set(network.blocks.map((block) => block.number)))),
    foldAll: () => refold(() => (open = new Set())),
    select(target, origin) {
      chosen = target;
      if (origin !== "drawing") {
        const closed = [];
        for (let at = target.layer?.block; at; at = at.parent) if (!open.has(at.number)) closed.push(at.number);
        if (closed.length && origin) refold(() => closed.forEach((each) => open.add(each)));
        const element = elementOf(target);
        if (origin) setCurrent(element, false);
        else [current, painted] = [element, null];
        paint();
      }
      mark();
    },
  };
}
