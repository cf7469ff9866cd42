// The table of layers: in running order a tree, which folds with the drawing; sorted or searched, a list of layers.
"use strict";

const MOST_ROWS = 500;
const MOST_MORE = 5000;
const MORE_ROWS = 50;
const COSTS = ["params", "macs", "memory"];

// Of a column its title, what it is sorted by, and its text; of layers and blocks alike.
const COLUMNS = [
  { name: "number", title: "#", key: (layer) => layer.number, cell: (each) => (each instanceof Layer ? each.number : ""), numeric: true },
  { name: "layer", title: "Layer", key: (layer) => layer.path },
  { name: "kind", title: "Kind", key: (layer) => layer.what, cell: (each) => escaped(each.what) },
  {
    name: "output",
    title: "Output",
    key: (layer) => layer.output.split("x").reduce((product, n) => product * BigInt(n), 1n),
    cell: (each) => each.output,
    numeric: true,
  },
  { name: "params", title: "Params", key: (layer) => layer.params.value, cell: (each) => each.params.text, numeric: true },
  { name: "macs", title: "MACs", key: (layer) => layer.macs.value, cell: (each) => each.macs.text, numeric: true },
  {
    name: "memory",
    title: "Memory",
    key: (layer) => (layer.entry ? 0n : layer.memory.value),
    cell: (each) => (each.entry ? "" : each.memory.text),
    numeric: true,
  },
  { name: "field", title: "Field", key: (layer) => layer.sees, cell: (each) => each.field, numeric: true },
];

