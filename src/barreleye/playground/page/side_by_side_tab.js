// The same network twice, with the same first weights, rows and order, and another activation: what does it change?

import { Axes, HEIGHT, WIDTH, dots } from "./axes.js";
import { element, setAttribute, setText } from "./dom.js";
import { FORMULAS } from "./formulas.js";
import { jobOf } from "./jobs.js";
import { LossChart, LossLog } from "./loss_chart.js";
import { Network } from "./network.js";
import { Picture } from "./plane_picture.js";
import { rowMarks } from "./plane_view.js";
import { Random, firstParameters } from "./random.js";
import { Run } from "./run.js";
import { counted, shown } from "./expressions.js";
import { ViewState } from "./view_state.js";

const CELLS = 40;
const MARGIN = 0.15;

/** Trains two networks at once, each in a worker of its own. */
export class SideBySideTab {
  /** @param {import("./app.js").App} app */
  constructor(app) {
    this.app = app;
    const button = (text, onclick) => element("button", { type: "button", text, onclick });
    this.play = button("Train both", () => (this.running ? this.pause() : this.train()));
    this.words = element("p", { class: "carries" });
    this.chart = new LossChart(["solid", "dashed"]);
    this.columns = element("div", { class: "columns alike" });
    this.choices = ["linear", "relu"];
    this.seed = 0;
    /** @type {import("./content.js").Content | null} */
    this.content = null;
    /** @type {Side[]} none, if there are no rows */
    this.sides = [];
    /** @type {any} the first weights of both */
    this.first = null;
    this.node = element(
      "section",
      { class: "wide", "aria-label": "side by side" },
      this.words,
      element("div", { class: "fields" }, this.play,
        button("Epoch", () => this.each((side) => side.run.step("epoch"))),
        button("Rewind", () => this.rewind()), button("Re-roll", () => this.reroll())),
      this.columns, this.chart.node,
    );
  }

  get running() {
    return this.sides.some((side) => side.run.running);
  }

  each(work) {
    for (const side of this.sides) work(side);
  }

  train() {
    this.each((side) => side.run.go());
    this.app.plan();
  }

  pause() {
    this.each((side) => side.run.ask());
    this.app.plan();
  }

  /** When both have paused, let the one that is behind come to the same epoch. */
  level() {
    if (this.sides.some((side) => side.run.busy)) return;
    const epochs = this.sides.map((side) => side.run.now.epochs);
    if (epochs[0] === epochs[1]) return;
    const goal = Math.max(...epochs);
    this.each((side) => {
      if (side.run.now.epochs < goal && !side.told) side.run.go(goal);
    });
  }

  /** Another network is shown: this one is trained no more. */
  rebuilt() {
    this.each((side) => side.run.forget());
    this.content = null;
  }

  reroll() {
    this.take(this.app.history.content, this.seed + 1);
    this.app.plan();
  }

  /** Give both networks their first weights again. */
  rewind() {
    this.each((side) => side.begin(this.first));
    this.app.plan();
  }

  /** Take a network of the page, and give both the same first weights. */
  take(content, seed = this.app.options.seed) {
    this.each((side) => side.run.forget());
    this.content = content;
    this.seed = seed;
    this.first = firstParameters(content.net, new Random(this.seed));
    this.sides = content.data ? this.choices.map((activation, k) => new Side(this.app, content, activation, {
      chosen: (name) => {
        this.choices[k] = name;
        this.take(content, this.seed);
        this.app.plan();
      },
      heard: () => {
        this.level();
        this.app.plan();
      },
    })) : [];
    this.each((side) => side.begin(this.first));
    const { layers, inputs } = content.net;
    setText(this.words, this.sides.length
      ? `${inputs}-${layers.map((one) => one.units).join("-")}, the network of the first tab, with the same first weights, drawn anew with seed ${this.seed}, and the same rows in the same order. The solid loss is that of the left, the dashed one that of the right.`
      : "This network has no rows to learn from. Choose another one, or draw rows on the first tab.");
    this.columns.replaceChildren(...this.sides.map((side) => side.node));
  }

  draw() {
    const { content } = this.app.history;
    const before = this.content;
    if (before?.net !== content.net || before.data !== content.data || before.loss !== content.loss) this.take(content);
    setText(this.play, this.running ? "Pause" : "Train both");
    this.play.disabled = !this.sides.length;
    this.each((side) => side.draw());
    this.chart.draw(this.sides.map((side) => side.losses));
  }
}

