// Window and level: which grays of an ultrasound picture are spread from black to white.
"use strict";

class Gray {
  constructor() {
    this.reset();
    this.canvas = document.createElement("canvas");
    this.made = "";
  }

  reset() {
    [this.width, this.level] = [255, 128];
  }

  get asStored() {
    return this.width >= 255 && this.level === 128;
  }

  // The picture as it is to be drawn; worked out anew only when something changed.
  apply(image) {
    if (this.asStored) return image;
    const wanted = [image.src, this.width, this.level].join(" ");
    if (this.made === wanted) return this.canvas;
    [this.canvas.width, this.canvas.height] = [image.naturalWidth, image.naturalHeight];
    const context = this.canvas.getContext("2d", { willReadFrequently: true });
    context.drawImage(image, 0, 0);
    const pixels = context.getImageData(0, 0, this.canvas.width, this.canvas.height);
    const table = Uint8ClampedArray.from({ length: 256 }, (_, gray) => ((gray - this.level) / this.width + 0.5) * 255);
    for (let at = 0; at < pixels.data.length; at += 4) {
      for (let part = 0; part < 3; part += 1) pixels.data[at + part] = table[pixels.data[at + part]];
    }
    context.putImageData(pixels, 0, 0);
    this.made = wanted;
    return this.canvas;
  }
}
