// Frames as they are loaded: no larger than they are looked at, and the longest unseen goes first.
"use strict";

const MOST_PIXELS = 64e6; // decoded, four bytes each

class Frames {
  constructor({ shots, sheets }, changed) {
    Object.assign(this, { shots, sheets, changed });
    this.kept = new Map();
    this.lost = new Set();
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
    if (this.lost.has(key)) return;
    const had = this.kept.get(key);
    this.kept.delete(key);
    this.kept.set(key, had || this.load(number, copy, key));
    if (!had) this.shed();
  }

  load(number, copy, key) {
    const { width, height } = this.sheets[this.shots[number].picture];
    const share = copy ? copy / Math.min(width, height) : 1;
    const image = new Image();
    image.addEventListener("load", () => this.changed());
    image.addEventListener("error", () => this.lose(key, image));
    image.src = this.address(number, copy);
    const pixels = width * height * share * share;
    this.pixels += pixels;
    return { number, image, pixels };
  }

  // What did not come is not asked for again until somebody wants it anew.
  lose(key, image) {
    if (this.kept.get(key)?.image !== image) return;
    this.pixels -= this.kept.get(key).pixels;
    this.kept.delete(key);
    this.lost.add(key);
    this.changed();
  }

  anew(number) {
    for (const key of this.lost) if (key.startsWith(`${number} `)) this.lost.delete(key);
  }

  missing(number) {
    return [...this.lost].some((key) => key.startsWith(`${number} `));
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
