// Exams whose pictures never reached the server, offered again.
import { drop, kept } from "./drafts.js";

const place = document.querySelector("[data-drafts]");
const list = place.querySelector("ul");

function line(draft) {
  const entry = document.createElement("li");
  const said = document.createElement("span");
  const go = document.createElement("a");
  const away = document.createElement("button");
  const since = new Date(draft.since).toLocaleString(document.documentElement.lang, { dateStyle: "short", timeStyle: "short" });
  said.textContent = place.dataset.line.replace("{count}", draft.files.length).replace("{patient}", draft.who).replace("{since}", since);
  go.href = `/exams/new?patient=${encodeURIComponent(draft.patient)}`;
  go.className = "btn slim";
  go.textContent = place.dataset.go;
  away.type = "button";
  away.className = "btn slim";
  away.textContent = place.dataset.away;
  away.addEventListener("click", async () => {
    await drop(draft.key);
    await show();
    (list.querySelector("a") ?? document.querySelector("main")).focus();
  });
  entry.append(said, " ", go, " ", away);
  return entry;
}

async function show() {
  const left = await kept();
  list.replaceChildren(...left.map(line));
  place.hidden = !left.length;
}

await show();
