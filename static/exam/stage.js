// One picture that can be moved: OpenSeadragon turns and zooms, a canvas over it draws everything that is shown.
"use strict";

const NEIGHBOURS = 8; // fetched before they are shown; of large photographs one

// OpenSeadragon adds a style block unless one is there, which our policy forbids: this stands for it.
const stand = document.createElementNS("urn:neoscreen", "style");
stand.setAttribute("data-openseadragon-mobile-css", "");
document.head.append(stand);

class Stage {
  constructor(element, words) {
    [this.element, this.words] = [element, words];
    Object.assign(this, JSON.parse(element.dataset.shots));
    this.number = Number(element.dataset.shot);
    this.frames = new Frames(this, () => this.came());
    this.layers = [];
    this.covers = [];
    this.gray = new Gray();
    this.measure = new Measure();
    this.boxes = null;
    this.outlined = true;
    this.begin();
  }

  get shot() {
    return this.shots[this.number];
  }

  get sheet() {
    return this.sheets[this.shot.picture];
  }

  // What has the pointer, once there is a picture; without one it moves the picture.
  get hand() {
    return (this.item && [this.measure, this.boxes].find((each) => each?.on)) || null;
  }

  begin() {
    const place = document.createElement("div");
    place.className = "glass";
    this.element.querySelector("img").replaceWith(place);
    this.canvas = document.createElement("canvas");
    this.canvas.setAttribute("aria-hidden", "true");
    this.viewer = OpenSeadragon({
      element: place,
      drawer: "canvas",
      showNavigationControl: false,
      tabIndex: -1,
      cooperativeGestures: true,
      animationTime: 0.2,
      visibilityRatio: 0.4,
      minZoomImageRatio: 0.8,
      maxZoomPixelRatio: 12,
      gestureSettingsMouse: { clickToZoom: false, dblClickToZoom: true },
      gestureSettingsTouch: { clickToZoom: false, dblClickToZoom: true, pinchRotate: false },
    });
    this.viewer.canvas.append(this.canvas);
    for (const moment of ["open", "update-viewport", "resize"]) this.viewer.addHandler(moment, () => this.draw());
    this.viewer.addHandler("open", () => this.listen());
    this.viewer.addHandler("canvas-press", (event) => this.press(event));
    this.viewer.addHandler("canvas-drag", (event) => this.drag(event));
    this.viewer.addHandler("canvas-drag-end", (event) => (event.preventDefaultAction = Boolean(this.hand)));
    this.viewer.addHandler("canvas-release", () => this.release());
    for (const moment of ["focusin", "focusout"]) this.element.addEventListener(moment, () => setTimeout(() => this.listen()));
    for (const paper of [true, false]) addEventListener(paper ? "beforeprint" : "afterprint", () => this.print(paper));
    this.element.querySelector("[data-anew]").addEventListener("click", () => this.anew());
    this.open();
  }

  // A picture that came, or did not: what is not seen is said.
  came() {
    const lost = this.frames.missing(this.number);
    this.element.querySelector("[data-lost]").hidden = !lost;
    if (lost) this.element.querySelector("[data-says-lost]").textContent = this.ready(this.number) ? this.words.coarse : this.words.pictureLost;
    this.draw();
  }

  anew() {
    this.element.focus({ preventScroll: true });
    this.open();
    this.go(this.number);
  }

  // One finger and the wheel move the page; two fingers, Ctrl, or a picture in focus move the picture.
  listen() {
    const fine = matchMedia("(pointer: fine)").matches;
    const focused = fine && this.element.contains(document.activeElement);
    this.viewer.setCooperativeGestures(!(focused || this.hand));
  }

  press(event) {
    const reach = event.pointerType === "touch" ? 22 : 10;
    this.hand?.begin(this.inPicture(event.position), reach / this.scale);
    this.draw();
  }

  drag(event) {
    if (!this.hand) return;
    event.preventDefaultAction = true;
    this.hand.extend(this.inPicture(event.position));
    this.changed();
  }

  release() {
    this.hand?.end?.(4 / this.scale);
  }

  // Pixels of the screen to one of the picture.
  get scale() {
    return this.frame([0, 0, 1, 1])[2];
  }

  inPicture(position) {
    const point = this.item.viewerElementToImageCoordinates(position);
    return [point.x, point.y];
  }

