// On paper: who printed it and when, and the patient's name on every page.
"use strict";

const note = document.querySelector("[data-printed]");
const running = new CSSStyleSheet();
document.adoptedStyleSheets.push(running);

const quoted = (words) => JSON.stringify(words.replace(/[\u0000-\u001f\u007f]/g, " "));

addEventListener("beforeprint", () => {
  const { zone, whose, printed } = note.dataset;
  const wall = new Intl.DateTimeFormat("sv-SE", { dateStyle: "short", timeStyle: "short", timeZone: zone });
  note.querySelector("[data-printed-at]").textContent = ` ${wall.format(new Date())}`;
  const foot = printed.replace("{when}", wall.format(new Date()));
  running.replaceSync(`@page {
    @top-left { content: ${quoted(whose)}; font: 600 9pt sans-serif; white-space: nowrap; }
    @bottom-left { content: ${quoted(foot)}; font: 8pt sans-serif; white-space: nowrap; }
    @bottom-right { content: counter(page) " / " counter(pages); font: 8pt sans-serif; }
  }`);
});

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}
