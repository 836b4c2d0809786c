// One picture that can be moved: OpenSeadragon turns and zooms, a canvas over it draws everything that is shown.
"use strict";

const NEIGHBOURS = 8;

// OpenSeadragon adds a style block unless one is there, which our policy forbids: this stands for it.
const stand = document.createElementNS("urn:neoscreen", "style");
stand.setAttribute("data-openseadragon-mobile-css", "");
document.head.append(stand);

class Stage {
  constructor(element) {
    this.element = element;
    Object.assign(this, JSON.parse(element.dataset.shots));
    this.number = Number(element.dataset.shot);
    this.images = new Map();
    this.layers = [];
    this.covers = [];
    this.gray = new Gray();
    this.measure = new Measure();
    this.outlined = true;
    this.begin();
  }

  get shot() {
    return this.shots[this.number];
  }

  get sheet() {
    return this.sheets[this.shot.picture];
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
    this.viewer.addHandler("canvas-press", (event) => this.press(event));
    this.viewer.addHandler("canvas-drag", (event) => this.drag(event));
    for (const moment of ["focusin", "focusout"]) this.element.addEventListener(moment, () => setTimeout(() => this.listen()));
    addEventListener("beforeprint", () => this.print());
    this.open();
  }

  // One finger and the wheel move the page; two fingers, Ctrl, or a picture in focus move the picture.
  listen() {
    const fine = matchMedia("(pointer: fine)").matches;
    const focused = fine && this.element.contains(document.activeElement);
    this.viewer.setCooperativeGestures(!(focused || this.measure.on));
  }

  press(event) {
    if (this.measure.on) this.measure.begin(this.inPicture(event.position));
    this.draw();
  }

  drag(event) {
    if (!this.measure.on) return;
    event.preventDefaultAction = true;
    this.measure.extend(this.inPicture(event.position));
    this.changed();
  }

  inPicture(position) {
    const point = this.item.viewerElementToImageCoordinates(position);
    return [point.x, point.y];
  }

  open() {
    this.base = this.shot.picture;
    this.viewer.open({ type: "image", url: this.shot.url, buildPyramid: false });
    this.fetch(this.number);
  }

  get item() {
    return this.viewer.world.getItemAt(0);
  }

  fetch(number) {
    const shot = this.shots[number];
    if (!shot) return null;
    if (!this.images.has(number)) {
      const image = new Image();
      image.addEventListener("load", () => this.draw());
      image.src = shot.url;
      this.images.set(number, image);
    }
    return this.images.get(number);
  }

  ready(number) {
    const image = this.images.get(number);
    return Boolean(image && image.complete && image.naturalWidth);
  }

  go(number) {
    this.number = Math.min(Math.max(number, 0), this.shots.length - 1);
    if (this.shot.picture !== this.base) this.open();
    this.ahead(this.number);
    this.changed();
  }

  ahead(number) {
    for (let near = number; near <= number + NEIGHBOURS; near += 1) this.fetch(near);
  }

  changed() {
    this.draw();
    this.element.dispatchEvent(new CustomEvent("shown", { bubbles: true }));
  }

  zoom(factor) {
    this.viewer.viewport.zoomBy(factor).applyConstraints();
  }

  move(across, down) {
    if (this.measure.on) {
      this.measure.nudge(across, down);
      this.changed();
    } else {
      const step = this.viewer.viewport.getBounds().width / 400;
      this.viewer.viewport.panBy(new OpenSeadragon.Point(across * step, down * step)).applyConstraints();
    }
  }

  fit() {
    this.viewer.viewport.goHome();
  }

  // On paper the whole picture is seen, at the width the paper leaves.
  print() {
    this.viewer.forceResize();
    this.viewer.viewport.goHome(true);
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
    const dense = devicePixelRatio || 1;
    if (this.canvas.width !== Math.round(width * dense) || this.canvas.height !== Math.round(height * dense)) {
      [this.canvas.width, this.canvas.height] = [Math.round(width * dense), Math.round(height * dense)];
    }
    const context = this.canvas.getContext("2d");
    context.setTransform(dense, 0, 0, dense, 0, 0);
    context.clearRect(0, 0, width, height);
    const whole = this.frame([0, 0, this.sheet.width, this.sheet.height]);
    if (this.ready(this.number)) {
      context.drawImage(this.gray.apply(this.images.get(this.number)), ...whole);
      for (const layer of this.layers) layer(context, whole);
      if (this.outlined) this.drawOutlines(context);
    } else {
      // Nothing of one frame is ever laid over another that is still there.
      context.fillStyle = "#000";
      context.fillRect(...whole);
    }
    for (const cover of this.covers) cover(context, whole);
    this.measure.draw(context, (point) => this.place(point));
  }

  drawOutlines(context) {
    for (const outline of this.outlines.filter((each) => each.shot === this.number)) {
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
