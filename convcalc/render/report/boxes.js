// The boxes of a drawing: how large they are, and how they and the edges between them are written as SVG.
"use strict";

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
  if (block) return [block.label, block.what];
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

// What stands in a stretch of a drawing: frames below, edges and the names of branches above them, boxes on top.
// A `plain` drawing is for paper and files, and has nothing that only a page can use.
function drawingMarkup({ elements, edges, splits }, near, current, plain) {
  const boxes = elements.filter((element) => near(element.y, element.y + element.height) || element === current);
  return [
    '<g aria-hidden="true">',
    ...boxes.filter((each) => each.inside).map(frameMarkup),
    ...edges.filter(({ top, bottom }) => near(top, bottom)).map(({ path }) => `<path class="edge" d="${path}"/>`),
    ...splits.filter(({ y, height }) => near(y, y + height)).map(labelMarkup),
    "</g>",
    ...boxes.map((element) => itemMarkup(element, plain ? "" : treeItem(element, element === current))),
  ].join("");
}

const frameMarkup = ({ x, y, left, width, height, level }) =>
  `<rect class="frame${level % 2 ? " odd" : ""}" x="${x - left}" y="${y}" width="${width}" height="${height}" rx="6"/>`;

const labelMarkup = ({ branches, y }) =>
  branches.map(({ x, label }) => `<text class="branch" x="${x + 6}" y="${y + 11}">${escaped(label)}</text>`).join("");

const treeItem = (element, isCurrent) =>
  ` role="treeitem" data-element="${element.id}" tabindex="${isCurrent ? 0 : -1}" aria-level="${element.level}"` +
  `${element.block ? ` aria-expanded="${Boolean(element.inside)}"` : ""} aria-label="${escaped(spoken(element))}"`;

function itemMarkup(element, facts) {
  const { x, y, left, width, height, layer, block, inside } = element;
  const [title, text] = element.lines;
  const tall = inside ? HEAD : height;
  const start = x - left + (block ? 24 : 11);
  return (
    `<g class="item ${inside ? "head" : block ? "closed" : layer.weights.length ? "layer" : "layer free"}"${facts}>` +
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
  if (block) return `block ${block.label}, ${block.size}`;
  return `${layer.label}, ${layer.what}, output ${layer.output}, ${exact(layer.params.value)} parameters`;
}

// The drawing as a file of its own: all of it, in the colours of a light page, without what only a page can use.
function drawingFile(network, placed, drawn) {
  const { cssRules: rules } = document.styleSheets[0];
  const colours = [...rules].find((rule) => rule.selectorText === ":root").style;
  const looks = [...rules]
    .filter(({ selectorText }) => /^\.(graph|frame|edge|item|fold)\b/.test(selectorText) && !/hover|chosen|focus/.test(selectorText))
    .map(({ cssText }) => cssText.replace(/var\((--\w+)\)/g, (_, name) => colours.getPropertyValue(name).trim()));
  const svg = drawn.cloneNode(false);
  const { width, height } = placed;
  const facts = { width, height, viewBox: `0 0 ${width} ${height}` };
  for (const [name, value] of Object.entries(facts)) svg.setAttribute(name, value);
  svg.innerHTML =
    `<title>${escaped(network.name)}</title><style>.graph { font-family: ${getComputedStyle(document.body).fontFamily}; }\n${looks.join("\n")}</style>` +
    `<rect width="${width}" height="${height}" fill="${colours.getPropertyValue("--surface")}"/>${drawingMarkup(placed, () => true, null, true)}`;
  for (const name of ["role", "aria-label"]) svg.removeAttribute(name);
  return new XMLSerializer().serializeToString(svg);
}

function download(name, text, type) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type }));
  link.download = name.replace(/[^\w.-]+/g, "_");
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href));
}
