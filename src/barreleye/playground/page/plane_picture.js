// Pictures of the plane of two inputs: each cell of a grid has the colour of a class, or of a number.

import { HEIGHT, WIDTH } from "./axes.js";
import { element } from "./dom.js";
import { classOf } from "./view_state.js";

// Colours that are told apart by all eyes.
export const HUES = ["#2b6fb0", "#e08214", "#1b9e77", "#a3509f", "#b8a100", "#5f6b73", "#c2185b", "#4d9de0"];

/** @typedef {{ left: number, right: number, low: number, high: number }} Box */

/** Paints grids with so many cells in each direction. */
export class Picture {
  /** @param {number} cells */
  constructor(cells) {
    this.canvas = element("canvas", { "aria-hidden": "true", class: "plane" });
    this.context = /** @type {CanvasRenderingContext2D} */ (this.canvas.getContext("2d"));
    this.resize(cells);
  }

  resize(cells) {
    this.cells = cells;
    if (this.canvas.width === cells) return;
    this.canvas.width = cells;
    this.canvas.height = cells;
  }

  /**
   * Return a drawing with this picture behind it, between its axes.
   * @param {Element} svg
   * @param {import("./axes.js").Axes} axes
   */
  behind(svg, axes) {
    const { x, y, width, height } = axes.inside();
    const { style } = this.canvas;
    Object.assign(style, { left: share(x, WIDTH), top: share(y, HEIGHT), width: share(width, WIDTH), height: share(height, HEIGHT) });
    return element("div", { class: "on-plane" }, this.canvas, svg);
  }

  /**
   * Return the middles of all cells, as rows of two inputs.
   * @param {Box} box
   */
  grid({ left, right, low, high }) {
    const { cells } = this;
    const found = new Float64Array(2 * cells * cells);
    for (let i = 0; i < cells * cells; i++) {
      found[2 * i] = left + ((right - left) * ((i % cells) + 0.5)) / cells;
      found[2 * i + 1] = high - ((high - low) * (Math.floor(i / cells) + 0.5)) / cells;
    }
    return found;
  }

  /** Paint the classes: the less confident, the paler. */
  ofClasses(outputs, units) {
    const hues = HUES.map(rgb);
    const many = Math.max(2, units);
    this.paint((i) => {
      const row = outputs.subarray(i * units, (i + 1) * units);
      const k = classOf(row);
      const share = units === 1 ? Math.max(row[0], 1 - row[0]) : row[k];
      if (k < 0) return NONE; // an output is no number
      return blended(hues[k % hues.length], 0.1 + (0.6 * (share - 1 / many)) / (1 - 1 / many));
    });
  }

  /** Paint one output: blue above 0, orange below. */
  ofNumbers(outputs, units, k) {
    let most = 0;
    for (let i = k; i < outputs.length; i += units) most = Math.max(most, Math.abs(outputs[i]));
    const [up, down] = [rgb(HUES[0]), rgb(HUES[1])];
    this.paint((i) => {
      const value = outputs[i * units + k];
      return blended(value >= 0 ? up : down, most ? 0.85 * Math.abs(value / most) : 0);
    });
  }

  paint(colour) {
    const { cells, context } = this;
    const image = context.createImageData(cells, cells);
    const bytes = new Uint32Array(image.data.buffer);
    for (let i = 0; i < cells * cells; i++) bytes[i] = colour(i);
    context.putImageData(image, 0, 0);
  }
}

function share(part, whole) {
  return `${(100 * part) / whole}%`;
}

const NONE = 0xff808080;

/** Return a colour between white and a hue, as the four bytes of a pixel. */
export function blended(hue, share) {
  const part = Number.isFinite(share) ? Math.min(Math.max(share, 0), 1) : 0;
  const byte = (k) => Math.round(255 + part * (hue[k] - 255));
  return (255 << 24) | (byte(2) << 16) | (byte(1) << 8) | byte(0);
}

/** Return red, green and blue of a colour. */
export function rgb(hue) {
  return [1, 3, 5].map((i) => Number.parseInt(hue.slice(i, i + 2), 16));
}
