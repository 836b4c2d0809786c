// Pictures of a new exam: seen before they are sent, kept in this browser until the server has them, sent again after a broken line.
import * as viewfinder from "./camera.js";
import { drop, keep, kept } from "./drafts.js";

const form = document.querySelector("[data-new-exam]");
const list = form.querySelector("[data-files]");
const zone = form.querySelector("[data-drop]");
const chooser = form.querySelector("#pictures");
const camera = form.querySelector("#camera");
const doubts = form.querySelector("[data-doubts]");
const progress = form.querySelector("[data-progress]");
const bar = progress.querySelector("progress");
const words = progress.querySelector("p");
const say = progress.dataset;
const WAITS = [2, 5, 10, 20, 30];
const PASSING = [0, 429, 502, 503, 504]; // of the line, the server, or what stands before it
const address = new URLSearchParams(location.search);
let files = [];
let draft = crypto.randomUUID();

function add(chosen) {
  if (zone.closest("[inert]")) return;
  for (const file of chosen) {
    if (!files.some((one) => one.name === file.name && one.size === file.size && one.lastModified === file.lastModified)) files.push(file);
  }
  ask([]);
  chooser.value = "";
  camera.value = "";
  draw();
}

function draw(faults = {}) {
  for (const image of list.querySelectorAll("img")) URL.revokeObjectURL(image.src);
  list.replaceChildren(...files.map((file, place) => item(file, place, faults[place])));
  save();
}

function item(file, place, fault) {
  const entry = document.createElement("li");
  const name = document.createElement("b");
  const remove = document.createElement("button");
  name.textContent = file.name;
  remove.type = "button";
  remove.className = "btn slim";
  remove.textContent = list.dataset.remove;
  remove.setAttribute("aria-label", `${list.dataset.remove}: ${file.name}`);
  remove.addEventListener("click", () => {
    files.splice(place, 1);
    ask([]);
    draw();
    (list.querySelectorAll("button")[place] ?? chooser).focus();
  });
  entry.append(thumbnail(file), name, remove);
  if (fault) {
    const said = document.createElement("p");
    said.className = "fault";
    said.textContent = fault;
    entry.classList.add("wrong");
    entry.append(said);
  }
  return entry;
}

function thumbnail(file) {
  const frame = document.createElement("span");
  frame.className = "thumb";
  if (/^image\/(jpeg|png|webp|gif|bmp|avif)$/.test(file.type)) {
    const image = document.createElement("img");
    image.alt = "";
    image.src = URL.createObjectURL(file);
    image.addEventListener("error", () => image.remove());
    frame.append(image);
  } else {
    frame.textContent = file.name.split(".").pop().slice(0, 5).toUpperCase();
    frame.title = list.dataset.cine;
  }
  return frame;
}

function typed() {
  const values = [];
  for (const [name, value] of new FormData(form)) {
    if (name !== "pictures" && belongs(name)) values.push([name, value]);
  }
  return values;
}

const task = () => form.querySelector("[name=task]:checked")?.value;

// Answers to questions of another task stay behind.
function belongs(name) {
  const inputs = [...form.elements].filter((element) => element.name === name);
  return inputs.some((input) => !input.closest("[data-of]") || input.closest("[data-of]").dataset.of === task());
}

function choose() {
  for (const part of form.querySelectorAll("[data-of]")) part.classList.toggle("chosen", part.dataset.of === task());
  form.querySelector("details:has([name=task]:checked)")?.setAttribute("open", "");
}

function save() {
  if (files.length) keep({ key: draft, patient: form.dataset.patientId, who: form.dataset.patientName, values: typed(), files, since: Date.now() });
  else drop(draft);
}

async function send(attempt = 0) {
  if (!files.length) return tell(say.empty);
  lock(true);
  const answer = await post(parts());
  lock(false);
  if (PASSING.includes(answer.status)) return again(answer, attempt);
  if (answer.status === 201) {
    await drop(draft);
    location.assign(answer.body.location);
    return undefined;
  }
  return refused(answer);
}

// While it is under way nothing can be changed: what is kept is what is seen.
function lock(sending) {
  for (const part of form.querySelectorAll(":scope > :is(fieldset, section)")) part.inert = sending;
}

function parts() {
  const sent = new FormData();
  for (const [name, value] of typed()) sent.append(name, value);
  sent.set("form_token", form.elements.form_token.value);
  for (const file of files) sent.append("pictures", file, file.name);
  return sent;
}

function post(body) {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open("POST", form.action);
    request.setRequestHeader("Accept", "application/json");
    request.setRequestHeader("X-Form-Token", form.elements.form_token.value);
    request.responseType = "json";
    request.upload.addEventListener("load", wait);
    request.upload.addEventListener("progress", (event) => event.lengthComputable && show((event.loaded / event.total) * 100));
    request.addEventListener("loadend", () => resolve({ status: request.status, body: request.response ?? {}, after: request.status && request.getResponseHeader("Retry-After") }));
    request.send(body);
  });
}

function show(percent) {
  progress.hidden = bar.hidden = false;
  bar.value = percent;
  words.classList.remove("fault");
  words.textContent = say.sending.replace("{percent}", Math.floor(percent));
}

function wait() {
  bar.removeAttribute("value");
  words.textContent = say.sent;
}

function tell(sentence, ...buttons) {
  progress.hidden = false;
  bar.hidden = true;
  words.classList.remove("fault");
  words.replaceChildren(sentence, " ", ...buttons);
}

