// The drawing of a network: what is near the visible part is in the page, blocks open and close, keys walk
// through it as through a tree. Tells the hub what is chosen; where boxes lie is the layout's business.
"use strict";

const AROUND = 600;
const MOST_OPEN = 60;
const MOST_OPENED = 5000;
const ZOOMS = [0.1, 3];
const STEP = 1.25;
const DRAG = 4;

// The blocks that are open at first: as deep as reads comfortably.
function firstOpen(network) {
  let open = new Set();
  for (let level = 1; ; level++) {
    const deeper = new Set(network.blocks.filter((block) => block.level <= level).map((block) => block.number));
    if (deeper.size === open.size || [...lines(network.tree, deeper)].length > MOST_OPEN) return open;
    open = deeper;
  }
}

function makeDrawing(network, root, hub) {
  let placed, painted, current, chosen;
  let zoom = 1;
  let fitted = true;
  const name = escaped(network.name);
  root.innerHTML = `
    <div class="bar"><${PART} class="part">Graph</${PART}>
      <button type="button" data-do="openAll"${network.blocks.length ? "" : " hidden"}>Open all</button>
      <button type="button" data-do="foldAll"${network.blocks.length ? "" : " hidden"}>Fold all</button>
      <span class="group" role="group" aria-label="Size of the drawing">
        <button type="button" data-do="smaller" aria-label="Smaller">−</button><button type="button" data-do="fit">Fit</button><button type="button" data-do="larger" aria-label="Larger">+</button></span>
      <button type="button" data-do="save" title="Save the drawing as it is folded now">SVG</button></div>
    <div class="pane canvas"><svg class="graph" role="tree" aria-label="Graph of ${name}"></svg></div>
    <div class="sheets" aria-hidden="true"></div>`;
  const pane = root.querySelector(".canvas");
  const svg = pane.firstChild;

  const itemOf = (element) => element && svg.querySelector(`[data-element="${element.id}"]`);
  const elementOf = (target) =>
    placed.elements.find((each) => target.block && each.block === target.block) ?? placed.home[target.first];

  function arrange() {
    placed = layout(network, hub.open, measureBox);
    svg.setAttribute("viewBox", `0 0 ${placed.width} ${placed.height}`);
    resize();
    current = chosen ? elementOf(chosen) : placed.elements[0];
    painted = null;
  }

  // A wide drawing is made smaller until all of it is there, unless somebody chose a size.
  function resize() {
    if (fitted) zoom = Math.min(1, pane.clientWidth / placed.width || 1);
    svg.setAttribute("width", placed.width * zoom);
    svg.setAttribute("height", placed.height * zoom);
  }

  // Another size, in which what is at a place of the pane stays there.
  function zoomTo(wanted, x = pane.clientWidth / 2, y = pane.clientHeight / 2) {
    const [left, top] = [(pane.scrollLeft + x) / zoom, (pane.scrollTop + y) / zoom];
    fitted = wanted === null;
    if (!fitted) zoom = Math.min(ZOOMS[1], Math.max(Math.min(zoom, ZOOMS[0]), wanted));
    resize();
    [pane.scrollLeft, pane.scrollTop] = [left * zoom - x, top * zoom - y];
    painted = null;
    paint();
  }

  // Puts into the page what lies near the visible part.
  function paint() {
    const [top, bottom] = [pane.scrollTop / zoom, (pane.scrollTop + pane.clientHeight) / zoom];
    if (painted && painted[0] <= Math.max(0, top) && painted[1] >= Math.min(bottom, placed.height)) return;
    painted = [Math.max(0, top - AROUND), bottom + AROUND];
    const focused = svg.contains(document.activeElement);
    svg.innerHTML = drawingMarkup(placed, (from, to) => to >= painted[0] && from <= painted[1], current);
    mark();
    if (focused) itemOf(current)?.focus({ preventScroll: true });
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

  // Lays the drawing out anew, and keeps a block where it is on the screen.
  function refold(block) {
    const before = block && itemOf(elementOf(blockTarget(block)))?.getBoundingClientRect();
    arrange();
    paint();
    if (!before) return;
    setCurrent(elementOf(blockTarget(block)), false);
    const after = itemOf(current).getBoundingClientRect();
    [pane.scrollLeft, pane.scrollTop] = [pane.scrollLeft + after.left - before.left, pane.scrollTop + after.top - before.top];
    paint();
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
    const sizes = { "+": zoom * STEP, "-": zoom / STEP, 0: null };
    const { block, inside } = current;
    let next = null;
    if (event.key in steps)
      next = placed.elements[Math.min(Math.max(0, current.id + steps[event.key]), placed.elements.length - 1)];
    else if (event.key === "ArrowRight" && block) inside ? (next = placed.elements[current.id + 1]) : hub.toggle(block);
    else if (event.key === "ArrowLeft" && inside) hub.toggle(block);
    else if (event.key === "ArrowLeft") next = around(current);
    else if (event.key === "Enter" || event.key === " ") block ? hub.toggle(block) : hub.select(current, "drawing");
    else if (event.key in sizes) zoomTo(sizes[event.key]);
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

  // Dragging moves the drawing; it chooses nothing.
  let drag = null;
  svg.addEventListener("pointerdown", ({ clientX: x, clientY: y, pointerType, button }) => {
    drag = pointerType === "mouse" && !button ? { x: x + pane.scrollLeft, y: y + pane.scrollTop, from: [x, y] } : null;
  });
  svg.addEventListener("pointermove", (event) => {
    if (!drag || !event.buttons) return;
    const { clientX: x, clientY: y } = event;
    if (!drag.moved && Math.hypot(x - drag.from[0], y - drag.from[1]) < DRAG) return;
    if (!drag.moved) svg.setPointerCapture(event.pointerId);
    drag.moved = true;
    [pane.scrollLeft, pane.scrollTop] = [drag.x - x, drag.y - y];
  });
  svg.addEventListener("click", (event) => {
    const element = !drag?.moved && pointed(event);
    if (!element) return;
    setCurrent(element, true);
    hub.select(element, "drawing");
    if (element.block) hub.toggle(element.block);
  });
  svg.addEventListener("keydown", press);
  svg.addEventListener("pointerover", (event) => hub.hover(pointed(event)));
  svg.addEventListener("pointerleave", () => hub.hover(null));
  pane.addEventListener(
    "wheel",
    (event) => {
      if (!event.ctrlKey) return;
      event.preventDefault();
      const { left, top } = pane.getBoundingClientRect();
      zoomTo(zoom * Math.exp(-event.deltaY / 300), event.clientX - left, event.clientY - top);
    },
    { passive: false },
  );
  const actions = {
    openAll: () => hub.fold(openAll),
    foldAll: () => hub.fold((open) => open.clear()),
    smaller: () => zoomTo(zoom / STEP),
    larger: () => zoomTo(zoom * STEP),
    fit: () => zoomTo(null),
    save: () => download(`${network.name}.svg`, drawingFile(network, placed, svg), "image/svg+xml"),
  };
  root.querySelector(".bar").addEventListener("click", (event) => actions[event.target.dataset.do]?.());
  // All blocks; those that stand for many others only where there are not too many. What stands in one is read meanwhile.
  function openAll(open) {
    const few = network.layers.length <= MOST_OPENED;
    for (const block of network.blocks) if (few || !block.together) block.parts.length && open.add(block.number);
  }

  let asked = 0;
  const later = () => (asked ||= requestAnimationFrame(() => ((asked = 0), paint())));
  pane.addEventListener("scroll", later, { passive: true });
  new ResizeObserver(() => {
    resize();
    later();
  }).observe(pane);
  arrange();
  paint();

  return {
    hover: mark,
    refold,
    paper(on) {
      root.querySelector(".sheets").innerHTML = on ? drawingSheets(network, placed) : "";
    },
    select(target, origin) {
      chosen = target;
      const element = elementOf(target);
      if (origin && origin !== "drawing") setCurrent(element, false);
      else if (!origin) [current, painted] = [element, null];
      paint();
      mark();
    },
  };
}
