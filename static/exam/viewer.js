// The viewer: its stages, its tools, its keys.
"use strict";

class Viewer {
  constructor(element) {
    this.element = element;
    this.words = element.dataset;
    OpenSeadragon.setString("GestureHints.Touch", this.words.touchHint);
    OpenSeadragon.setString("GestureHints.Scroll", this.words.scrollHint);
    const [first, second] = element.querySelectorAll("[data-stage]");
    this.stage = new Stage(first, this.words);
    this.other = second ? new Stage(second, this.words) : null;
    this.tools = element.querySelector("[data-tools]");
    this.tools.hidden = false;
    this.prepareHeat();
    this.prepareTools();
    this.prepareBoxes();
    this.prepareCine();
    if (this.other) this.slide = new Slide(this.element, this.stage, this.other);
    document.addEventListener("keydown", (event) => this.key(event));
    element.addEventListener("shown", () => this.tell());
    addEventListener("beforeprint", () => this.paper());
    this.tell();
  }

  find(name) {
    return this.element.querySelector(`[data-${name}]`);
  }

  on(name, moment, act) {
    this.find(name)?.addEventListener(moment, act);
  }

  // ---- heat map ----

  prepareHeat() {
    this.heatShown = false;
    const { maps } = this.stage;
    const most = {};
    for (const laid of maps) most[laid.finding] = Math.max(most[laid.finding] || 0, laid.scale);
    this.heats = maps.map((laid) => new Heat(laid, most[laid.finding]));
    const choice = this.find("finding");
    if (!choice) return;
    for (const finding of Object.keys(most)) choice.append(new Option(finding, finding));
    this.stage.layers.push((context) => this.drawHeat(context));
    for (const name of ["finding", "opacity", "threshold", "palette"]) this.on(name, "input", () => this.showHeat());
    this.on("heat", "click", () => this.toggleHeat());
    drawRamp(this.find("ramp"), "inferno");
  }

  get heat() {
    const finding = this.find("finding")?.value;
    return this.heats.find(({ laid }) => laid.shot === this.stage.number && laid.finding === finding);
  }

  toggleHeat() {
    if (!this.find("heat")) return;
    this.heatShown = !this.heatShown;
    this.find("heat").setAttribute("aria-pressed", String(this.heatShown));
    this.find("heat-panel").hidden = !this.heatShown;
    this.showHeat();
  }

  async showHeat() {
    if (!this.heatShown) {
      this.told = null;
      return this.stage.draw();
    }
    drawRamp(this.find("ramp"), this.find("palette").value);
    const { heat } = this;
    const anew = heat !== this.told;
    if (anew) this.say("says-map", ""); // never the words of another map
    this.told = heat;
    await heat?.load(anew);
    if (heat === this.heat) this.say("says-map", this.mapWords(heat));
    return this.stage.draw();
  }

  // Said again only where it changed, so that a reader of the screen hears it once.
  say(name, words) {
    const place = this.find(name);
    if (place && place.textContent !== words) place.textContent = words;
  }

  // What was done to the picture is said beside it on paper.
  paper() {
    const { width, level, asStored } = this.stage.gray;
    const share = this.heatShown ? this.words.thresholdWord.replace("{share}", `${Math.round(this.threshold * 100)} %`) : "";
    const heat = this.heatShown && this.heat ? [this.mapWords(this.heat), this.heat.there && share].filter(Boolean).join(" · ") : "";
    const gray = asStored ? "" : this.words.grayWord.replace("{width}", width).replace("{level}", level);
    const length = this.stage.measure.length(this.stage.sheet, this.words.pixels);
    this.say("says-paper", [heat, gray, length].filter(Boolean).join(" · "));
  }

  get threshold() {
    return this.find("threshold").value / 100;
  }

  mapWords(heat) {
    if (!heat) return this.words.noMap;
    if (!heat.there) return this.words.mapLost;
    const named = this.words.mapWord.replace("{method}", heat.laid.method).replace("{finding}", heat.laid.finding);
    if (heat.laid.empty) return `${this.words.emptyWord} ${named}`;
    if (heat.faint(this.threshold)) return `${named}. ${this.words.faintWord}`;
    return this.words.belowWord ? `${named}. ${this.words.belowWord}` : named;
  }

