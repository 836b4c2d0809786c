// Draws the severity chart and makes its marks reachable by keyboard, finger and mouse. The tables say the same without it.
"use strict";

const PAPER = 640; // what fits into a card on A4 and Letter
const FLAT = { ast: true }; // expressions are interpreted, so the page needs no unsafe-eval
const readout = document.querySelector("[data-readout]");
let printing = false;
let edge = 62; // of the chart's own words at its left

const span = (room) => Math.max(180, Math.floor(room - edge));

async function draw(place) {
  const spec = JSON.parse(place.dataset.spec);
  for (const part of spec.vconcat) part.width = span(place.clientWidth);
  const flow = charts.parse(charts.compile(spec).spec, null, FLAT);
  const view = new charts.View(flow, { renderer: "svg", expr: charts.expressionInterpreter, hover: false });
  await view.initialize(place).runAsync();
  return view;
}

// The chart's own words are as wide as their language makes them, so it may take a second try to fill the room.
async function fit(place, view, room) {
  if (view.width() !== span(room)) await view.width(span(room)).runAsync();
  const wide = Number(place.querySelector("svg").getAttribute("width"));
  if (wide > room || wide < room - 30) {
    edge = Math.max(30, edge + wide - room);
    await view.width(span(room)).runAsync();
  }
  reach(place);
}

// ---- marks ----

const datum = (mark) => mark.__data__.datum;

function address(mark, patient) {
  const { exam, visit } = datum(mark);
  return exam ? `/exams/${exam}` : `/patients/${patient}/visits/${visit}`;
}

function marks(place) {
  return [...place.querySelectorAll("[data-mark]")];
}

function reach(place) {
  for (const mark of place.querySelectorAll("[role='graphics-symbol'][aria-label]")) {
    if (!mark.__data__?.datum?.words) continue;
    mark.dataset.mark = datum(mark).exam ? "score" : "visit";
    mark.setAttribute("role", "link");
    mark.removeAttribute("aria-roledescription");
    mark.setAttribute("tabindex", "-1");
  }
  const found = marks(place);
  const last = found.filter((mark) => mark.dataset.mark === "score").sort((one, two) => datum(one).x - datum(two).x).at(-1);
  (last ?? found.at(-1))?.setAttribute("tabindex", "0");
}

function show(place, mark) {
  for (const other of place.querySelectorAll(".shown")) other.classList.remove("shown");
  mark.classList.add("shown");
  const words = document.createElement("b");
  words.textContent = datum(mark).words;
  const link = document.createElement("a");
  link.href = address(mark, place.dataset.patient);
  link.textContent = mark.dataset.mark === "score" ? place.dataset.open : place.dataset.openVisit;
  readout.replaceChildren(words, link);
}

function focus(place, mark) {
  for (const other of marks(place)) other.setAttribute("tabindex", other === mark ? "0" : "-1");
  mark.focus();
}

// Left and right go through one ear's marks; up and down to the nearest of the other ear or row.
function step(place, mark, key) {
  const here = datum(mark);
  const row = (each) => `${each.dataset.mark} ${datum(each).ear}`;
  const rows = ["score left", "score right", "visit left", "visit right"].filter((name) => marks(place).some((each) => row(each) === name));
  const own = (name) => marks(place).filter((each) => row(each) === name).sort((one, two) => datum(one).x - datum(two).x);
  const line = own(row(mark));
  const at = line.indexOf(mark);
  if (key === "ArrowRight") return line[at + 1];
  if (key === "ArrowLeft") return line[at - 1];
  if (key === "Home") return line[0];
  if (key === "End") return line.at(-1);
  const next = rows[rows.indexOf(row(mark)) + (key === "ArrowDown" ? 1 : -1)];
  const away = (each) => Math.abs(datum(each).x - here.x);
  return next && own(next).reduce((one, two) => (away(two) < away(one) ? two : one));
}

function press(place, event) {
  const mark = event.target.closest("[data-mark]");
  if (!mark || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Enter" || event.key === " ") {
    event.preventDefault();
    location.assign(address(mark, place.dataset.patient));
  } else if (/^(Arrow(Left|Right|Up|Down)|Home|End)$/.test(event.key)) {
    event.preventDefault();
    const next = step(place, mark, event.key);
    if (next) focus(place, next);
  }
}

// A finger's first tap shows, its second opens; a mouse has shown before it clicks.
let touched = null;

function open(place, event) {
  const mark = event.target.closest("[data-mark]");
  if (!mark) return;
  if (event.pointerType === "touch" && touched !== mark) {
    touched = mark;
    show(place, mark);
  } else {
    location.assign(address(mark, place.dataset.patient));
  }
}

async function begin(place) {
  const noticed = (event) => {
    const mark = event.target.closest?.("[data-mark]");
    if (mark) show(place, mark);
  };
  readout.textContent = readout.dataset.hint;
  place.addEventListener("pointerover", (event) => event.pointerType !== "touch" && noticed(event));
  place.addEventListener("focusin", noticed);
  place.addEventListener("keydown", (event) => press(place, event));
  place.addEventListener("click", (event) => open(place, event));
  let width = place.clientWidth;
  performance.mark("severity");
  const view = await draw(place);
  await fit(place, view, width);
  performance.measure("severity drawn", "severity");
  place.dataset.drawn = "";
  new ResizeObserver(() => {
    if (printing || Math.abs(place.clientWidth - width) < 2) return;
    width = place.clientWidth;
    fit(place, view, width);
  }).observe(place);
  addEventListener("beforeprint", () => {
    printing = true;
    fit(place, view, PAPER);
  });
  addEventListener("afterprint", () => {
    printing = false;
    fit(place, view, place.clientWidth);
  });
}

// Paper shows every table.
const folded = [];
addEventListener("beforeprint", () => {
  for (const table of document.querySelectorAll("details.table:not([open])")) folded.push(table);
  for (const table of folded) table.open = true;
});
addEventListener("afterprint", () => {
  for (const table of folded.splice(0)) table.open = false;
});

document.querySelectorAll("[data-spec]").forEach(begin);
