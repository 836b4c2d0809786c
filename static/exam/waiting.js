// While an exam is analysed: told by the server, and asked again where the line is down. What was typed stays.
"use strict";

const ENDED = ["done", "refused", "failed"];
const waited = document.querySelector("[data-waiting]");
if (waited) {
  const end = () => {
    const typed = [...document.querySelectorAll("#reading ~ * textarea")].some((field) => field.value);
    const chosen = document.querySelector("#reading ~ * input:is([type=radio], [type=checkbox]):checked");
    line.close();
    clearInterval(timer); // a page that has heard its end asks no more, so that its person is signed out in time
    if (typed || chosen) waited.querySelector("[role=status]").textContent = waited.dataset.ready;
    else location.reload();
  };
  const look = async () => {
    const answer = await fetch(waited.dataset.again, { credentials: "same-origin", headers: { accept: "text/html" } });
    if (!answer.ok || answer.redirected) return; // signed out meanwhile: the page stays, as any other does
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-waiting]");
    const heading = (card) => card.querySelector("h2").textContent;
    if (!fresh) end();
    else if (heading(fresh) !== heading(waited)) waited.replaceChildren(...fresh.childNodes); // now for its model
  };
  const line = new EventSource(waited.dataset.waiting);
  line.addEventListener("exam", (event) => ENDED.includes(JSON.parse(event.data).state) && end());
  line.addEventListener("reload", look);
  const timer = setInterval(look, 5000);
}
