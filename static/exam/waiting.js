// While an exam is analysed: told by the server, and asked again where the line is down. What was typed stays.
"use strict";

const waited = document.querySelector("[data-waiting]");
if (waited) {
  const look = async () => {
    const answer = await fetch(location.pathname, { credentials: "same-origin", headers: { accept: "text/html" } });
    if (!answer.ok) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    const state = fresh.querySelector("[data-waiting]")?.dataset.state;
    const typed = [...document.querySelectorAll("#reading ~ * textarea")].some((field) => field.value);
    const chosen = document.querySelector("#reading ~ * input:is([type=radio], [type=checkbox]):checked");
    if (state) return;
    line.close();
    clearInterval(timer); // a page that has heard its end asks no more, so that its person is signed out in time
    if (typed || chosen) waited.querySelector("[role=status]").textContent = waited.dataset.ready;
    else location.reload();
  };
  const line = new EventSource(waited.dataset.waiting);
  for (const name of ["exam", "reload"]) line.addEventListener(name, look);
  const timer = setInterval(look, 5000);
}
