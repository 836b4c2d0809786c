// What was typed survives a session that ended: it waits in this tab, for this person, until the server has taken it.
"use strict";

const KEPT = "typed";
const HOUR = 3600_000;
const who = document.documentElement.dataset.who ?? "";
const refused = document.querySelector("main.door") !== null; // signing in, or an error: nothing was taken
let origin = location.pathname + location.search;

const recall = () => {
  try {
    return JSON.parse(sessionStorage.getItem(KEPT));
  } catch {
    return null;
  }
};
const forget = () => sessionStorage.removeItem(KEPT);
const forms = () => [...document.querySelectorAll("main form.form[method=post]")].filter((form) => !form.querySelector("[type=password]"));

function keep(form) {
  const fields = [...new FormData(form)].filter(([name, value]) => typeof value === "string" && name !== "form_token");
  sessionStorage.setItem(KEPT, JSON.stringify({ who, page: origin, action: form.getAttribute("action"), fields, at: Date.now() }));
}

function restore(form, fields) {
  const chosen = new Map();
  for (const [name, value] of fields) chosen.set(name, [...(chosen.get(name) ?? []), value]);
  for (const input of form.elements) {
    if (!input.name || !chosen.has(input.name) || input.name === "form_token") continue;
    if (input.type === "radio" || input.type === "checkbox") input.checked = chosen.get(input.name).includes(input.value);
    else if (input.tagName !== "BUTTON" && input.type !== "file") input.value = chosen.get(input.name)[0];
  }
  const note = document.createElement("p");
  note.className = "done";
  note.setAttribute("role", "status");
  note.textContent = document.body.dataset.restored;
  form.before(note);
  form.closest("details")?.setAttribute("open", "");
}

// A refusal keeps what was typed and leads back to its page; any other page means that the server has it.
function meet(kept) {
  if (refused) {
    sessionStorage.setItem(KEPT, JSON.stringify({ ...kept, refused }));
    for (const link of document.querySelectorAll("main a[href='/sign-in']")) link.href = `/sign-in?next=${encodeURIComponent(kept.page)}`;
    return;
  }
  forget();
  const form = forms().find((each) => each.getAttribute("action") === kept.action);
  if (form && kept.page === origin && kept.refused && kept.who === who && Date.now() - kept.at < HOUR) restore(form, kept.fields);
  else if (form) origin = kept.page; // the form came back to be mended, under the address it was sent to
}

const kept = recall();
if (kept) meet(kept);
for (const form of forms()) form.addEventListener("submit", () => keep(form));
document.querySelector("form[action='/sign-out']")?.addEventListener("submit", forget);
