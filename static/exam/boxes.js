// Boxes that a reader draws; the field of the reading's form holds them, one a line.
"use strict";

const INK = "#7ee2a8";

// A box in the reader's colour, on a darker line that shows on any picture, with a name beside it.
function drawBox(context, [left, top, width, height], name) {
  for (const [style, line] of [["rgb(0 0 0 / 70%)", 4], [INK, 2]]) {
    [context.strokeStyle, context.lineWidth] = [style, line];
    context.strokeRect(left, top, width, height);
  }
  context.font = "600 12px sans-serif";
  const wide = context.measureText(name).width + 8;
  context.fillStyle = "rgb(0 0 0 / 70%)";
  context.fillRect(left, Math.max(top - 18, 0), wide, 18);
  context.fillStyle = INK;
  context.fillText(name, left + 4, Math.max(top - 18, 0) + 13);
}

class Boxes {
  constructor(place, stage, words) {
    Object.assign(this, { place, stage, words, on: false, held: null, chosen: null });
    this.field = place.querySelector("textarea");
    this.marks = this.read();
    if (!this.marks) return; // what was typed is not clear: it stays to be mended
    this.list = document.createElement("ul");
    this.list.className = "plain";
    this.field.hidden = place.querySelector(".hint").hidden = true;
    this.start = this.button(place.dataset.here, "btn", () => this.ask());
    this.field.after(this.list, this.start);
    place.querySelector("label").htmlFor = "";
    this.start.id = this.field.id; // where a fault of the boxes leads to
    this.field.removeAttribute("id");
    const fault = place.querySelector(".fault");
    if (fault) this.start.setAttribute("aria-describedby", fault.id);
    this.tell();
  }

  button(word, look, act) {
    const button = document.createElement("button");
    [button.type, button.className, button.textContent] = ["button", look, word];
    button.addEventListener("click", act);
    return button;
  }

  // Whoever asks from the form is taken to the picture.
  ask() {
    if (!this.on) this.stage.element.dispatchEvent(new CustomEvent("box", { bubbles: true }));
    this.stage.element.scrollIntoView({ block: "nearest" });
    this.stage.element.focus({ preventScroll: true });
  }

  read() {
    const lines = this.field.value.split("\n").filter((line) => line.trim());
    const marks = lines.map((line) => {
      const [picture, frame, ...box] = line.split(/[ ,]+/).filter(Boolean).map(Number);
      const shot = this.stage.shots.findIndex((each) => each.picture === picture - 1 && each.frame === frame - 1);
      return { shot, box };
    });
    return marks.every(({ shot, box }) => shot >= 0 && box.length === 4 && box.every(Number.isInteger)) ? marks : null;
  }

  write() {
    const line = ({ shot, box }) => [this.stage.shots[shot].picture + 1, this.stage.shots[shot].frame + 1, ...box].join(" ");
    this.field.value = this.marks.map(line).join("\n");
    this.field.dispatchEvent(new Event("input", { bubbles: true }));
    const fold = this.field.closest("details");
    if (fold) fold.open = true; // what is drawn is not kept until this form is sent
    this.tell();
  }

  // ---- in the form ----

  tell() {
    const spot = this.list.contains(document.activeElement) && document.activeElement.dataset.spot;
    this.list.replaceChildren(...this.marks.map((mark, number) => this.row(mark, number)));
    if (spot) (this.list.querySelector(`[data-spot="${spot}"]`) || this.list.lastChild?.lastChild || this.start).focus();
    this.stage.changed();
  }

  row(mark, number) {
    const row = document.createElement("li");
    row.className = "box";
    const shown = this.button(this.stage.name(mark.shot), "btn slim", () => this.choose(mark));
    shown.setAttribute("aria-label", `${this.place.dataset.show}: ${shown.textContent}`);
    const edges = this.place.dataset.edges.split("|").map((word, edge) => this.edge(mark, number, word, edge));
    const gone = this.button(this.place.dataset.drop, "btn slim", () => this.drop(mark));
    [shown.dataset.spot, gone.dataset.spot] = [`${number} show`, `${number} drop`];
    row.append(shown, ...edges, gone);
    return row;
  }

  edge(mark, number, word, edge) {
    const input = document.createElement("input");
    Object.assign(input, { type: "number", value: mark.box[edge], min: 0, step: 1 });
    input.dataset.spot = `${number} ${edge}`;
    input.addEventListener("change", () => {
      const box = mark.box.with(edge, Math.round(Number(input.value)));
      if (this.fits(mark.shot, box)) mark.box = box;
      this.write();
    });
    const label = document.createElement("label");
    label.append(word, " ", input);
    return label;
  }

