// What an answer is worth where the finding is more or less common: Bayes' rule, in whole people.
"use strict";

for (const place of document.querySelectorAll("[data-worth]")) {
  const { sensitivity, specificity, prevalence } = Object.fromEntries(
    Object.entries(place.dataset).map(([name, value]) => [name, Number(value)]),
  );
  const box = place.querySelector("[data-what-if]");
  const slider = box.querySelector("input");
  const LEAST = Math.log(0.0001 / 0.9999);
  const MOST = Math.log(9);

  const people = (share) => {
    const rarer = Math.min(share, 1 - share);
    const of = rarer ? [100, 1000, 10000, 100000].find((many) => rarer * many >= 1) || 100000 : 100;
    return { of, right: Math.round(share * of), wrong: of - Math.round(share * of) };
  };
  const fill = (words, values) => words.replace(/\{(\w+)\}/g, (_, name) => values[name].toLocaleString("en"));
  const chosen = () => {
    const odds = Math.exp(LEAST + (slider.value / 1000) * (MOST - LEAST));
    return odds / (1 + odds);
  };
  const tell = (share) => {
    const positive = sensitivity * share + (1 - specificity) * (1 - share);
    const negative = specificity * (1 - share) + (1 - sensitivity) * share;
    const shown = share < 0.001 ? (share * 100).toFixed(3) : (share * 100).toFixed(share < 0.1 ? 2 : 0);
    box.querySelector("[data-share]").value = `${shown} %`;
    const says = { positive: people((sensitivity * share) / positive), negative: people((specificity * (1 - share)) / negative) };
    for (const [name, counted] of Object.entries(says)) {
      box.querySelector(`[data-says-${name}]`).textContent = fill(box.dataset[name], counted);
    }
  };
  slider.value = ((Math.log(prevalence / (1 - prevalence)) - LEAST) / (MOST - LEAST)) * 1000;
  slider.addEventListener("input", () => tell(chosen()));
  tell(prevalence);
  box.hidden = false;
}
