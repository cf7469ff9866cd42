// A drawing on paper: cut between its boxes into pieces that stand side by side and are no higher than a page.
"use strict";

const PAGE = { width: 680, height: 900, gap: 28 };
const LARGEST = 0.8;

// The pieces of a drawing as SVG, as many in a row as a page is wide.
function drawingSheets(network, placed) {
  const zoom = Math.min(LARGEST, PAGE.width / placed.width);
  const cuts = cutPlaces(placed, PAGE.height / zoom);
  const pieces = cuts.slice(1).map((bottom, k) => pieceMarkup(placed, cuts[k], bottom, zoom));
  const across = Math.max(1, Math.floor((PAGE.width + PAGE.gap) / (placed.width * zoom + PAGE.gap)));
  const rows = [];
  for (let k = 0; k < pieces.length; k += across) rows.push(pieces.slice(k, k + across));
  return rows.map((row) => `<div class="sheet-row">${row.join("")}</div>`).join("");
}

const pieceMarkup = (placed, top, bottom, zoom) =>
  `<svg class="graph" viewBox="0 ${top} ${placed.width} ${bottom - top}" width="${placed.width * zoom}" height="${(bottom - top) * zoom}">` +
  `${drawingMarkup(placed, (from, to) => to >= top && from <= bottom, null, true)}</svg>`;

// Where to cut: in the gaps between boxes, so that all pieces are about as high, and none is higher than `most`.
function cutPlaces(placed, most) {
  const pieces = Math.ceil(placed.height / most);
  const even = greedyCuts(placed, Math.min(most, placed.height / pieces + 80));
  return even.length - 1 <= pieces ? even : greedyCuts(placed, most);
}

function greedyCuts(placed, most) {
  const cuts = [0];
  let last = 0;
  for (const [top, bottom] of gapsBetween(placed)) {
    if (bottom - cuts.at(-1) > most && last > cuts.at(-1)) cuts.push(last);
    last = (top + bottom) / 2;
  }
  if (placed.height - cuts.at(-1) > most && last > cuts.at(-1)) cuts.push(last);
  return [...cuts, placed.height];
}

// The stretches in which no box or name of a branch stands, nor the head of a block, which keeps its first box.
function gapsBetween({ elements, splits }) {
  const taken = [
    ...elements.map(({ y, height, inside }) => [y, y + (inside ? HEAD + GAP : height)]),
    ...splits.map(({ y, label }) => [y, y + label]),
  ].sort(([a], [b]) => a - b);
  const gaps = [];
  let end = 0;
  for (const [top, bottom] of taken) {
    if (top > end + 4) gaps.push([end, top]);
    end = Math.max(end, bottom);
  }
  return gaps.filter(([, bottom]) => bottom > PAD);
}
