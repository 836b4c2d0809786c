// One raw heat map, coloured in the browser.
"use strict";

class Heat {
  // `most` is the strongest evidence for this finding anywhere in the exam: a weak map looks weak.
  constructor(laid, most) {
    this.laid = laid;
    this.share = most > 0 ? laid.scale / most : 0;
    this.canvas = document.createElement("canvas");
    this.painted = "";
  }

  // Fetched once, however often it is asked for; where that failed, again only for somebody who comes anew.
  load(anew) {
    if (anew && this.lost) this.loading = null;
    this.loading ??= this.fetch().then(
      () => (this.lost = false),
      () => (this.lost = true),
    );
    return this.loading;
  }

  get there() {
    return Boolean(this.values || this.laid.empty);
  }

  async fetch() {
    if (this.laid.empty) return;
    const answer = await fetch(this.laid.url, { credentials: "same-origin" });
    if (!answer.ok) throw new Error(`heat map: ${answer.status}`);
    const picture = await createImageBitmap(await answer.blob(), { colorSpaceConversion: "none" });
    [this.canvas.width, this.canvas.height] = [picture.width, picture.height];
    const context = this.canvas.getContext("2d", { willReadFrequently: true });
    context.drawImage(picture, 0, 0);
    const pixels = context.getImageData(0, 0, picture.width, picture.height).data;
    context.clearRect(0, 0, picture.width, picture.height);
    this.values = Uint8Array.from({ length: pixels.length / 4 }, (_, cell) => pixels[cell * 4]);
  }

  // Its colour's number, or nought where it is not drawn.
  level(value, threshold) {
    const level = Math.round(value * this.share);
    return level >= threshold * 255 ? level : 0;
  }

  // There is evidence, and nothing of it is drawn.
  faint(threshold) {
    return Boolean(this.values) && !this.values.some((value) => this.level(value, threshold));
  }

  // The map in colours; clear where it stays below the threshold.
  paint({ palette, threshold, opacity }) {
    const wanted = [palette, threshold, opacity].join(" ");
    if (!this.values || this.painted === wanted) return this.canvas;
    const colours = readPalette(palette);
    const context = this.canvas.getContext("2d");
    const image = context.createImageData(this.canvas.width, this.canvas.height);
    this.values.forEach((value, cell) => {
      const level = this.level(value, threshold);
      for (let part = 0; part < 3; part += 1) image.data[cell * 4 + part] = colours[level * 3 + part];
      image.data[cell * 4 + 3] = level ? opacity * 255 : 0;
    });
    context.putImageData(image, 0, 0);
    this.painted = wanted;
    return this.canvas;
  }
}