function makeTable(network, root, hub) {
  const { layers, blocks } = network;
  const titles = COLUMNS.map(
    ({ name, title, numeric }) =>
      `<th scope="col" class="${numeric ? "number" : ""}" data-column="${name}" data-title="${title}"${name === "number" ? ' aria-sort="ascending"' : ""}><button type="button">${title}</button></th>`,
  );
  root.innerHTML = `
    <div class="bar"><${PART} class="part">Layers</${PART}>
      <label class="search"><span class="hidden">Search the layers of ${escaped(network.name)}</span>
        <input type="search" placeholder="Search: conv 3x3, pool, 14x14"></label>
      <output class="found"></output></div>
    <div class="pane rows" tabindex="-1"><table><caption class="hidden">Layers of ${escaped(network.name)} in running order, in their blocks; a click on a title sorts</caption>
      <thead><tr>${titles.join("")}</tr></thead><tbody></tbody></table><button type="button" class="more" hidden></button><p class="on-paper rest"></p></div>`;
  const [body, more, found, pane, rest] = [".rows tbody", ".more", ".found", ".rows", ".rest"].map((selector) =>
    root.querySelector(selector),
  );
  const mosts = {
    tree: mostOf([...lines(network.tree, new Set())].map((part) => layers[part] ?? part)),
    list: mostOf(network.sites),
  };
  // Rows are made once for the tree and once for the list, by the key of what they show.
  const made = { tree: new Map(), list: new Map() };
  const keyOf = ({ layer, block }) => (layer ? layer.number : `b${block.number}`);
  let order = layers;
  let sorted = { name: "number", down: false };
  let wanted = [];
  let limit = MOST_ROWS;
  let shown = new Map();
  let chosen = null;

  const all = { has: () => true };
  let onPaper = false;
  const asTree = () => onPaper || (sorted.name === "number" && !sorted.down && !wanted.length);
  const isOpen = (block) => onPaper || hub.open.has(block.number);

  // Layers and blocks, all that could be shown. A word that is searched for stands in a path, or in what a site is.
  function matches() {
    if (asTree()) return [...lines(network.tree, onPaper ? all : hub.open, onPaper)].map((part) => layers[part] ?? part);
    if (!wanted.length) return order;
    const said = new Map(network.sites.map((site) => [site, `${site.what} ${site.output}`.toLowerCase()]));
    const found = ({ path, site }) => wanted.every((word) => said.get(site).includes(word) || path.toLowerCase().includes(word));
    return order.filter(found);
  }
  const aim = (each) => (each instanceof Layer ? layerTarget(each) : blockTarget(each));

  function list() {
    const [mode, matching] = [asTree() ? "tree" : "list", matches()];
    const most = onPaper ? Math.max(limit, MOST_MORE) : limit;
    const visible = matching.slice(0, most).map(aim);
    const rows = made[mode];
    const missing = visible.filter((target) => !rows.has(keyOf(target)));
    const fresh = document.createElement("tbody");
    fresh.innerHTML = missing.map((target) => rowMarkup(target, mosts[mode], mode === "tree")).join("");
    [...fresh.children].forEach((row, k) => rows.set(keyOf(missing[k]), row));
    shown = new Map(visible.map((target) => [keyOf(target), rows.get(keyOf(target))]));
    showRows();
    for (const { block } of visible) if (block) markOpen(shown.get(keyOf({ block })), isOpen(block));
    const left = matching.length - most;
    more.hidden = left <= 0;
    more.textContent = `Show ${left > MOST_MORE ? `${exact(MOST_MORE)} more of` : "all"} ${exact(matching.length)} rows`;
    rest.textContent = left > 0 ? `and ${many(left, "more row")}` : "";
    found.textContent = wanted.length ? `${exact(matching.length)} of ${exact(layers.length)}` : "";
    mark("chosen", chosen);
    reachable();
  }

  // Puts the rows that are wanted into the page, and leaves alone those before and after what changes.
  function showRows() {
    const [now, next] = [[...body.children], [...shown.values()]];
    const most = Math.min(now.length, next.length);
    let [start, end] = [0, 0];
    while (start < most && now[start] === next[start]) start++;
    while (end < most - start && now.at(-1 - end) === next.at(-1 - end)) end++;
    if (!start && !end) return body.replaceChildren(...next);
    for (const row of now.slice(start, now.length - end)) row.remove();
    const fresh = document.createDocumentFragment();
    fresh.append(...next.slice(start, next.length - end));
    body.insertBefore(fresh, now[now.length - end] ?? null);
  }

  // One row can be reached with the tab key: the chosen one, or the first.
  const rowOf = (target) => target && shown.get(keyOf(target));
  let reached = null;
  function reachable() {
    if (reached) reached.tabIndex = -1;
    reached = (rowOf(chosen) ?? body.firstElementChild)?.querySelector("button");
    if (reached) reached.tabIndex = 0;
  }

  // By a column, the other way round, and with a third click in running order again.
  function sort(name) {
    const { numeric } = COLUMNS.find((column) => column.name === name);
    const first = numeric && name !== "number";
    if (sorted.name !== name) sorted = { name, down: first };
    else sorted = sorted.down === first ? { name, down: !first } : { name: "number", down: false };
    const { key } = COLUMNS.find((column) => column.name === sorted.name);
    limit = MOST_ROWS;
    const sign = sorted.down ? -1 : 1;
    const alike = new Map();
    for (const layer of layers) {
      const own = sorted.name === "number" ? 0 : key(layer);
      if (!alike.has(own)) alike.set(own, []);
      alike.get(own).push(layer);
    }
    const compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0);
    order = [...alike.keys()].sort((a, b) => sign * compare(a, b)).flatMap((own) => alike.get(own));
    if (sorted.name === "number" && sorted.down) order.reverse();
    for (const title of root.querySelectorAll("thead th")) {
      if (title.dataset.column === sorted.name) title.setAttribute("aria-sort", sorted.down ? "descending" : "ascending");
      else title.removeAttribute("aria-sort");
    }
    list();
  }

  const targetOf = ({ dataset: { layer, block } }) => (layer ? layerTarget(layers[layer]) : blockTarget(blocks[block]));
  const pointed = (event) => event.target.closest("tbody tr");

  root.querySelector("thead").addEventListener("click", (event) => {
    const title = event.target.closest("th");
    if (title) sort(title.dataset.column);
  });
  root.querySelector("input").addEventListener("input", (event) => {
    wanted = event.target.value.toLowerCase().split(/\s+/).filter(Boolean);
    limit = MOST_ROWS;
    list();
  });
  more.addEventListener("click", () => ((limit += MOST_MORE), list()));
  body.addEventListener("click", (event) => {
    const row = pointed(event);
    if (!row) return;
    const target = targetOf(row);
    hub.select(target, "table", event.target.closest("[data-column]")?.dataset.column);
    if (target.block) hub.toggle(target.block);
    focusOn(target);
  });
  body.addEventListener("pointerover", (event) => hub.hover(pointed(event) ? targetOf(pointed(event)) : null));
  body.addEventListener("pointerleave", () => hub.hover(null));
  body.addEventListener("keydown", (event) => {
    const row = pointed(event);
    const { layer, block } = targetOf(row);
    const opened = block && isOpen(block);
    const around = layer ? layer.block : block.parent;
    const next = {
      ArrowDown: row.nextElementSibling,
      ArrowUp: row.previousElementSibling,
      Home: body.firstElementChild,
      End: body.lastElementChild,
      ArrowRight: opened ? row.nextElementSibling : null,
      ArrowLeft: opened || !around ? null : rowOf({ block: around }),
    }[event.key];
    const folds = block && event.key === (opened ? "ArrowLeft" : "ArrowRight");
    if (!next && !folds) return;
    event.preventDefault();
    const target = folds ? { block } : targetOf(next);
    if (folds) hub.toggle(block);
    else hub.select(target, "table");
    focusOn(target);
  });

  const focusOn = (target) => {
    const button = rowOf(target)?.querySelector("button");
    button?.focus({ preventScroll: true });
    rowOf(target)?.scrollIntoView({ block: "nearest", inline: "nearest" });
  };

  // The row of a layer or block is marked; else the closed block that it stands in, or, in a list, a block's layers.
  const marked = { hover: [], chosen: [] };
  function mark(name, target) {
    for (const row of marked[name]) row.classList.remove(name);
    marked[name] = rowsOf(target).filter(Boolean);
    for (const row of marked[name]) row.classList.add(name);
  }
  function rowsOf(target) {
    if (!target || rowOf(target)) return [rowOf(target)];
    for (let at = target.layer?.block; at; at = at.parent) if (rowOf({ block: at })) return [rowOf({ block: at })];
    return target.layer ? [] : layers.slice(target.first, target.last + 1).map((layer) => rowOf({ layer }));
  }

  list();
  return {
    hover: (target) => mark("hover", target),
    refold: () => asTree() && list(),
    // On paper all layers, in their blocks.
    paper(on) {
      onPaper = on;
      list();
    },
    select(next, origin) {
      chosen = next;
      const place = origin && !rowOf(next) ? matches().indexOf(next.layer ?? next.block) : -1;
      if (place >= limit) {
        limit = place + MORE_ROWS;
        list();
      }
      mark("chosen", next);
      reachable();
      const row = rowOf(next);
      if (origin && origin !== "table" && row) {
        const top = row.offsetTop - root.querySelector("thead").offsetHeight;
        if (top < pane.scrollTop || row.offsetTop + row.offsetHeight > pane.scrollTop + pane.clientHeight)
          pane.scrollTop = top - pane.clientHeight / 3;
      }
    },
  };
}

