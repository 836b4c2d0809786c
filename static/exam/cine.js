// Frames one after another, in the time the scanner took; late frames are dropped, not waited for.
"use strict";

class Cine {
  constructor(stage, button) {
    this.stage = stage;
    this.button = button;
    this.playing = false;
    button.addEventListener("click", () => this.toggle());
  }

  get seconds() {
    return this.stage.sheet.seconds || 0.15;
  }

  toggle() {
    this.playing = !this.playing;
    this.button.setAttribute("aria-pressed", String(this.playing));
    if (!this.playing) return;
    const last = this.stage.shots.length - 1;
    this.start = this.stage.number >= last ? 0 : this.stage.number;
    this.since = performance.now();
    requestAnimationFrame(() => this.tick());
  }

  tick() {
    if (!this.playing) return;
    const gone = Math.floor((performance.now() - this.since) / 1000 / this.seconds);
    const number = (this.start + gone) % this.stage.shots.length;
    if (number !== this.stage.number) {
      if (this.stage.ready(number)) this.stage.go(number);
      else this.stage.ahead(number);
    }
    requestAnimationFrame(() => this.tick());
  }
}
