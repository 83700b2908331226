// Training on the page: the options, play and pause, single steps, the way back, and the loss by epoch.

import { element, setAttribute, setText } from "./dom.js";
import { FORMULAS } from "./formulas.js";
import { LossChart, LossLog } from "./loss_chart.js";
import { Moments } from "./moments.js";
import { NumberField } from "./number_field.js";
import { Random, firstParameters } from "./random.js";
import { Run } from "./run.js";
import { StepView } from "./step_view.js";
import { jobOf, withFixed } from "./jobs.js";
import { counted, shown } from "./expressions.js";

/** Trains the network of the page in a worker. */
export class TrainingView {
  /**
   * @param {import("./view_state.js").ViewState} view
   * @param {import("./history.js").History} history
   * @param {{ newWorker: () => any, shown: () => void, options: import("./jobs.js").Options }} page
   */
  constructor(view, history, page) {
    this.view = view;
    this.history = history;
    this.page = page;
    this.options = page.options;
    this.run = new Run(page.newWorker, view.net, () => jobOf(view, this.options), (message) => this.heard(message));
    const known = FORMULAS[view.net.dtype].optimizers;
    this.optimizer = element(
      "select",
      { "aria-label": "optimizer", onchange: () => this.choose(this.optimizer.value, known[this.optimizer.value].rate) },
      ...Object.entries(known).map(([name, one]) => element("option", { value: name, text: one.label })),
    );
    const field = (name, label, step) => new NumberField(label, (value) => this.change(name, value), { step });
    this.fields = { rate: field("rate", "learning rate", 0.001), batch: field("batch", "batch size", 1), seed: field("seed", "seed", 1) };
    const button = (text, onclick) => element("button", { type: "button", text, onclick });
    this.play = button("Train", () => (this.run.running ? this.run.ask() : this.begin(() => this.run.go())));
    this.steps = ["sample", "batch", "epoch"].map((unit) => button(`Step: ${unit}`, () => this.one(unit)));
    this.past = element("input", { type: "range", min: 0, max: 0, value: 0, "aria-label": "step of the training to go back to" });
    this.past.addEventListener("input", () => this.goBack());
    this.past.addEventListener("change", () => (this.gesture = null));
    this.message = element("p", { role: "status", class: "training-message" });
    this.chart = new LossChart(["solid"]);
    this.losses = new LossLog();
    this.moments = new Moments(view.net.vector.byteLength);
    /** @type {any} the parameters before the training that is going on */
    this.before = null;
    this.keeping = false;
    this.explained = new StepView(view, history, this.options);
    this.node = element(
      "section",
      { class: "training", "aria-labelledby": "training-title" },
      element("h2", { id: "training-title", text: "Training" }),
      element("div", { class: "fields" }, element("label", {}, "optimizer ", this.optimizer), ...Object.values(this.fields).map((one) => one.node)),
      element(
        "div",
        { class: "fields" },
        this.play, ...this.steps,
        button("Rewind", () => this.restart()),
        button("Re-roll", () => this.reroll()),
      ),
      element("label", { class: "past" }, "back to a step ", this.past),
      this.message,
      this.chart.node,
      this.explained.node,
    );
    this.rolled = this.options.seed;
    this.showOptions();
    this.forget();
  }

  showOptions() {
    this.optimizer.value = this.options.optimizer;
    const batch = Math.min(this.options.batch, this.view.data?.rows ?? 1);
    for (const [name, field] of Object.entries(this.fields)) field.show({ ...this.options, batch }[name]);
  }

  choose(optimizer, rate) {
    Object.assign(this.options, { optimizer, rate });
    this.reset();
  }

  /** Take another option; a batch or a seed that cannot be is brought to the nearest that can. */
  change(name, value) {
    const rows = this.view.data?.rows ?? 1;
    if (name === "rate" && !(value > 0)) throw new Error("a learning rate is above 0");
    if (name === "rate") this.options.rate = value;
    if (name === "batch") this.options.batch = whole(value, 1, rows);
    if (name === "seed") this.options.seed = whole(value, 0, 4294967295);
    this.reset();
  }

  /** Begin anew with other options: the optimizer remembers nothing. */
  reset() {
    this.showOptions();
    this.pause();
    this.forget();
  }

  forget() {
    this.run.forget();
    this.losses = new LossLog();
    this.moments = new Moments(this.view.net.vector.byteLength);
    this.showPast(0);
    this.draw();
  }

