// While an exam is analysed: told by the server, and asked again where the line is down. What was typed stays.
"use strict";

const ENDED = ["done", "refused", "failed"];
const waited = document.querySelector("[data-waiting]");
if (waited) {
  const end = () => {
    const typed = [...document.querySelectorAll("#reading ~ * :is(textarea, select, input:not([type=hidden], [type=radio], [type=checkbox]))")].some((field) => field.value);
    const chosen = document.querySelector("#reading ~ * input:is([type=radio], [type=checkbox]):checked");
    line.close();
    clearInterval(timer); // a page that has heard its end asks no more, so that its person is signed out in time
    if (typed || chosen) waited.querySelector("[role=status]").textContent = waited.dataset.ready;
    else location.reload();
  };
  const heard = document.createElement("p"); // told to who does not see the card change
  heard.className = "unseen";
  heard.setAttribute("role", "status");
  waited.after(heard);
  const heading = (card) => card.querySelector("h2").textContent;
  const ways = () => [...waited.querySelectorAll("a, button")];
  const change = (fresh) => {
    const way = document.activeElement?.getAttribute("href");
    const held = waited.contains(document.activeElement);
    waited.replaceChildren(...fresh.childNodes);
    if (held) (ways().find((each) => each.getAttribute("href") === way) || ways()[0]).focus({ preventScroll: true });
    heard.textContent = heading(waited);
  };
  const ask = async () => {
    const answer = await fetch(waited.dataset.again, { credentials: "same-origin", headers: { accept: "text/html" } });
    if (!answer.ok || answer.redirected) return; // signed out meanwhile: the page stays, as any other does
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-waiting]");
    if (!fresh) end();
    else if (heading(fresh) !== heading(waited)) change(fresh); // now for its model
  };
  const look = () => ask().catch(() => {}); // the line is down: asked again in a moment
  const line = new EventSource(waited.dataset.waiting);
  line.addEventListener("exam", (event) => ENDED.includes(JSON.parse(event.data).state) && end());
  line.addEventListener("reload", look);
  const timer = setInterval(look, 5000);
}