  // OpenSeadragon holds the place; what is seen is drawn over it, as large as it is looked at.
  open() {
    const { width, height, copies } = this.sheet;
    this.base = this.shot.picture;
    const url = this.frames.address(this.number, copies[0] || 0);
    const known = { type: "legacy-image-pyramid", levels: [{ url, width, height }] };
    this.viewer.open(width ? known : { type: "image", url, buildPyramid: false });
    this.frames.fetch(this.number);
  }

  get item() {
    return this.viewer.world.getItemAt(0);
  }

  ready(number) {
    return this.frames.best(number) !== null;
  }

  go(number) {
    this.number = Math.min(Math.max(number, 0), this.shots.length - 1);
    this.frames.anew(this.number);
    if (this.shot.picture !== this.base) this.open();
    this.ahead(this.number);
    this.came();
    this.changed();
  }

  ahead(number) {
    const ahead = this.sheet.copies.length ? 1 : NEIGHBOURS;
    for (let near = number + ahead; near >= number; near -= 1) this.frames.fetch(near);
  }

  name(number) {
    const one = this.sheets.length === 1 && this.shots.length > 1;
    const word = one ? this.words.frameWord : this.words.pictureWord;
    return word.replace("{number}", number + 1).replace("{all}", this.shots.length);
  }

  changed() {
    this.draw();
    this.element.dispatchEvent(new CustomEvent("shown", { bubbles: true }));
  }

  zoom(factor) {
    this.viewer.viewport.zoomBy(factor).applyConstraints();
  }

  move(across, down) {
    if (this.hand) {
      this.hand.nudge(across, down);
      this.changed();
    } else {
      const step = this.viewer.viewport.getBounds().width / 400;
      this.viewer.viewport.panBy(new OpenSeadragon.Point(across * step, down * step)).applyConstraints();
    }
  }

  fit() {
    this.viewer.viewport.goHome();
  }

  // On paper the whole picture is seen, finer than on a screen, with the boxes that were kept, under their readers' names.
  print(paper) {
    this.fine = paper ? 3 : 0;
    if (paper) this.viewer.viewport.goHome(true);
    this.draw();
  }

  // From pixels of the picture to pixels of the screen.
  place([x, y]) {
    const point = this.item.imageToViewerElementCoordinates(new OpenSeadragon.Point(x, y));
    return [point.x, point.y];
  }

  frame([left, top, right, bottom]) {
    const [x, y] = this.place([left, top]);
    const [far, low] = this.place([right, bottom]);
    return [x, y, far - x, low - y];
  }

  draw() {
    if (!this.item) return;
    const { clientWidth: width, clientHeight: height } = this.viewer.canvas;
    const dense = Math.max(devicePixelRatio || 1, this.fine || 0);
    if (this.canvas.width !== Math.round(width * dense) || this.canvas.height !== Math.round(height * dense)) {
      [this.canvas.width, this.canvas.height] = [Math.round(width * dense), Math.round(height * dense)];
    }
    const context = this.canvas.getContext("2d");
    context.setTransform(dense, 0, 0, dense, 0, 0);
    context.fillStyle = "#000";
    context.fillRect(0, 0, width, height);
    const whole = this.frame([0, 0, this.sheet.width, this.sheet.height]);
    const image = this.frames.best(this.number);
    if (image) {
      this.frames.fetch(this.number, Math.min(whole[2], whole[3]) * dense * 0.8);
      context.drawImage(this.gray.apply(image), ...whole);
      for (const layer of this.layers) layer(context, whole);
      if (this.outlined) this.drawOutlines(context);
    } else {
      // Nothing of one frame is ever laid over another that is still there.
      context.fillStyle = "#000";
      context.fillRect(...whole);
    }
    for (const cover of this.covers) cover(context, whole);
    for (const hand of [!this.fine && this.boxes, this.measure]) if (hand) hand.draw(context, (point) => this.place(point));
  }

  drawOutlines(context) {
    for (const outline of this.outlines.filter((each) => each.shot === this.number)) {
      if (outline.kind === "reader") {
        if (this.fine || !(outline.own && this.boxes)) drawBox(context, this.frame(outline.box), outline.by);
        continue;
      }
      const complained = outline.kind === "complaint";
      context.strokeStyle = complained ? "#ffb066" : "#8fc2ff";
      context.lineWidth = 1.5;
      context.setLineDash(complained ? [6, 4] : []);
      context.strokeRect(...this.frame(outline.box));
      context.setLineDash([]);
      for (const landmark of outline.landmarks) {
        context.beginPath();
        context.arc(...this.place(landmark), 2.5, 0, 2 * Math.PI);
        context.stroke();
      }
    }
  }
}
