// Training on the page: the options, play and pause, single steps, the way back, and the loss by epoch.

import { element, setAttribute, setText } from "./dom.js";
import { FORMULAS } from "./formulas.js";
import { shown } from "./expressions.js";
import { NumberField } from "./number_field.js";
import { Random, firstParameters } from "./random.js";

const WIDTH = 640;
const HEIGHT = 120;
const MOST = 1000; // points of the loss curve
const MOST_MOMENTS = 200; // of the past, and no more bytes than this:
const MOST_BYTES = 64e6;

/** Trains the network of the page in a worker. */
export class TrainingView {
  /**
   * @param {import("./view_state.js").ViewState} view
   * @param {import("./history.js").History} history
   * @param {{ newWorker: () => any, shown: () => void }} page
   */
  constructor(view, history, page) {
    this.view = view;
    this.history = history;
    this.page = page;
    /** @type {Float32Array | Float64Array} the parameters that Rewind goes back to */
    this.first = view.net.vector.slice();
    this.options = { rate: 0.01, batch: Math.min(32, view.data.rows), seed: 0 };
    const known = FORMULAS[view.net.dtype].optimizers;
    this.optimizer = element(
      "select",
      { "aria-label": "optimizer", onchange: () => this.reset(known[this.optimizer.value].rate) },
      ...Object.entries(known).map(([name, one]) => element("option", { value: name, text: one.label })),
    );
    this.optimizer.value = "adam";
    this.fields = {
      rate: new NumberField("learning rate", (value) => this.change("rate", value > 0 ? value : this.options.rate), { step: 0.001 }),
      batch: new NumberField("batch size", (value) => this.change("batch", whole(value, 1, view.data.rows)), { step: 1 }),
      seed: new NumberField("seed", (value) => this.change("seed", whole(value, 0, 4294967295)), { step: 1 }),
    };
    const button = (text, onclick) => element("button", { type: "button", text, onclick });
    this.play = button("Train", () => (this.running ? this.worker.postMessage({ kind: "pause" }) : this.run()));
    this.steps = ["sample", "batch", "epoch"].map((unit) => button(`Step: ${unit}`, () => this.one(unit)));
    this.past = element("input", { type: "range", min: 0, max: 0, value: 0, "aria-label": "step of the training to go back to" });
    this.past.addEventListener("input", () => this.goBack());
    this.past.addEventListener("change", () => (this.gesture = null));
    this.message = element("p", { role: "status", class: "training-message" });
    this.path = element("svg:path", { class: "curve" });
    this.low = element("svg:text", { x: 4, y: HEIGHT - 6, class: "tick start" });
    this.high = element("svg:text", { x: WIDTH - 4, y: 14, class: "tick end" });
    this.node = element(
      "section",
      { class: "training", "aria-labelledby": "training-title" },
      element("h2", { id: "training-title", text: "Training" }),
      element("div", { class: "fields" }, element("label", {}, "optimizer ", this.optimizer), ...Object.values(this.fields).map((one) => one.node)),
      element(
        "div",
        { class: "fields" },
        this.play, ...this.steps,
        button("Rewind", () => this.restart(this.first, "rewind")),
        button("Re-roll", () => this.reroll()),
      ),
      element("label", { class: "past" }, "back to a step ", this.past),
      this.message,
      element("svg:svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, class: "losses", role: "img", "aria-label": "loss by epoch" }, this.path, this.low, this.high),
    );
    this.showOptions();
    this.forget();
  }

  showOptions() {
    for (const [name, field] of Object.entries(this.fields)) field.show(this.options[name]);
  }

  change(name, value) {
    this.options[name] = value;
    this.reset();
  }

  /** Begin anew with other options: the optimizer remembers nothing. */
  reset(rate = null) {
    if (rate !== null) this.options.rate = rate;
    this.showOptions();
    this.pause();
    this.forget();
  }

  forget() {
    this.worker?.terminate();
    this.worker = null;
    this.losses = [];
    /** @type {{ steps: number, vector: any }[]} */
    this.moments = [];
    this.every = 1;
    this.heardOf = 0;
    this.now = { steps: 0, epochs: 0 };
    this.draw();
  }

  restart(vector, label) {
    this.reset();
    this.history.replace(vector, label);
  }

  reroll() {
    this.change("seed", this.options.seed + 1);
    this.first = firstParameters(this.view.net, new Random(this.options.seed));
    this.history.replace(this.first, `re-roll, seed ${this.options.seed}`);
  }

  /** Return a worker that has the parameters as they are now. */
  ready() {
    const { net, data, loss } = this.view;
    if (!this.worker || !same(this.sent, net.vector)) {
      this.worker ??= this.page.newWorker();
      this.worker.onmessage = (event) => this.heard(event.data);
      const { rate, batch, seed } = this.options;
      const { options } = FORMULAS[net.dtype].optimizers[this.optimizer.value];
      const labels = this.labels();
      this.base = { ...this.now };
      this.worker.postMessage({
        kind: "start",
        network: net.description,
        vector: net.vector.slice(),
        data: { X: data.X, Y: labels ?? data.Y, rows: data.rows },
        plan: { loss, choice: { name: this.optimizer.value, rate, options }, batchSize: batch, seed: seed + this.now.steps },
      });
      this.sent = net.vector.slice();
    }
    return this.worker;
  }

  /** The classes of the rows, where the loss takes them so. */
  labels() {
    const { net, data, loss, kind } = this.view;
    if (kind !== "classes" || !FORMULAS[net.dtype].losses[loss].ofLabel) return null;
    return Int32Array.from({ length: data.rows }, (_, r) => {
      const row = data.Y.subarray(r * data.outputs, (r + 1) * data.outputs);
      return row.indexOf(Math.max(...row));
    });
  }

  run() {
    this.before = this.view.net.vector.slice();
    this.ready().postMessage({ kind: "run" });
    this.running = true;
    this.told("");
  }

  /** Stop at once, with what was shown last; the worker begins anew afterwards. */
  pause() {
    if (!this.running) return;
    this.running = false;
    this.worker?.postMessage({ kind: "pause" });
    this.sent = null;
    this.keep();
  }

  one(unit) {
    if (this.running) this.pause();
    this.before = this.view.net.vector.slice();
    this.single = true;
    this.ready().postMessage({ kind: "step", unit });
  }

  /** Let the log have what the training did, as one entry. */
  keep() {
    if (!this.before) return;
    const after = this.view.net.vector.slice();
    this.view.net.vector.set(this.before);
    this.before = null;
    this.history.replace(after, `training to step ${this.now.steps}`);
    this.draw();
  }

  heard({ kind, vector, steps, epochs, losses, layer, what }) {
    if (!this.running && !this.single) return; // it was paused by hand, and what came late is no part of it
    this.view.net.vector.set(vector);
    this.sent = vector;
    this.now = { steps: this.base.steps + steps, epochs: this.base.epochs + epochs };
    for (const loss of losses) this.losses.push(loss);
    this.remember();
    this.view.forget();
    this.page.shown();
    if (kind === "frame") {
      requestAnimationFrame(() => this.worker?.postMessage({ kind: "shown" }));
      this.draw();
      return;
    }
    this.single = false;
    this.running = false;
    this.keep();
    if (kind === "diverged") {
      this.told(`Training diverged: ${what} of ${layer} stopped to be finite after step ${this.now.steps}. Take a smaller learning rate.`);
      this.worker.terminate();
      this.worker = null;
    } else this.told("");
  }

  /** Keep the parameters of now; if there are too many, every second set is let go. */
  remember() {
    const { vector } = this.view.net;
    this.heardOf += 1;
    if (this.heardOf % this.every === 0) this.moments.push({ steps: this.now.steps, vector: vector.slice() });
    const most = Math.max(2, Math.min(MOST_MOMENTS, Math.floor(MOST_BYTES / vector.byteLength)));
    if (this.moments.length > most) {
      this.moments = this.moments.filter((_, k) => k % 2 === 0);
      this.every *= 2;
    }
    setAttribute(this.past, "max", this.moments.length - 1);
    this.past.value = String(this.moments.length - 1);
  }

  /** Go to the moment that the slider shows; a whole movement of it is one entry of the log. */
  goBack() {
    const moment = this.moments[Number(this.past.value)];
    if (!moment) return;
    this.pause();
    this.gesture ??= {};
    this.history.replace(moment.vector, `back to step ${moment.steps}`, this.gesture);
    this.told(`as it was after step ${moment.steps.toLocaleString("en")}`);
  }

  told(words) {
    const { steps, epochs } = this.now;
    const loss = this.losses.length ? `, loss of the last epoch ${shown(this.losses[this.losses.length - 1])}` : "";
    setText(this.message, words || `${steps.toLocaleString("en")} steps, ${epochs.toLocaleString("en")} epochs${loss}`);
    setText(this.play, this.running ? "Pause" : "Train");
  }

  draw() {
    this.told("");
    const step = Math.max(1, Math.ceil(this.losses.length / MOST));
    const points = this.losses.filter((one, k) => one > 0 && (k % step === 0 || k === this.losses.length - 1));
    if (points.length < 2) return setAttribute(this.path, "d", "");
    const logs = points.map(Math.log10);
    const [low, high] = [Math.min(...logs), Math.max(...logs)];
    const scale = high > low ? (HEIGHT - 30) / (high - low) : 0;
    const d = logs.map((one, k) => `${k ? "L" : "M"}${((WIDTH * k) / (logs.length - 1)).toFixed(1)} ${(HEIGHT - 22 - scale * (one - low)).toFixed(1)}`);
    setAttribute(this.path, "d", d.join(""));
    setText(this.high, shown(10 ** high, 3));
    setText(this.low, `${shown(10 ** low, 3)}; loss on a log scale, ${this.losses.length.toLocaleString("en")} epochs`);
  }
}

function whole(value, low, high) {
  return Math.min(Math.max(Math.round(value), low), high);
}

function same(a, b) {
  return a && a.length === b.length && a.every((one, k) => Object.is(one, b[k]));
}
