// Comforts for people with JavaScript; every page works without it.
"use strict";

const search = () => document.querySelector("input[data-search]");
const tell = (input) => input.dispatchEvent(new Event("input", { bubbles: true }));
const typing = (element) => element.matches("input, textarea, select, [contenteditable]");

function press(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.key === "/" && !typing(event.target) && search()) {
    event.preventDefault();
    search().select();
  }
  if (event.key === "Escape") leave(event.target);
}

function leave(element) {
  const menu = document.querySelector("[data-menu][open]");
  if (menu) {
    menu.open = false;
    menu.querySelector("summary").focus();
  } else if (element.matches("[data-search]") && !element.value) {
    element.blur();
  } else if (element.matches("[data-search]")) {
    element.value = "";
    tell(element);
  }
}

function closeMenus(event) {
  for (const menu of document.querySelectorAll("[data-menu][open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
}

// 20261103 becomes 2026-11-03, 0940 becomes 09:40, as it is typed.
function punctuate(input, places, sign) {
  input.addEventListener("input", (event) => {
    if (!event.inputType || !event.inputType.startsWith("insert")) return;
    const digits = input.value.replace(/[./:年月]/g, sign);
    const plain = digits.replaceAll(sign, "");
    if (!/^\d*$/.test(plain) || digits.includes(sign) || plain.length < Math.max(...places)) return;
    let written = plain;
    for (const place of [...places].reverse()) written = `${written.slice(0, place)}${sign}${written.slice(place)}`;
    input.value = written;
  });
}

function offerCopy(place) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn slim";
  button.textContent = place.dataset.copy;
  button.addEventListener("click", async () => {
    getSelection().selectAllChildren(place.querySelector("code"));
    await navigator.clipboard?.writeText(place.querySelector("code").textContent);
    button.textContent = place.dataset.copied;
  });
  place.append(button);
}

function offerTaking(cell) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn slim";
  button.textContent = cell.dataset.take;
  button.addEventListener("click", () => {
    for (const [name, value] of JSON.parse(cell.dataset.values)) put(name, value);
    cell.parentElement.classList.add("taken");
  });
  cell.append(button);
}

function put(name, value) {
  for (const input of document.getElementsByName(name)) {
    if (input.type === "radio") input.checked = input.value === value;
    else input.value = value;
  }
}

// Quick answers beside a field; they need JavaScript, so they are hidden without it.
function offerQuick(place) {
  place.hidden = false;
  place.addEventListener("click", (event) => {
    const button = event.target.closest("[data-put]");
    if (button) put(button.dataset.put, button.dataset.value);
  });
}

function guessZone(select) {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (select.value === "UTC" && [...select.options].some((option) => option.value === zone)) select.value = zone;
}

// What was typed before the page was ready is searched, or reckoned with, too.
function catchUp({ target }) {
  if (!target.matches("[data-search], [data-derived]")) return;
  const fields = target.matches("input") ? [target] : target.closest("fieldset").querySelectorAll("input");
  const typed = [...fields].find((field) => field.value !== field.defaultValue);
  if (typed) tell(typed);
}

function announce() {
  const said = document.querySelector("[data-said]");
  const place = document.querySelector("[data-announce]");
  if (said && place) place.textContent = said.dataset.said;
}

document.addEventListener("keydown", press);
document.addEventListener("click", closeMenus);
document.addEventListener("htmx:after:init", catchUp);
document.addEventListener("htmx:after:swap", announce);
document.querySelectorAll("[data-date]").forEach((input) => punctuate(input, [4, 6], "-"));
document.querySelectorAll("[data-time]").forEach((input) => punctuate(input, [2], ":"));
document.querySelectorAll("[data-copy]").forEach(offerCopy);
document.querySelectorAll("[data-take]").forEach(offerTaking);
document.querySelectorAll("[data-quick]").forEach(offerQuick);
document.querySelectorAll("[data-zone]").forEach(guessZone);
document.querySelector("[data-summary]")?.focus();