  restart() {
    this.reset();
    this.history.replace(withFixed(this.view, this.history.content.first), "rewind");
  }

  /** Draw first weights with a seed that was typed, or else with the next one. */
  reroll() {
    this.change("seed", this.options.seed === this.rolled ? this.rolled + 1 : this.options.seed);
    this.rolled = this.options.seed;
    const first = withFixed(this.view, firstParameters(this.view.net, new Random(this.rolled)));
    const [label, gesture] = [`re-roll, seed ${this.rolled}`, {}];
    this.history.replace(first, label, gesture);
    this.history.show({ ...this.history.content, first }, label, gesture);
  }

  /** Begin something that trains, from the parameters as they are. */
  begin(work) {
    const { now } = this.run;
    const { vector } = this.view.net;
    this.before ??= vector.slice();
    if (!this.run.busy) {
      this.moments.cut(now.steps);
      this.losses.cut(now.epochs);
      if (!this.moments.find(vector)) this.moments.add(now, vector);
    }
    work();
    this.told("");
  }

  /** Stop at once, with what was shown last. */
  pause() {
    if (!this.run.busy || this.keeping) return;
    this.run.stop();
    this.keep();
  }

  one(unit) {
    if (this.run.running) this.pause();
    this.begin(() => this.run.step(unit));
  }

  /** Let the log have what the training did, as one entry. */
  keep() {
    if (!this.before) return;
    const after = this.view.net.vector.slice();
    this.view.net.vector.set(this.before);
    this.before = null;
    this.keeping = true; // what is written into the log is what was trained: nothing has to stop for it
    this.history.replace(after, `training to step ${this.run.now.steps}`);
    this.keeping = false;
    this.draw();
  }

  /** @param {import("./run.js").Message} message */
  heard({ kind, losses, layer, what }) {
    this.losses.add(losses);
    this.moments.add(this.run.now, this.view.net.vector);
    this.showPast(this.moments.all.length - 1);
    this.view.forget();
    this.page.shown();
    if (kind === "frame") return this.draw();
    this.keep();
    if (this.run.busy) this.before = this.view.net.vector.slice(); // a further step was asked for
    this.told(
      kind === "diverged"
        ? `Training diverged: ${what} of ${layer} is no longer finite after ${counted(this.run.now.steps, "step")}. ${cure(this.run.now.steps)}`
        : "",
    );
  }

  /** Let the slider stand at one of the moments. */
  showPast(k) {
    setAttribute(this.past, "max", Math.max(0, this.moments.all.length - 1));
    this.past.value = String(Math.max(0, k));
  }

  /** Go to the moment that the slider shows; a whole movement of it is one entry of the log. */
  goBack() {
    this.pause();
    const moment = this.moments.all[Number(this.past.value)];
    if (!moment) return;
    this.gesture ??= {};
    this.history.replace(moment.vector, `back to step ${moment.steps}`, this.gesture);
    this.told(`as it was after step ${moment.steps.toLocaleString("en")}`);
  }

  /** The parameters were changed otherwise, perhaps by undo: count from the moment that they are those of, if any. */
  changed() {
    if (this.run.busy || this.keeping) return;
    const moment = this.moments.find(this.view.net.vector);
    if (!moment) return;
    this.showPast(this.moments.all.indexOf(moment));
    if (moment.steps === this.run.now.steps) return;
    this.run.now = { steps: moment.steps, epochs: moment.epochs };
    this.draw();
  }

  told(words) {
    const { steps, epochs } = this.run.now;
    const loss = this.losses.epochs && epochs >= this.losses.epochs ? `, loss of the last epoch ${shown(this.losses.last)}` : "";
    // nobody follows thirty sentences a second; the last one differs from those before, or it would not be told
    setAttribute(this.message, "aria-live", this.run.busy ? "off" : "polite");
    setText(this.message, words || `${counted(steps, "step")}, ${counted(epochs, "epoch")}${loss}${this.run.busy ? " …" : ""}`);
    setText(this.play, this.run.running ? "Pause" : "Train");
  }

  draw() {
    this.told("");
    this.chart.draw([this.losses]);
  }
}

/** What helps against numbers that are not finite. */
function cure(steps) {
  return steps ? "Take a smaller learning rate." : "It was so before the first step: take smaller weights, or take a smaller learning rate.";
}

function whole(value, low, high) {
  return Math.min(Math.max(Math.round(value), low), high);
}
