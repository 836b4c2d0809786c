// Then and now: an earlier picture laid over this one, up to a line that can be moved.
"use strict";

class Slide {
  constructor(element, stage, other) {
    Object.assign(this, { element, stage, other, on: false });
    stage.covers.push((context, whole) => this.draw(context, whole));
    this.find("slide").addEventListener("click", () => this.toggle());
    this.find("split").addEventListener("input", () => stage.draw());
    other.element.addEventListener("shown", () => stage.draw());
    other.covers.push(() => this.on && stage.draw());
  }

  find(name) {
    return this.element.querySelector(`[data-${name}]`);
  }

  toggle() {
    this.on = !this.on;
    this.find("slide").setAttribute("aria-pressed", String(this.on));
    this.find("slide-panel").hidden = !this.on;
    this.other.element.parentElement.classList.toggle("aside", this.on);
    this.stage.element.querySelector(".burnt.then")?.remove();
    if (this.on) {
      const named = this.other.element.querySelector(".burnt").cloneNode(true);
      named.classList.add("then");
      this.stage.element.append(named);
    }
    this.stage.draw();
  }

  // The earlier picture, as large as fits, left of the line.
  draw(context, [x, y, width, height]) {
    if (!this.on) return;
    const { frames, number, sheet, gray } = this.other;
    const { width: wide, height: high } = sheet;
    const scale = Math.min(width / wide, height / high);
    frames.fetch(number, Math.min(wide, high) * scale * context.getTransform().a * 0.8); // as sharp as this exam's
    const then = frames.best(number);
    if (!then) return;
    const image = gray.apply(then);
    const line = x + (width * this.find("split").value) / 100;
    context.save();
    context.beginPath();
    context.rect(x, y, line - x, height);
    context.clip();
    context.fillStyle = "#000";
    context.fillRect(x, y, width, height);
    context.drawImage(image, x + (width - wide * scale) / 2, y + (height - high * scale) / 2, wide * scale, high * scale);
    context.restore();
    context.fillStyle = "#fff";
    context.fillRect(line - 1, y, 2, height);
  }
}
