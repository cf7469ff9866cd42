// Puts the page together: for each network its strips, drawing, table and details, and a hub that links them.
"use strict";

const networks = JSON.parse(document.getElementById("data").textContent).map(readNetwork);
const tops = scales(networks);
const PART = networks.length > 1 ? "h3" : "h2";

function mount(network) {
  const root = document.createElement("section");
  root.className = "network";
  root.setAttribute("aria-label", network.name);
  const name = escaped(network.name);
  root.innerHTML = `
    ${networks.length > 1 ? `<h2>${name} <small>${escaped(network.input)} → ${escaped(network.output)}</small></h2>` : ""}
    <section class="profile" aria-label="Profile of ${name}"><${PART} class="part">Along the network</${PART}><div class="strips-root"></div></section>
    <div class="explorer">
      <section class="drawing" aria-label="Graph of ${name}"><div class="bar"><${PART} class="part">Graph</${PART}>
        <button type="button" class="open-all">Open all</button><button type="button" class="fold-all">Fold all</button></div>
        <div class="pane canvas"></div></section>
      <section class="layers" aria-label="Layers of ${name}"></section>
      <aside class="detail" aria-label="Chosen layer of ${name}"></aside>
    </div>`;
  document.getElementById("networks").append(root);
  const find = (selector) => root.querySelector(selector);
  let chosen = null;
  const hub = {
    select(target, origin, column) {
      chosen = target;
      for (const view of views) view.select(target, origin, column);
    },
    hover(target) {
      if (views) for (const view of views) view.hover?.(target, chosen);
    },
  };
  const drawing = makeDrawing(network, find(".canvas"), hub);
  const views = [
    makeStrips(network, find(".strips-root"), tops, hub),
    makeTable(network, find(".layers"), hub),
    makeDetail(network, find(".detail"), hub),
    drawing,
  ];
  if (!network.blocks.length) root.querySelectorAll(".open-all, .fold-all").forEach((button) => (button.hidden = true));
  find(".open-all").addEventListener("click", drawing.openAll);
  find(".fold-all").addEventListener("click", drawing.foldAll);
  const last = network.layers[network.shows];
  hub.select({ layer: last, first: last.number, last: last.number });
}

networks.forEach(mount);
