// Frames as they are loaded: no larger than they are looked at, and the longest unseen goes first.
"use strict";

const MOST_PIXELS = 64e6; // decoded, four bytes each

class Frames {
  constructor({ shots, sheets }, loaded) {
    Object.assign(this, { shots, sheets, loaded });
    this.kept = new Map();
    this.pixels = 0;
  }

  // The least copy with so many pixels along its shorter side; nought is the picture itself.
  copy(number, side) {
    const { copies } = this.sheets[this.shots[number].picture];
    return copies.find((least) => least >= side) || 0;
  }

  address(number, copy) {
    const { url } = this.shots[number];
    return copy ? `${url}?least=${copy}` : url;
  }

  fetch(number, side = 0) {
    if (!this.shots[number]) return;
    const copy = this.copy(number, Math.max(side, 1));
    const key = `${number} ${copy}`;
    const had = this.kept.get(key);
    this.kept.delete(key);
    this.kept.set(key, had || this.load(number, copy));
    if (!had) this.shed();
  }

  load(number, copy) {
    const { width, height } = this.sheets[this.shots[number].picture];
    const share = copy ? copy / Math.min(width, height) : 1;
    const image = new Image();
    image.addEventListener("load", () => this.loaded());
    image.src = this.address(number, copy);
    const pixels = width * height * share * share;
    this.pixels += pixels;
    return { number, image, pixels };
  }

  // The last one asked for always stays.
  shed() {
    for (const [key, { image, pixels }] of this.kept) {
      if (this.pixels <= MOST_PIXELS || this.kept.size === 1) return;
      this.kept.delete(key);
      this.pixels -= pixels;
      image.src = "";
    }
  }

  // The largest that is there; null where none is.
  best(number) {
    let best = null;
    for (const { number: whose, image } of this.kept.values()) {
      if (whose === number && image.naturalWidth && image.complete && !(best?.naturalWidth > image.naturalWidth)) best = image;
    }
    return best;
  }
}
