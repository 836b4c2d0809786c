// Ratios beside the fields: rather none than those of other numbers, and never another page in their place.
"use strict";

function empty(event) {
  if (event.target.matches?.("[data-derived]")) event.target.replaceChildren();
}

document.addEventListener("htmx:error", empty);
document.addEventListener("htmx:before:response", (event) => {
  const { raw } = event.detail.ctx.response;
  if (!event.target.matches?.("[data-derived]") || (raw.ok && !raw.redirected)) return;
  event.preventDefault();
  empty(event);
});
