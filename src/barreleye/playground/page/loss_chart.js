// Losses by epoch, on a log scale: one line for each training.

import { element, setAttribute, setText } from "./dom.js";
import { shown } from "./expressions.js";

const [WIDTH, HEIGHT] = [640, 120];
const MOST = 1000; // points of a line

/** Draws the losses of one training, or of several. */
export class LossChart {
  /** @param {string[]} names */
  constructor(names) {
    this.paths = names.map((_, k) => element("svg:path", { class: `curve run${k}` }));
    this.low = element("svg:text", { x: 4, y: HEIGHT - 6, class: "tick start" });
    this.high = element("svg:text", { x: WIDTH - 4, y: 14, class: "tick end" });
    this.node = element(
      "svg:svg",
      { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, class: "losses", role: "img", "aria-label": "loss by epoch" },
      ...this.paths, this.low, this.high,
    );
  }

  /** @param {number[][]} runs the loss of each epoch */
  draw(runs) {
    const epochs = Math.max(...runs.map((one) => one.length));
    let [low, high] = [Infinity, -Infinity];
    for (const one of runs.flat()) {
      if (!(one > 0)) continue;
      low = Math.min(low, one);
      high = Math.max(high, one);
    }
    if (epochs < 2 || !(low <= high)) {
      for (const path of this.paths) setAttribute(path, "d", "");
      setText(this.low, "");
      return setText(this.high, "");
    }
    const scale = high > low ? (HEIGHT - 30) / Math.log(high / low) : 0;
    const step = Math.max(1, Math.ceil(epochs / MOST));
    runs.forEach((losses, k) => {
      let d = "";
      for (let i = 0; i < losses.length; i++) {
        if (!(losses[i] > 0) || (i % step && i < losses.length - 1)) continue;
        const [x, y] = [(WIDTH * i) / (epochs - 1), HEIGHT - 22 - scale * Math.log(losses[i] / low)];
        d += `${d ? "L" : "M"}${x.toFixed(1)} ${y.toFixed(1)}`;
      }
      setAttribute(this.paths[k], "d", d);
    });
    setText(this.high, shown(high, 3));
    setText(this.low, `${shown(low, 3)}; loss on a log scale, ${epochs.toLocaleString("en")} epochs`);
  }
}