const mostOf = (some) => Object.fromEntries(COSTS.map((name) => [name, Number(largest(some.map((each) => each[name].value))) || 1]));

function rowMarkup({ layer, block }, most, tree) {
  const cells = COLUMNS.map(({ name, cell, numeric }) => {
    const costs = COSTS.includes(name) && !layer?.entry;
    const value = costs ? (layer ?? block)[name].value : 1n;
    const bar = costs && value ? ` style="--share:${(100 * Number(value)) / most[name]}%"` : "";
    const kind = `${numeric ? "number" : ""}${costs ? " share" : ""}${value ? "" : " zero"}`;
    return name === "layer"
      ? `<th scope="row" data-column="layer" data-about="${escaped(about(layer ?? block))}">${nameMarkup(layer, block, tree)}</th>`
      : `<td${kind ? ` class="${kind}"` : ""}${bar} data-column="${name}">${cell(layer ?? block)}</td>`;
  });
  const level = !tree ? 0 : layer ? (layer.block?.level ?? 0) : block.level - 1;
  return `<tr ${layer ? `data-layer="${layer.number}"` : `data-block="${block.number}"`}${level ? ` style="--level:${level}"` : ""}>${cells.join("")}</tr>`;
}

// What a layer is and gives, below its name where there is no room for columns.
const about = ({ what, output }) => `${what} → ${output}`;

function nameMarkup(layer, block, tree) {
  const [path, label] = layer ? [layer.inside, layer.label] : [block.parent?.path ?? "", block.label];
  const around = tree && layer?.block ? path.slice(layer.block.path.length) : tree && block ? "" : path;
  const whole = layer ? layer.path : block.name;
  return `<button type="button" tabindex="-1" title="${escaped(whole)}" aria-label="${escaped(whole)}"><span class="path">${escaped(around)}</span><span>${escaped(label)}</span></button>`;
}

function markOpen(row, open) {
  row.classList.toggle("open", open);
  row.querySelector("button").setAttribute("aria-expanded", open);
}