/** One of the two networks. */
class Side {
  /**
   * @param {import("./app.js").App} app
   * @param {import("./content.js").Content} content
   * @param {string} activation
   * @param {{ chosen: (name: string) => void, heard: () => void }} tab is told of another choice, and of each message
   */
  constructor(app, content, activation, { chosen, heard }) {
    const { net, given } = content;
    const last = net.layers.length - 1;
    const layers = net.description.layers.map((one, k) => (k < last ? { ...one, activation } : one));
    this.net = new Network({ ...net.description, layers }, content.first);
    this.view = new ViewState({ ...content, net: this.net, given: { ...given, mask: null } });
    this.app = app;
    this.losses = new LossLog();
    this.run = new Run(app.newWorker, this.net, () => jobOf(this.view, app.options), (message) => {
      this.heard(message);
      heard();
    });
    const known = FORMULAS[net.dtype].activations;
    const names = Object.keys(known).filter((name) => !known[name].rowwise);
    const select = element(
      "select",
      { "aria-label": "activation of the hidden layers", onchange: () => chosen(select.value) },
      ...names.map((name) => element("option", { value: name, text: name, selected: name === activation })),
    );
    this.words = element("p", { role: "status" });
    this.told = "";
    this.picture = new Picture(CELLS);
    /** @type {any[]} */
    this.curves = [];
    const { left, right, low, high } = net.inputs === 1 ? this.frame() : this.view.box;
    this.axes = new Axes([left, right], [low, high]);
    this.svg = element("svg:svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, class: "curve-view", role: "img", "aria-label": `what the network with ${activation} gives` });
    const drawing = net.inputs === 1 ? this.curveParts() : net.inputs === 2 ? this.planeParts() : null;
    this.node = element("section", { "aria-label": `the network with ${activation}` }, element("label", {}, "hidden layers ", select), drawing, this.words);
  }

  begin(first) {
    this.run.forget();
    this.losses = new LossLog();
    this.told = "";
    this.net.vector.set(first);
    this.view.forget();
  }

  /** @param {import("./run.js").Message} message */
  heard({ kind, losses, layer, what }) {
    this.losses.add(losses);
    if (kind === "diverged") this.told = ` Training diverged: ${what} of ${layer} is no longer finite.`;
    this.view.forget();
  }

  /** The part of x and y that is shown, for a network with one input. */
  frame() {
    const { view } = this;
    const [low, high] = view.extent.Y;
    const margin = MARGIN * (high - low) || 1;
    return { left: view.low, right: view.high, low: low - margin, high: high + margin };
  }

  curveParts() {
    this.curves = Array.from({ length: this.net.outputs }, () => element("svg:path", { class: "curve" }));
    this.svg.append(...this.axes.drawn(), element("svg:path", { class: "target", d: dots(this.axes, this.view.data) }), ...this.curves);
    return this.svg;
  }

  planeParts() {
    this.svg.append(...this.axes.drawn(), ...rowMarks(this.axes, this.view));
    return this.picture.behind(this.svg, this.axes);
  }

  draw() {
    const { view, net } = this;
    if (net.inputs === 1) {
      const { x, y } = view.curve;
      this.curves.forEach((path, j) => setAttribute(path, "d", this.axes.path(x, y.map((one) => one[j]))));
    }
    if (net.inputs === 2) view.once("picture", () => this.paint());
    const right = view.kind === "numbers" ? "" : `; ${view.rightInWords}`;
    const { label } = FORMULAS[net.dtype].losses[view.loss];
    setAttribute(this.words, "aria-live", this.run.busy ? "off" : "polite"); // nobody follows thirty sentences a second
    setText(this.words, `After ${counted(this.run.now.epochs, "epoch")}: mean ${label} ${shown(view.error())}${right}.${this.told}${this.run.busy ? " …" : ""}`);
  }

  paint() {
    const { view, net, picture } = this;
    const outputs = net.forward(view.rowsOf(picture.grid(view.box)));
    if (!view.hasClasses) picture.ofNumbers(outputs, net.outputs, 0);
    else picture.ofClasses(outputs, net.outputs);
  }
}
