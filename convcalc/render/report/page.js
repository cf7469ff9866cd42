// Puts the page together: for each network its strips, drawing, table and details, and a hub that links them.
"use strict";

const networks = JSON.parse(document.getElementById("data").textContent).map(readNetwork);
const drawnBars = profiles(networks);
const PART = networks.length > 1 ? "h3" : "h2";

// What is chosen, and which blocks are open, in all views of a network.
function makeHub(network) {
  const views = [];
  const hub = {
    open: firstOpen(network),
    chosen: null,
    join: (...some) => views.push(...some),
    select(target, origin, column) {
      hub.chosen = target;
      if (origin && target.layer) hub.reveal(target.layer);
      for (const view of views) view.select(target, origin, column);
    },
    hover(target) {
      for (const view of views) view.hover?.(target, hub.chosen);
    },
    // Opens or closes blocks; one of them stays where it is on the screen.
    fold(change, block) {
      change(hub.open);
      for (const view of views) view.refold?.(block);
    },
    paper(on) {
      for (const view of views) view.paper?.(on);
    },
    toggle: (block) => hub.fold((open) => open.delete(block.number) || open.add(block.number), block),
    // What stands in a run is read as it opens, and then a layer stands in something further in.
    reveal(layer) {
      let at;
      do (at = layer.block), at?.parts;
      while (at !== layer.block);
      const closed = [];
      for (; at; at = at.parent) if (!hub.open.has(at.number)) closed.push(at.number);
      if (closed.length) hub.fold((open) => closed.forEach((each) => open.add(each)));
    },
  };
  return hub;
}

function mount(network) {
  const root = document.createElement("section");
  root.className = "network";
  root.setAttribute("aria-label", network.name);
  const name = escaped(network.name);
  const per = layersPerBar(network);
  root.innerHTML = `
    ${networks.length > 1 ? `<h2>${name} <small>${escaped(network.input)} → ${escaped(network.output)}</small></h2><p class="lead">${network.lead}</p>` : ""}
    <section class="profile" aria-label="Profile of ${name}"><${PART} class="part">Along the network${per > 1 ? ` <small>a bar is the mean of ${per} layers</small>` : ""}</${PART}><div class="strips-root"></div></section>
    <div class="explorer">
      <section class="drawing" aria-label="Graph of ${name}"></section>
      <section class="layers" aria-label="Layers of ${name}"></section>
      <aside class="detail" aria-label="Chosen layer of ${name}"></aside>
    </div>`;
  document.getElementById("networks").append(root);
  const find = (selector) => root.querySelector(selector);
  const hub = makeHub(network);
  hub.join(
    makeStrips(network, find(".strips-root"), drawnBars[network.number], hub),
    makeTable(network, find(".layers"), hub),
    makeDetail(network, find(".detail"), hub),
    makeDrawing(network, find(".drawing"), hub),
  );
  addEventListener("beforeprint", () => hub.paper(true));
  addEventListener("afterprint", () => hub.paper(false));
  hub.select(layerTarget(network.layers[network.shows[0]]), null, network.shows[1]);
}

networks.forEach(mount);
