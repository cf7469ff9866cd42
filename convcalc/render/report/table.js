// The table of all layers: sorted by a click on a title, searched, its rows linked with the drawing.
"use strict";

const MOST_ROWS = 1000;

const COLUMNS = [
  { name: "number", title: "#", key: (layer) => layer.number, cell: (layer) => layer.number, numeric: true },
  { name: "layer", title: "Layer", key: (layer) => layer.path, cell: nameCell },
  { name: "kind", title: "Kind", key: (layer) => layer.what, cell: (layer) => escaped(layer.what) },
  {
    name: "output",
    title: "Output",
    key: (layer) => layer.output.split("x").reduce((product, n) => product * BigInt(n), 1n),
    cell: (layer) => layer.output,
    numeric: true,
  },
  {
    name: "params",
    title: "Params",
    key: (layer) => layer.params,
    cell: (layer) => count(layer.params),
    numeric: true,
    share: "params",
  },
  {
    name: "macs",
    title: "MACs",
    key: (layer) => layer.macs,
    cell: (layer) => count(layer.macs),
    numeric: true,
    share: "macs",
  },
  {
    name: "memory",
    title: "Memory",
    key: (layer) => (layer.entry ? 0n : layer.bytes),
    cell: (layer) => (layer.entry ? "" : size(layer.bytes)),
    numeric: true,
    share: "bytes",
  },
  { name: "field", title: "Field", key: fieldSize, cell: (layer) => layer.field, numeric: true },
];

function nameCell({ inside, label }) {
  return `<button type="button" tabindex="-1" title="${escaped(inside + label)}" aria-label="${escaped(inside + label)}"><span class="path">${escaped(inside)}</span><span>${escaped(label)}</span></button>`;
}

function rowMarkup(layer, network, most) {
  const cells = COLUMNS.map(({ name, cell, numeric, share }) => {
    const bar = share && !layer.entry && layer[share] ? ` style="--share:${percent(layer[share], most[share])}"` : "";
    const kind =
      `${numeric ? "number" : ""}${share ? " share" : ""}${share && !layer[share] ? " zero" : ""}`.trim();
    const tag = name === "layer" ? "th scope=row" : "td";
    return `<${tag}${kind ? ` class="${kind}"` : ""}${bar} data-column="${name}">${cell(layer)}</${tag.slice(0, 2)}>`;
  });
  return `<tr data-layer="${layer.number}">${cells.join("")}</tr>`;
}

