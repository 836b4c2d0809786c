// The worklist follows the ward: events only hint that an exam moved on, the rows are read anew.
"use strict";

const place = document.querySelector("[data-live]");
const SOON = 400;
let timer = 0;

async function refresh() {
  timer = 0;
  const answer = await fetch(place.dataset.live, { headers: { Accept: "text/html" } });
  if (!answer.ok) return;
  const focused = place.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
  place.innerHTML = await answer.text();
  if (focused) place.querySelector(`[href="${CSS.escape(focused)}"]`)?.focus();
}

function soon() {
  timer ||= setTimeout(refresh, SOON);
}

const events = new EventSource("/api/v1/events");
for (const kind of ["exam", "reload"]) events.addEventListener(kind, soon);
document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && soon());
