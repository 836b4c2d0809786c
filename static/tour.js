// The tour on a first visit: a card that stays out of the way, and an outline around what it tells of.
"use strict";

const STEP = `tour ${document.documentElement.dataset.who}`; // two people at one browser are shown around apart
const card = document.querySelector("[data-tour]");
const steps = [...card.querySelectorAll("li")];
const [back, next, end] = ["back", "next", "end"].map((name) => card.querySelector(`[data-${name}]`));
const heading = card.querySelector("h2");
let outlined = null;

const here = (step) => step.dataset.page === location.pathname;
const current = () => Math.min(Number(sessionStorage.getItem(STEP)) || 0, steps.length - 1);

function show(place) {
  const step = steps[place];
  const last = place === steps.length - 1;
  card.querySelector("[data-number]").textContent = card.dataset.count.replace("{number}", place + 1).replace("{count}", steps.length);
  heading.textContent = step.querySelector("b").textContent;
  card.querySelector("#tour-text").textContent = step.querySelector("p").textContent;
  back.hidden = place === 0;
  next.hidden = last;
  if (last) end.textContent = end.dataset.done;
  end.classList.toggle("go", last);
  card.hidden = false;
  outline(here(step) ? document.querySelector(step.dataset.at) : null);
}

function outline(element) {
  outlined?.classList.remove("toured");
  outlined = element;
  element?.classList.add("toured");
  element?.scrollIntoView({ block: "nearest" });
}

function turn(by) {
  const place = current() + by;
  sessionStorage.setItem(STEP, place);
  if (!here(steps[place])) return location.assign(steps[place].dataset.page);
  show(place);
  return heading.focus();
}

next.addEventListener("click", () => turn(1));
back.addEventListener("click", () => turn(-1));
end.form.addEventListener("submit", () => sessionStorage.removeItem(STEP));
card.addEventListener("keydown", (event) => event.key === "Escape" && end.form.requestSubmit());

// On a page that the step does not speak of the card stays away: whoever works is not disturbed.
if (here(steps[current()])) {
  show(current());
  if (document.activeElement === document.body) heading.focus({ preventScroll: true });
} else if (steps.some((step) => step.dataset.page === location.pathname)) {
  sessionStorage.setItem(STEP, steps.findIndex((step) => step.dataset.page === location.pathname));
  show(current());
}
