// A line between two points of the picture, in millimetres where the file says how large a pixel is.
"use strict";

class Measure {
  constructor() {
    this.on = false;
    this.line = null;
  }

  toggle(sheet) {
    this.on = !this.on;
    const middle = sheet.height / 2;
    this.line = this.on ? [[sheet.width * 0.4, middle], [sheet.width * 0.6, middle]] : null;
  }

  begin(point) {
    this.line = [point, point];
  }

  extend(point) {
    if (this.line) this.line = [this.line[0], point];
  }

  nudge(across, down) {
    if (this.line) this.extend([this.line[1][0] + across, this.line[1][1] + down]);
  }

  length(sheet, pixels) {
    if (!this.line) return "";
    const [[left, top], [right, bottom]] = this.line;
    const [x, y] = sheet.spacing || [1, 1];
    const long = Math.hypot((right - left) * x, (bottom - top) * y);
    return sheet.spacing ? `${long.toFixed(1)} mm` : `${Math.round(long)} ${pixels}`;
  }

  draw(context, place) {
    if (!this.line) return;
    const [from, to] = this.line.map(place);
    context.strokeStyle = "#ffd166";
    context.lineWidth = 2;
    context.setLineDash([]);
    context.beginPath();
    context.moveTo(...from);
    context.lineTo(...to);
    context.stroke();
    for (const [x, y] of [from, to]) {
      context.beginPath();
      context.moveTo(x - 6, y);
      context.lineTo(x + 6, y);
      context.moveTo(x, y - 6);
      context.lineTo(x, y + 6);
      context.stroke();
    }
  }
}
