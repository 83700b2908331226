// Losses by epoch, on a log scale: one line for each training.

import { element, setAttribute, setText } from "./dom.js";
import { shown } from "./expressions.js";

const [WIDTH, HEIGHT] = [640, 120];
const MOST = 1000; // points of a line

/** The losses of a training by epoch: all of the first epochs, and of a long training every second, fourth ... */
export class LossLog {
  constructor() {
    /** @type {number[]} the losses of the epochs 0, every, 2·every ... */
    this.kept = [];
    this.every = 1;
    this.epochs = 0;
    this.last = NaN;
  }

  /** @param {number[]} losses of further epochs */
  add(losses) {
    for (const loss of losses) {
      if (this.epochs % this.every === 0) this.kept.push(loss);
      this.epochs += 1;
      this.last = loss;
      if (this.kept.length <= MOST) continue;
      this.kept = this.kept.filter((_, k) => k % 2 === 0);
      this.every *= 2;
    }
  }

  /** Forget what came after an epoch: the training goes another way from there. */
  cut(epochs) {
    if (epochs >= this.epochs) return;
    this.epochs = epochs;
    this.kept.length = Math.ceil(epochs / this.every);
    this.last = this.kept[this.kept.length - 1] ?? NaN;
  }
}

/** Draws the losses of one training, or of several. */
export class LossChart {
  /** @param {string[]} names how each line is drawn: solid, dashed */
  constructor(names) {
    this.paths = names.map((name) => element("svg:path", { class: `curve ${name}` }));
    this.low = element("svg:text", { x: 4, y: HEIGHT - 6, class: "tick start" });
    this.high = element("svg:text", { x: WIDTH - 4, y: 14, class: "tick end" });
    this.node = element(
      "svg:svg",
      { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, class: "losses", role: "img", "aria-label": "loss by epoch" },
      ...this.paths, this.low, this.high,
    );
  }

  /** @param {LossLog[]} runs */
  draw(runs) {
    const epochs = Math.max(0, ...runs.map((one) => one.epochs));
    let [low, high] = [Infinity, -Infinity];
    for (const one of runs.flatMap(({ kept, last }) => [...kept, last])) {
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
    runs.forEach(({ kept, every, epochs: own, last }, k) => {
      let d = "";
      const point = (epoch, loss) => {
        if (!(loss > 0)) return;
        const [x, y] = [(WIDTH * epoch) / (epochs - 1), HEIGHT - 22 - scale * Math.log(loss / low)];
        d += `${d ? "L" : "M"}${x.toFixed(1)} ${y.toFixed(1)}`;
      };
      kept.forEach((loss, i) => point(i * every, loss));
      point(own - 1, last);
      setAttribute(this.paths[k], "d", d);
    });
    setText(this.high, shown(high, 3));
    setText(this.low, `${shown(low, 3)}; loss on a log scale, ${epochs.toLocaleString("en")} epochs`);
  }
}
