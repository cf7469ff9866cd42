// What is chosen, in full: its figures, each explained on a click, and the input with the box that a unit sees.
"use strict";

const FIGURES = [
  { name: "output", title: "Output", text: (layer) => layer.output },
  { name: "params", title: "Parameters", text: (layer) => exact(layer.params.value) },
  { name: "macs", title: "MACs", text: (layer) => exact(layer.macs.value) },
  { name: "memory", title: "Memory", text: (layer) => layer.memory.text },
  { name: "field", title: "Receptive field", text: (layer) => layer.field },
];
const MOST_LINKS = 8;

function makeDetail(network, root, hub) {
  root.innerHTML = `
    <div class="bar"><${PART} class="part"><button type="button" class="sheet" aria-expanded="false"></button><span class="heading"></span></${PART}></div>
    <div class="pane about"><div class="facts"></div><div class="seen"></div></div>`;
  const [sheet, heading, facts, seen] = [".sheet", ".heading", ".facts", ".seen"].map((selector) =>
    root.querySelector(selector),
  );
  const units = new Map();
  let figure = "field";
  let chosen = null;

  sheet.addEventListener("click", () => sheet.setAttribute("aria-expanded", root.classList.toggle("open")));
  facts.addEventListener("click", (event) => {
    const asked = event.target.closest("button[data-figure]");
    const linked = event.target.closest("button[data-layer]");
    if (asked) explain(asked.dataset.figure);
    if (linked)
hub.select(layerTarget(network.layers[linked.dataset.layer]), "detail");
  });

  function explain(name) {
    figure = name;
    facts
      .querySelectorAll("button[data-figure]")
      .forEach((button) => button.setAttribute("aria-pressed", button.dataset.figure === name));
    const lines = chosen.layer?.formulas[FIGURES.findIndex((each) => each.name === name)] ?? [];
    const row = ([what, formula, values]) =>
      `<dt>${escaped(what)}</dt><dd>${formula ? `${escaped(formula)}<br>` : ""}${escaped(values)}</dd>`;
    facts.querySelector(".why").innerHTML = `<dl>${lines.map(row).join("")}</dl>`;
  }

  // That a layer is an output, with the names that it has as one.
  function comesOut(layer) {
    const heads = network.outputs.filter(([, number]) => number === layer.number).map(([head]) => head);
    const named = heads.filter(Boolean).map(escaped).join(", ");
    return heads.length ? `an output of the network${named ? `: ${named}` : ""}` : "";
  }

  function showLayer(layer) {
    const link = (k) =>
      `<button type="button" class="link" data-layer="${k}">${escaped(network.layers[k].path)}</button>`;
    const links = (numbers) =>
      numbers.slice(0, MOST_LINKS).map(link).join(", ") +
      (numbers.length > MOST_LINKS ? ` and ${numbers.length - MOST_LINKS} more` : "");
    const tensors = layer.weights.map(([name, shape]) => `${escaped(name)} ${shape}`).join(", ");
    facts.innerHTML = `
      <p class="what">${escaped(layer.what)}: ${layer.from.join(", ") || "the input"} → ${layer.output}</p>
      <div class="figures-of" role="group" aria-label="Figures: press one for its explanation">
      ${FIGURES.filter(({ text }) => text(layer))
        .map(
          ({ name, title, text }) =>
            `<button type="button" data-figure="${name}" aria-pressed="false"><span>${title}</span><b>${escaped(text(layer))}</b></button>`,
        )
        .join("")}</div>
      <div class="why" aria-live="polite"></div>
      <p class="small">${tensors ? `learns ${tensors}<br>` : ""}${layer.shares < 0 ? "" : `uses the weights of ${link(layer.shares)}<br>`}${layer.inputs.length ? `reads ${links(layer.inputs)}<br>` : ""}${[layer.readers.length ? `read by ${links(layer.readers)}` : "", comesOut(layer)].filter(Boolean).join("<br>") || "read by nothing"}</p>`;
    explain(FIGURES.some(({ name, text }) => name === figure && text(layer)) ? figure : "output");
    showField(network, layer, seen, units);
  }

  function showBlock(block) {
    const costs = [["Parameters", exact(block.params.value), block.params], ["MACs", exact(block.macs.value), block.macs], ["Memory", block.memory.text, block.memory]];
    facts.innerHTML = `
      <p class="what">${escaped(block.kind)}: ${block.size} → ${block.output}</p>
      <dl class="figures-of">${costs.map(([title, text, { share }]) => `<div><dt>${title}, ${share}</dt><dd>${text}</dd></div>`).join("")}</dl>
      <p class="small">The sums over its layers; choose a layer to see how its figures come about.</p>`;
    showField(network, network.layers[block.last], seen, units);
  }

  return {
    select(target, origin, column) {
      chosen = target;
      heading.textContent = target.layer ? target.layer.path : target.block.label;
      sheet.textContent = heading.textContent;
      if (FIGURES.some(({ name }) => name === column)) figure = column;
      if (target.layer) showLayer(target.layer);
      else showBlock(target.block);
    },
  };
}