// The same pictures sent twice are one exam, so trying again is safe. What was mended meanwhile is sent as it then is.
async function again(answer, attempt) {
  const seconds = Number(answer.after) || WAITS[Math.min(attempt, WAITS.length - 1)];
  const why = answer.body.detail ?? (answer.status ? say.silent : say.broken);
  const now = document.createElement("button");
  now.type = "button";
  now.className = "btn slim";
  now.textContent = say.again;
  tell(`${why} ${say.retry.replace("{seconds}", seconds)}`, now);
  await new Promise((resolve) => {
    now.addEventListener("click", resolve);
    window.addEventListener("online", resolve, { once: true });
    setTimeout(resolve, seconds * 1000);
  });
  await viewfinder.closed();
  return send(attempt + 1);
}

function refused(answer) {
  const faults = answer.body.fields ?? {};
  const wrong = Object.fromEntries((answer.body.files ?? []).map((file) => [file.position, file.detail]));
  const sentences = Object.entries(faults).map(([, sentence]) => sentence);
  if (answer.body.complaints) ask(answer.body.complaints);
  tell([answer.body.detail ?? say.refused, ...sentences].join(" "));
  words.classList.add("fault");
  draw(wrong);
  (list.querySelector(".wrong button") ?? doubts.querySelector("input") ?? form.querySelector("button.go")).focus();
}

// What may be a mistake is asked about; other pictures, another side or another question make it void.
function ask(complaints) {
  const items = complaints.map((complaint) => {
    const entry = document.createElement("li");
    const label = document.createElement("label");
    const box = document.createElement("input");
    const said = document.createElement("span");
    const link = document.createElement("a");
    label.className = "tick";
    Object.assign(box, { type: "checkbox", name: "override", value: complaint.code });
    said.textContent = complaint.detail;
    Object.assign(link, { href: complaint.href, target: "_blank", rel: "noopener", textContent: doubts.dataset.open });
    label.append(box, " ", said);
    entry.append(label, " ", link);
    return entry;
  });
  doubts.querySelector("ul").replaceChildren(...items);
  doubts.hidden = !items.length;
  if (!items.length) form.elements.reason.value = "";
}

for (const input of [chooser, camera]) input.addEventListener("change", () => add(input.files));
form.querySelector("[data-open-camera]").addEventListener("click", async () => {
  const said = document.querySelector("[data-taken]");
  let count = 0;
  const taken = (file) => {
    add([file]);
    count += 1;
    said.textContent = said.dataset.say.replace("{count}", count);
  };
  if (!(viewfinder.possible && (await viewfinder.open(form.querySelector(".chosen .outline"), taken)))) camera.click();
});
for (const kind of ["dragenter", "dragover"]) {
  zone.addEventListener(kind, (event) => {
    event.preventDefault();
    zone.classList.add("over");
  });
}
for (const kind of ["dragleave", "drop"]) zone.addEventListener(kind, () => zone.classList.remove("over"));
zone.addEventListener("drop", (event) => {
  event.preventDefault();
  add(event.dataTransfer.files);
});
// A file dropped beside the zone must not take the place of the page.
for (const kind of ["dragover", "drop"]) {
  document.addEventListener(kind, (event) => event.dataTransfer.types.includes("Files") && event.preventDefault());
}
document.addEventListener("paste", (event) => event.clipboardData.files.length && add(event.clipboardData.files));
form.addEventListener("change", save);
form.addEventListener("change", choose);
form.addEventListener("change", follow);
form.addEventListener("change", (event) => ["task", "laterality"].includes(event.target.name) && ask([]));
form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const button = form.querySelector("button.go:not(label)");
  button.disabled = true;
  try {
    await send();
  } finally {
    button.disabled = false;
  }
});

if (chooser.files.length) add(chooser.files); // before the page was ready

// What a closed tab left behind is offered again on the patient's own page, unless something else was asked for.
for (const left of await kept()) {
  if (left.patient !== form.dataset.patientId || files.length || !agrees(left)) continue;
  draft = left.key;
  files = left.files;
  for (const [name, value] of left.values) restore(name, value);
  draw();
  follow();
  offer(left);
}
choose();

function agrees(left) {
  const values = new Map(left.values);
  return [["task", "task"], ["side", "laterality"]].every(([asked, name]) => !address.get(asked) || address.get(asked) === values.get(name));
}

// The address says what is chosen, so that a page read anew finds its own pictures.
function follow() {
  const { task = "", laterality = "" } = Object.fromEntries(typed());
  history.replaceState(null, "", `?${new URLSearchParams({ patient: form.dataset.patientId, task, side: laterality })}`);
}

function offer(left) {
  const said = document.querySelector("[data-left-behind]");
  const away = document.createElement("button");
  const since = new Date(left.since).toLocaleString(document.documentElement.lang, { dateStyle: "short", timeStyle: "short" });
  away.type = "button";
  away.className = "btn slim";
  away.textContent = said.dataset.away;
  away.addEventListener("click", async () => {
    await drop(draft);
    location.reload();
  });
  said.className = "card pad";
  said.replaceChildren(said.dataset.leftBehind.replace("{since}", since), " ", away);
}

function restore(name, value) {
  if (["form_token", "patient"].includes(name)) return;
  for (const input of document.getElementsByName(name)) {
    if (["radio", "checkbox"].includes(input.type)) input.checked = input.value === value;
    else input.value = value;
  }
}