function makeTable(network, root, hub) {
  const { layers } = network;
  const most = Object.fromEntries(
    ["params", "macs", "bytes"].map((name) => [name, largest(layers.map((layer) => layer[name]))]),
  );
  const titles = COLUMNS.map(
    ({ name, title, numeric }) =>
      `<th scope="col" class="${numeric ? "number" : ""}" data-column="${name}"${name === "number" ? ' aria-sort="ascending"' : ""}><button type="button">${title}</button></th>`,
  );
  root.innerHTML = `
    <div class="bar"><${PART} class="part">Layers</${PART}>
      <label class="search"><span class="hidden">Search the layers of ${escaped(network.name)}</span>
        <input type="search" placeholder="Search: conv 3x3, pool, 14x14"></label>
      <output class="found"></output></div>
    <div class="pane rows" tabindex="-1"><table><caption class="hidden">Layers of ${escaped(network.name)} in running order; a click on a title sorts</caption>
      <thead><tr>${titles.join("")}</tr></thead><tbody></tbody></table><button type="button" class="more" hidden></button></div>`;
  const [body, more, found, pane] = [".rows tbody", ".more", ".found", ".rows"].map((selector) =>
    root.querySelector(selector),
  );
  const rows = new Map();
  const words = layers.map((layer) => `${layer.path} ${layer.what} ${layer.output}`.toLowerCase());
  let order = [...layers];
  let sorted = { name: "number", down: false };
  let wanted = [];
  let limit = MOST_ROWS;
  let chosen = null;

  function list() {
    const matching = order.filter((layer) => wanted.every((word) => words[layer.number].includes(word)));
    const visible = matching.slice(0, limit);
    const missing = visible.filter((layer) => !rows.has(layer.number));
    if (missing.length) {
      const made = document.createElement("tbody");
      made.innerHTML = missing.map((layer) => rowMarkup(layer, network, most)).join("");
      for (const row of [...made.children]) rows.set(Number(row.dataset.layer), row);
    }
    body.replaceChildren(...visible.map((layer) => rows.get(layer.number)));
    more.hidden = matching.length <= limit;
    more.textContent = `Show all ${exact(matching.length)} rows`;
    found.textContent = wanted.length ? `${exact(matching.length)} of ${exact(layers.length)}` : "";
    reachable();
  }

  // One row can be reached with the tab key: the chosen one, or the first.
  function reachable() {
    body.querySelectorAll('button[tabindex="0"]').forEach((button) => (button.tabIndex = -1));
    const row = (chosen && rows.get(chosen.first)?.isConnected && rows.get(chosen.first)) || body.firstElementChild;
    if (row) row.querySelector("button").tabIndex = 0;
  }

  function sort(name) {
    const { key, numeric } = COLUMNS.find((column) => column.name === name);
    const fresh = sorted.name !== name;
    sorted = { name, down: fresh ? numeric && name !== "number" : !sorted.down };
    const sign = sorted.down ? -1 : 1;
    const keys = new Map(layers.map((layer) => [layer, key(layer)]));
    const compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0);
    order = [...layers].sort((a, b) => sign * compare(keys.get(a), keys.get(b)) || a.number - b.number);
    for (const title of root.querySelectorAll("thead th")) {
      if (title.dataset.column === name) title.setAttribute("aria-sort", sorted.down ? "descending" : "ascending");
      else title.removeAttribute("aria-sort");
    }
    list();
  }

  const layerAt = (event) => layers[event.target.closest("tr[data-layer]")?.dataset.layer];
  const target = (layer) => ({ layer, first: layer.number, last: layer.number });

  root.querySelector("thead").addEventListener("click", (event) => {
    const title = event.target.closest("th");
    if (title) sort(title.dataset.column);
  });
  root.querySelector("input").addEventListener("input", (event) => {
    wanted = event.target.value.toLowerCase().split(/\s+/).filter(Boolean);
    list();
  });
  more.addEventListener("click", () => ((limit = Infinity), list()));
  body.addEventListener("click", (event) => {
    const layer = layerAt(event);
    if (layer) hub.select(target(layer), "table", event.target.closest("[data-column]")?.dataset.column);
  });
  body.addEventListener("pointerover", (event) => {
    const layer = layerAt(event);
    hub.hover(layer ? target(layer) : null);
  });
  body.addEventListener("pointerleave", () => hub.hover(null));
  body.addEventListener("keydown", (event) => {
    const row = event.target.closest("tr");
    const next = {
      ArrowDown: row.nextElementSibling,
      ArrowUp: row.previousElementSibling,
      Home: body.firstElementChild,
      End: body.lastElementChild,
    }[event.key];
    if (!next) return;
    event.preventDefault();
    hub.select(target(layers[next.dataset.layer]), "table");
    next.querySelector("button").focus();
  });
  list();

  function mark(name, marked) {
    body.querySelectorAll(`.${name}`).forEach((row) => row.classList.remove(name));
    for (let k = marked?.first ?? 0; k <= (marked?.last ?? -1); k++) rows.get(k)?.classList.add(name);
  }

  return {
    hover: (pointed) => mark("hover", pointed),
    select(next, origin) {
      chosen = next;
      if (!rows.has(next.first) && origin) {
        limit = Infinity;
        list();
      }
      mark("chosen", next);
      reachable();
      const row = rows.get(next.first);
      if (origin && origin !== "table" && row?.isConnected) {
        const top = row.offsetTop - root.querySelector("thead").offsetHeight;
        if (top < pane.scrollTop || row.offsetTop + row.offsetHeight > pane.scrollTop + pane.clientHeight)
          pane.scrollTop = top - pane.clientHeight / 3;
      }
    },
  };
}