  drawHeat(context) {
    const { heat } = this;
    if (!this.heatShown || !heat?.values) return;
    const palette = this.find("palette").value;
    const opacity = this.find("opacity").value / 100;
    context.imageSmoothingEnabled = true;
    context.drawImage(heat.paint({ palette, threshold: this.threshold, opacity }), ...this.stage.frame(heat.laid.box));
  }

  // ---- tools ----

  prepareTools() {
    this.on("outline", "click", () => this.toggleOutline());
    this.on("measure", "click", () => this.toggleMeasure());
    this.on("gray", "click", () => this.toggleGray());
    this.on("fit", "click", () => this.each((stage) => stage.fit()));
    this.on("nearer", "click", () => this.each((stage) => stage.zoom(1.4)));
    this.on("farther", "click", () => this.each((stage) => stage.zoom(1 / 1.4)));
    this.on("keys", "click", () => this.toggleKeys());
    for (const name of ["width", "level"]) this.on(name, "input", () => this.setGray());
    this.on("gray-reset", "click", () => this.resetGray());
    const anywhere = this.find("anywhere");
    anywhere.checked = localStorage.getItem("keys") !== "viewer";
    anywhere.addEventListener("change", () => localStorage.setItem("keys", anywhere.checked ? "page" : "viewer"));
  }

  each(act) {
    for (const stage of [this.stage, this.other]) if (stage) act(stage);
  }

  press(name, pressed) {
    this.find(name).setAttribute("aria-pressed", String(pressed));
  }

  toggleOutline() {
    const outlined = !this.stage.outlined;
    this.press("outline", outlined);
    this.each((stage) => {
      stage.outlined = outlined;
      stage.draw();
    });
  }

  toggleMeasure() {
    if (this.stage.boxes?.on) this.toggleBoxes();
    this.stage.measure.toggle(this.stage.sheet);
    this.stage.listen();
    this.press("measure", this.stage.measure.on);
    this.stage.changed();
  }

  toggleGray() {
    if (!this.find("gray")) return;
    const panel = this.find("gray-panel");
    panel.hidden = !panel.hidden;
    this.press("gray", !panel.hidden);
  }

  setGray() {
    this.each((stage) => {
      stage.gray.width = Number(this.find("width").value);
      stage.gray.level = Number(this.find("level").value);
      stage.draw();
    });
  }

  resetGray() {
    [this.find("width").value, this.find("level").value] = [255, 128];
    this.setGray();
  }

  toggleKeys() {
    const panel = this.find("keys-panel");
    panel.hidden = !panel.hidden;
    this.find("keys").setAttribute("aria-expanded", String(!panel.hidden));
  }

  // ---- boxes ----

  prepareBoxes() {
    const place = document.querySelector("[data-boxes]");
    const boxes = place && new Boxes(place, this.stage, this.words);
    if (!boxes?.marks) return;
    this.stage.boxes = boxes;
    this.find("box").hidden = false;
    this.on("box", "click", () => this.toggleBoxes());
    this.on("box-drop", "click", () => this.dropBox());
    this.element.addEventListener("box", () => this.toggleBoxes());
  }

  // The button goes out with its box: whoever pressed it stays at the picture.
  dropBox() {
    this.stage.boxes.drop(this.stage.boxes.chosen);
    this.stage.element.focus({ preventScroll: true });
  }

  toggleBoxes() {
    const { boxes, measure } = this.stage;
    if (!boxes) return;
    if (measure.on) this.toggleMeasure();
    boxes.on = !boxes.on;
    this.stage.listen();
    this.press("box", boxes.on);
    this.find("box-panel").hidden = !boxes.on;
    this.stage.changed();
  }

  // ---- frames ----

  prepareCine() {
    for (const link of this.element.querySelectorAll("[data-to]")) {
      link.addEventListener("click", (event) => {
        event.preventDefault();
        this.stage.go(Number(link.dataset.to));
      });
    }
    if (!this.find("cine")) return;
    this.cine = new Cine(this.stage, this.find("play"));
    this.on("frame", "input", () => this.stage.go(Number(this.find("frame").value)));
  }

