// A pair of axes: from numbers to places in a picture and back, with round numbers at the ticks.

import { element } from "./dom.js";
import { shown } from "./expressions.js";

export const WIDTH = 640;
export const HEIGHT = 360;
const LEFT = 48;
const RIGHT = 12;
const TOP = 12;
const BOTTOM = 28;
const MOST_DOTS = 500;
const FAR = 1e5; // beyond the picture
const HUGE = 1e100;
const MOST_TICKS = 12; // numbers that differ in their last digits alone have no round ones between them

/** Intervals of x and y, drawn into a picture of 640 by 360. */
export class Axes {
  /**
   * @param {number[]} across the ends of x
   * @param {number[]} up the ends of y
   */
  constructor([left, right], [low, high]) {
    this.left = left;
    this.right = right;
    this.low = low;
    this.high = high;
  }

  x(value) {
    return within(LEFT + ((value - this.left) / (this.right - this.left)) * (WIDTH - LEFT - RIGHT));
  }

  y(value) {
    return within(HEIGHT - BOTTOM - ((value - this.low) / (this.high - this.low)) * (HEIGHT - TOP - BOTTOM));
  }

  /** Return the x at a place of the picture. */
  xAt(place) {
    return this.left + ((place - LEFT) / (WIDTH - LEFT - RIGHT)) * (this.right - this.left);
  }

  /** Return the y at a place of the picture. */
  yAt(place) {
    return this.low + ((HEIGHT - BOTTOM - place) / (HEIGHT - TOP - BOTTOM)) * (this.high - this.low);
  }

  /** Return lines and numbers of both axes. */
  drawn() {
    const lines = [];
    for (const value of ticks(this.left, this.right)) {
      lines.push(element("svg:text", { x: this.x(value), y: HEIGHT - 10, class: "tick middle", text: shown(value) }));
    }
    for (const value of ticks(this.low, this.high)) {
      lines.push(element("svg:line", { x1: LEFT, x2: WIDTH - RIGHT, y1: this.y(value), y2: this.y(value), class: "rule" }));
      lines.push(element("svg:text", { x: LEFT - 6, y: this.y(value) + 4, class: "tick end", text: shown(value) }));
    }
    return lines;
  }

  /** Return the part of the picture between the axes. */
  inside() {
    const [x, y] = [this.x(this.left), this.y(this.high)];
    return { x, y, width: this.x(this.right) - x, height: this.y(this.low) - y };
  }

  /** Return the path through points, with a gap where one is no number; what is far outside stays at the edge of that. */
  path(x, y) {
    let d = "";
    let drawn = false;
    for (let i = 0; i < x.length; i++) {
      const finite = !Number.isNaN(y[i]);
      if (finite) d += `${drawn ? "L" : "M"}${this.x(x[i]).toFixed(2)} ${this.y(y[i]).toFixed(2)}`;
      drawn = finite;
    }
    return d;
  }
}

/** Return a number that can be drawn among others: the largest for infinity, 0 for what is no number. */
export function drawable(value) {
  return Number.isNaN(value) ? 0 : Math.min(Math.max(value, -HUGE), HUGE);
}

/** Return a place that a browser can draw; what is no number is far above. */
function within(place) {
  return Number.isNaN(place) ? -FAR : Math.min(Math.max(place, -FAR), FAR);
}

/**
 * Return the rows of one input as a path of dots: what is wanted of one output, or of all of them.
 * @param {Axes} axes
 * @param {import("./content.js").Rows | null} data
 * @param {number | null} output
 */
export function dots(axes, data, output = null) {
  if (!data) return "";
  const { X, Y, rows, outputs } = data;
  const step = Math.max(1, Math.ceil(rows / MOST_DOTS));
  let d = "";
  for (let r = 0; r < rows; r += step) {
    for (let j = output ?? 0; j < (output === null ? outputs : output + 1); j++) d += `M${axes.x(X[r]).toFixed(1)} ${axes.y(Y[r * outputs + j]).toFixed(1)}h0`;
  }
  return d;
}

/** Return some five round numbers of an interval. */
export function ticks(low, high) {
  const rough = (high - low) / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].map((one) => one * power).find((one) => one >= rough) ?? 10 * power;
  const found = [];
  const first = Math.ceil(low / step - 1e-9);
  for (let k = 0; k < MOST_TICKS && (first + k) * step <= high + 1e-9 * step; k++) found.push((first + k) * step);
  return found;
}