  fits(shot, [left, top, right, bottom]) {
    const { width, height } = this.stage.sheets[this.stage.shots[shot].picture];
    return left >= 0 && top >= 0 && left < right && top < bottom && right <= width && bottom <= height;
  }

  choose(mark) {
    this.chosen = mark;
    this.stage.go(mark.shot);
    this.stage.element.scrollIntoView({ block: "nearest" });
    this.say();
  }

  drop(mark) {
    if (!mark) return;
    this.marks = this.marks.filter((each) => each !== mark);
    this.chosen = null;
    this.write();
    this.say(this.words.boxGone);
  }

  say(word) {
    this.said = word || (this.chosen ? this.words.boxWord.replace("{box}", this.chosen.box.join(", ")) : "");
    this.stage.changed();
  }

  // ---- on the picture ----

  get here() {
    return this.marks.filter(({ shot }) => shot === this.stage.number);
  }

  // A corner near the point, else the box around it, else a new one.
  begin(point, reach) {
    const near = (a, b) => Math.abs(a - b) <= reach;
    const [x, y] = point;
    for (const mark of [...this.here].reverse()) {
      const [left, top, right, bottom] = mark.box;
      const [across, down] = [near(x, left) ? right : near(x, right) && left, near(y, top) ? bottom : near(y, bottom) && top];
      if (across !== false && down !== false) return this.hold(mark, { from: [across, down] });
      if (x > left && x < right && y > top && y < bottom) return this.hold(mark, { at: point, box: mark.box });
    }
    const from = this.inside(point);
    const mark = { shot: this.stage.number, box: [...from, ...from] };
    this.marks.push(mark);
    return this.hold(mark, { from });
  }

  hold(mark, held) {
    [this.chosen, this.held] = [mark, held];
  }

  extend(point) {
    if (!this.held) return;
    const [x, y] = this.inside(point);
    if (this.held.from) {
      const [across, down] = this.held.from;
      this.chosen.box = [Math.min(x, across), Math.min(y, down), Math.max(x, across), Math.max(y, down)];
    } else this.chosen.box = this.moved(this.held.box, x - this.held.at[0], y - this.held.at[1]);
  }

  end(least) {
    if (!this.held) return;
    this.held = null;
    const [left, top, right, bottom] = this.chosen.box.map(Math.round);
    this.chosen.box = [left, top, right, bottom];
    if (Math.min(right - left, bottom - top) < Math.max(least, 1)) {
      this.marks = this.marks.filter((each) => each !== this.chosen);
      this.chosen = null;
    }
    this.write();
    this.say();
  }

  inside([x, y]) {
    const { width, height } = this.stage.sheet;
    return [Math.min(Math.max(x, 0), width), Math.min(Math.max(y, 0), height)];
  }

  // Kept whole at the rim of the picture.
  moved([left, top, right, bottom], across, down) {
    const { width, height } = this.stage.sheet;
    const x = Math.round(Math.min(Math.max(across, -left), width - right));
    const y = Math.round(Math.min(Math.max(down, -top), height - bottom));
    return [left + x, top + y, right + x, bottom + y];
  }

  nudge(across, down) {
    if (this.chosen?.shot !== this.stage.number) return;
    const step = Math.max(1, Math.round(this.stage.sheet.width / 200));
    this.chosen.box = this.moved(this.chosen.box, across * step, down * step);
    this.write();
    this.say();
  }

  // For those who use no pointer.
  add() {
    const { width, height } = this.stage.sheet;
    const box = [width * 0.375, height * 0.375, width * 0.625, height * 0.625].map(Math.round);
    this.marks.push((this.chosen = { shot: this.stage.number, box }));
    this.write();
    this.say();
  }

  draw(context, place) {
    for (const mark of this.here) {
      const [[left, top], [right, bottom]] = [place(mark.box.slice(0, 2)), place(mark.box.slice(2))];
      drawBox(context, [left, top, right - left, bottom - top], this.words.you);
      if (!this.on || mark !== this.chosen) continue;
      context.fillStyle = INK;
      for (const x of [left, right]) for (const y of [top, bottom]) context.fillRect(x - 4, y - 4, 8, 8);
    }
  }
}
