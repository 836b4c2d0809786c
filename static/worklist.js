// The worklist follows the ward: events only hint that an exam moved on, the rows are read anew.
"use strict";

const place = document.querySelector("[data-live]");
const SOON = 400;
let timer = 0;
let asked = 0;
let shown = 0;

async function refresh() {
  timer = 0;
  const turn = (asked += 1);
  const rows = await read();
  if (rows === null || turn < shown) return; // rows asked for earlier may come later
  shown = turn;
  const fresh = document.createElement("template");
  fresh.innerHTML = rows;
  if (fresh.innerHTML === place.innerHTML) return; // a row that is being pressed stays
  const focused = place.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
  place.replaceChildren(fresh.content);
  if (focused) place.querySelector(`[href="${CSS.escape(focused)}"]`)?.focus();
}

// Null where there are none: signed out meanwhile, or the line is down. The page stays as it is.
async function read() {
  try {
    const answer = await fetch(place.dataset.live, { headers: { Accept: "text/html" } });
    return answer.ok && !answer.redirected ? await answer.text() : null;
  } catch {
    return null;
  }
}

function soon() {
  timer ||= setTimeout(refresh, SOON);
}

// Each time the stream opens, an exam may have come while nobody listened.
const events = new EventSource("/api/v1/events");
for (const kind of ["open", "exam", "reload"]) events.addEventListener(kind, soon);
document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && soon());
