// The page: a spec on the left, what convcalc says of it on the right. Nothing leaves the browser.
import { editor } from "./editor.js";
import { ask, start } from "./engine.js";
import { read as readLink, written } from "./link.js";

const $ = (name) => document.getElementById(name);
const status = $("status");
const first = JSON.parse($("first").textContent);
const PAUSE = 150;
let ready = false;
let preset = first.name;
let timer;
let shown = "";

function tell(text, wrong = false) {
  status.textContent = text;
  status.classList.toggle("wrong", wrong);
}

// Tabs

const tabs = [...document.querySelectorAll("[role=tab]")];
const open = () => tabs.find((tab) => tab.getAttribute("aria-selected") === "true").id.slice(4);

function choose(tab, focus = false) {
  for (const each of tabs) {
    each.setAttribute("aria-selected", String(each === tab));
    each.tabIndex = each === tab ? 0 : -1;
    $(each.getAttribute("aria-controls")).classList.toggle("open", each === tab);
  }
  if (focus) tab.focus();
  refresh();
}

for (const tab of tabs) {
  tab.onclick = () => choose(tab);
  tab.onkeydown = (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const seen = tabs.filter((each) => each.offsetParent);
    if (step) choose(seen.at((seen.indexOf(tab) + step) % seen.length), true);
  };
}

// What convcalc says

function showTable(found) {
  if (found.table) $("figures").innerHTML = found.table;
  spec.hints(found.hints);
  spec.problems(found.problems ?? []);
  const errors = (found.problems ?? []).filter((each) => each.severity === "error").length;
  const [worst] = found.problems ?? [];
  $("figures").classList.toggle("old", !found.table);
  $("wrong").hidden = !worst;
  $("wrong").textContent = worst ? `line ${worst.line}: ${worst.message}${worst.help ? ` - ${worst.help}` : ""}` : "";
  return errors;
}

async function refresh() {
  const text = spec.text;
  if (!ready) return;
  try {
    if (shown !== text) showTable(await ask("read", [text]));
    shown = text;
    if (open() === "drawing") show("drawing", await ask("drawing", [text]), (told) => ($("drawn").innerHTML = told));
    if (open() === "report") show("report", await ask("report", [text]), showReport);
  } catch (error) {
    tell(error.message, true);
  }
}

function show(name, { text, failed }, put) {
  if (!failed) put(text);
}

function showReport(told) {
  const frame = $("paper");
  frame.onload = () => {
    frame.onload = null;
    frame.contentWindow.postMessage(told, "*");
  };
  frame.src = "paper.html";
}

function typed() {
  preset = "";
  $("presets").value = "";
  clearTimeout(timer);
  timer = setTimeout(refresh, PAUSE);
}

const spec = editor($("spec"), first.text, typed, (...given) => (ready ? ask("explain", given) : Promise.resolve("")));
showTable(first);

// Presets, files, links

async function choosePreset(name) {
  const found = await (await fetch(`presets/${name}.json`)).json();
  spec.text = found.text;
  clearTimeout(timer);
  preset = name;
  $("presets").value = name;
  showTable(found);
  history.replaceState(null, "", `#${name}`);
  await refresh();
}

$("presets").onchange = (event) => event.target.value && choosePreset(event.target.value);

async function take(file) {
  const name = file.name.replace(/[^\w.-]/g, "_").slice(-80);
  if (/\.ya?ml$/i.test(name)) {
    spec.text = await file.text();
    return;
  }
  tell(`reading ${file.name}`);
  const found = await ask("opened", [file.name, `/${name}`], await file.arrayBuffer());
  if (found.failed) {
    $("wrong").hidden = false;
    $("wrong").textContent = found.beside;
    tell(`${file.name} could not be read`, true);
  } else {
    spec.text = found.text;
    tell(`from ${file.name}`);
  }
}

$("open").onclick = () => $("file").click();
$("file").onchange = (event) => event.target.files[0] && take(event.target.files[0]);
document.ondragover = (event) => event.preventDefault();
document.ondrop = (event) => {
  event.preventDefault();
  if (event.dataTransfer.files[0]) take(event.dataTransfer.files[0]);
};

$("link").onclick = async () => {
  history.replaceState(null, "", preset ? `#${preset}` : await written(spec.text));
  const copied = await navigator.clipboard?.writeText(location.href).then(() => true, () => false);
  tell(copied ? "the link is copied" : "the link is in the address bar");
};

// Homework

function columns(element) {
  const paper = document.createElement("canvas").getContext("2d");
  const look = getComputedStyle(element);
  paper.font = `${look.fontSize} ${look.fontFamily}`;
  const inside = element.clientWidth - parseFloat(look.paddingLeft) - parseFloat(look.paddingRight);
  return Math.min(100, Math.max(40, Math.floor(inside / paper.measureText("0").width)));
}

$("calc").onsubmit = async (event) => {
  event.preventDefault();
  const answers = $("answers").value.split(/[\n;]+/).map((each) => each.trim()).filter(Boolean);
  $("working").textContent = ready ? "" : "Python is loading ...";
  const found = await ask("homework", [$("volume").value.trim(), $("said").value.trim(), answers, columns($("working"))]);
  $("working").textContent = [found.text, found.beside].filter(Boolean).join("\n");
};

// Start

start((told) => {
  if (told.failed) return tell(told.failed, true);
  ready = true;
  tell(`ready in ${(told.ready / 1000).toFixed(1)} s`);
  document.documentElement.dataset.ready = Math.round(told.ready);
  refresh();
});

readLink(location.hash)
  .then((text) => {
    const name = decodeURIComponent(location.hash.slice(1));
    if (text !== null) spec.text = text;
    else if ([...$("presets").options].some((each) => each.value === name && name)) choosePreset(name);
  })
  .catch(() => tell("the link is damaged", true));