  nextByWeight() {
    const order = [...this.element.querySelectorAll("[data-to]")].map((link) => Number(link.dataset.to));
    if (order.length) this.stage.go(order[(order.indexOf(this.stage.number) + 1) % order.length]);
  }

  // Everything in words that goes with the picture in front.
  tell() {
    this.each((stage) => {
      const { element, shot } = stage;
      const name = stage.name(stage.number);
      element.querySelector("[data-says-shot]").textContent = name;
      element.setAttribute("aria-label", element.dataset.label.replace("{shot}", name));
      const weighed = shot.weight === null ? "" : this.words.weightWord.replace("{weight}", shot.weight.toFixed(2));
      element.querySelector("[data-says-weight]").textContent = weighed;
    });
    this.say("says-length", this.stage.measure.length(this.stage.sheet, this.words.pixels));
    this.say("says-box", this.stage.boxes?.said || "");
    this.find("box-drop").disabled = !this.stage.boxes?.chosen;
    if (this.find("frame")) this.find("frame").value = this.stage.number;
    for (const link of this.element.querySelectorAll("[data-to]")) {
      if (Number(link.dataset.to) === this.stage.number) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
    this.showHeat();
  }

  // ---- keys ----

  // Out of one thing at a time: the keys, a tool, a panel, the heat map.
  back() {
    const { boxes, measure } = this.stage;
    const open = (name) => this.find(name)?.hidden === false;
    if (open("keys-panel")) return () => this.toggleKeys();
    if (boxes?.on) return () => this.toggleBoxes();
    if (measure.on) return () => this.toggleMeasure();
    if (open("gray-panel")) return () => this.toggleGray();
    return this.heatShown ? () => this.toggleHeat() : null;
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const here = this.element.contains(event.target);
    if (typing(event.target) && !(here && event.key === "Escape")) return;
    if (!here && !(this.find("anywhere").checked && !event.target.closest("button, a, summary"))) return;
    const act = this.action(event);
    if (!act) return;
    event.preventDefault();
    act();
    if (here && !event.target.checkVisibility()) this.stage.element.focus({ preventScroll: true });
  }

  action(event) {
    if (event.shiftKey && event.key.startsWith("Arrow")) return this.moving(event.key);
    const onStage = this.stage.element.contains(event.target) && !event.target.closest("button");
    const drawing = onStage && this.stage.boxes?.on;
    const acts = {
      h: () => this.toggleHeat(),
      o: () => this.toggleOutline(),
      w: () => this.toggleGray(),
      m: () => this.toggleMeasure(),
      b: this.stage.boxes && (() => this.toggleBoxes()),
      n: () => this.nextByWeight(),
      "?": () => this.toggleKeys(),
      Escape: this.back(),
      0: () => this.each((stage) => stage.fit()),
      "+": () => this.each((stage) => stage.zoom(1.25)),
      "=": () => this.each((stage) => stage.zoom(1.25)),
      "-": () => this.each((stage) => stage.zoom(0.8)),
      ArrowLeft: () => this.stage.go(this.stage.number - 1),
      ArrowRight: () => this.stage.go(this.stage.number + 1),
      Enter: drawing && (() => this.stage.boxes.add()),
      Delete: drawing && (() => this.stage.boxes.drop(this.stage.boxes.chosen)),
      Backspace: drawing && (() => this.stage.boxes.drop(this.stage.boxes.chosen)),
      Home: onStage && (() => this.stage.go(0)),
      End: onStage && (() => this.stage.go(this.stage.shots.length - 1)),
      " ": onStage && this.cine && (() => this.cine.toggle()),
    };
    return acts[event.key.length === 1 ? event.key.toLowerCase() : event.key];
  }

  moving(key) {
    const [across, down] = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[key];
    const step = this.stage.hand ? 1 : 20;
    return () => this.stage.move(across * step, down * step);
  }
}

for (const element of document.querySelectorAll("[data-viewer]")) new Viewer(element);
