// Perceptually uniform palettes (matplotlib, CC0), each by 17 colours with straight lines between them.
"use strict";

const PALETTES = {
  inferno: "000004 0b0724 210c4a 3d0965 57106e 71196e 8a226a a32c61 bc3754 d24644 e45a31 f1731d f98e09 fcac11 f9cb35 f2ea69 fcffa4",
  viridis: "440154 48186a 472d7b 424086 3b528b 33638d 2c728e 26828e 21918c 1fa088 28ae80 3fbc73 5ec962 84d44b addc30 d8e219 fde725",
  cividis: "00224e 002e6a 1a386f 32436d 434e6c 535a6d 61656f 6f7073 7d7c78 8c8878 9b9476 aba072 bcae6c cdbb63 dec958 f0d846 fee838",
};

// 256 colours, red green blue one after another.
function readPalette(name) {
  const stops = PALETTES[name].split(" ").map((hex) => [0, 2, 4].map((at) => parseInt(hex.slice(at, at + 2), 16)));
  const colours = new Uint8ClampedArray(256 * 3);
  for (let step = 0; step < 256; step += 1) {
    const place = (step / 255) * (stops.length - 1);
    const before = Math.min(Math.floor(place), stops.length - 2);
    for (let part = 0; part < 3; part += 1) {
      const [from, to] = [stops[before][part], stops[before + 1][part]];
      colours[step * 3 + part] = from + (to - from) * (place - before);
    }
  }
  return colours;
}

function drawRamp(canvas, name) {
  const context = canvas.getContext("2d");
  const colours = readPalette(name);
  for (let column = 0; column < canvas.width; column += 1) {
    const step = Math.round((column / (canvas.width - 1)) * 255) * 3;
    context.fillStyle = `rgb(${colours[step]} ${colours[step + 1]} ${colours[step + 2]})`;
    context.fillRect(column, 0, 1, canvas.height);
  }
}
