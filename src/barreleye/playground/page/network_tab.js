// The tab of the network: its drawing, the numbers of a neuron, the curve or the plane, training, layers and rows.

import { CurveView } from "./curve_view.js";
import { takeStrokes } from "./drawn_rows.js";
import { element, setText } from "./dom.js";
import { FORMULAS } from "./formulas.js";
import { shown } from "./expressions.js";
import { Findings } from "./findings.js";
import { Inspector } from "./inspector.js";
import { movedKnot } from "./knot_moves.js";
import { LayersPanel } from "./layers_panel.js";
import { NetworkGraph } from "./network_graph.js";
import { NumberField } from "./number_field.js";
import { PlaneView } from "./plane_view.js";
import { RowsPanel } from "./rows_panel.js";
import { Stages } from "./stages.js";
import { TrainingView } from "./training_view.js";
import { withRows } from "./content.js";

const SLOWER = 4; // while a network is trained, its drawing follows with every fourth picture
const PAUSE = 150; // milliseconds without a change, before what takes long is drawn
const HEAVY_PAUSE = 1500;
const QUIET = 1000;

/** Shows the network of the page; another network, or other rows, have a tab of their own. */
export class NetworkTab {
  /**
   * @param {import("./app.js").App} app
   * @param {NetworkTab | null} before what is chosen there stays so
   */
  constructor(app, before) {
    this.app = app;
    this.drawn = 0;
    this.later = 0;
    this.speaking = 0;
    /** @type {Record<string, boolean>} which of the parts that can be closed are open, by title */
    this.open = before?.open ?? {};
    const { view, history } = app;
    const { net, data } = view;
    const { given } = history.content;
    this.graph = new NetworkGraph(view, (layer, neuron, enter) => app.choose(layer, neuron, enter));
    this.inspector = new Inspector(view, history, () => app.plan());
    this.rows = new RowsPanel(view, (rows, label, keepsPlace) => history.show(withRows(history.content, rows, keepsPlace), label));
    if (before) this.rows.chooseAs(before.rows);
    this.curve = net.inputs === 1 ? new CurveView(view, this.actions()) : null;
    this.plane = net.inputs === 2 ? new PlaneView(view, (x) => app.moveTo(x)) : null;
    const picture = this.curve ?? this.plane;
    if (picture) takeStrokes(this.curve?.node ?? this.plane?.svg, (event) => picture.at(event), this.rows);
    this.training = data ? new TrainingView(view, history, { newWorker: app.newWorker, shown: () => app.trained(), options: app.options }) : null;
    this.findings = given.findings ? new Findings(given.findings, net, (layer, neuron) => app.choose(layer, neuron)) : null;
    this.stages = given.stages ? new Stages(view, given.stages) : null;
    this.layers = new LayersPanel(app);
    this.errors = element("p", { class: "errors" });
    this.answer = element("p", { class: "answer" });
    this.probes = view.inputNames.map((name, i) => new NumberField(net.inputs === 1 ? `probe ${name}` : name, (value) => app.moveProbe(value, i)));
    const legend = net.inputs === 1 && net.outputs > 1
      ? element("p", { class: "legend" }, ...view.outputNames.map((name, j) => element("span", {}, element("svg:svg", { viewBox: "0 0 24 8", "aria-hidden": "true" }, element("svg:path", { class: `curve output${j % 8}`, d: "M0 4H24" })), ` ${name}`)))
      : null;
    const fields = element("div", { class: "probes" }, ...this.probes.map((one) => one.node));
    const probe = element("section", { class: "probe-part", "aria-label": "probe" }, fields, this.answer);
    const left = [this.graph.node_, this.pairs(given), this.inspector.node, this.findings?.node, this.layers.node];
    const [task, sections] = this.stages?.isOne ? [this.stages.node, null] : [null, this.stages?.node];
    const right = [task, this.curve?.node, this.plane?.node, legend, probe, this.errors, sections, this.training?.node, this.rows.node];
    this.node = element(
      "div",
      { class: "columns" },
      element("section", { class: "left", "aria-label": "network" }, ...left),
      element("section", { class: "right", "aria-label": net.inputs === 1 ? "curve" : "outputs" }, ...right),
      element("p", { class: "carries", text: given.carries }),
      (this.spoken = element("p", { class: "spoken", role: "status" })),
    );
    this.keepOpen();
  }

  /** Another network is shown instead: end what goes on. */
  close() {
    this.training?.forget();
    this.layers.cancel();
    clearTimeout(this.later);
    this.plane?.close();
  }

  /** Let the parts that can be closed be open or closed as they were. */
  keepOpen() {
    for (const part of this.node.querySelectorAll("details")) {
      const title = part.querySelector("summary")?.textContent ?? "";
      part.open = this.open[title] ?? false;
      part.addEventListener("toggle", () => (this.open[title] = part.open));
    }
  }

  /** The choice between pairs alone and all weights, where the network is one of pairs. */
  pairs(given) {
    if (!given.mask) return null;
    const { view } = this.app;
    const whole = element("input", {
      type: "checkbox",
      checked: !view.mask,
      onchange: () => {
        view.mask = whole.checked ? null : new Set(given.mask);
        view.forget();
        this.inspector.shownFor = "";
        this.app.plan();
      },
    });
    return element("label", { class: "switch" }, whole, " fully connected");
  }

  actions() {
    const { app } = this;
    return {
      choose: (layer, neuron) => app.choose(layer, neuron),
      moveProbe: (x) => app.moveProbe(x, 0),
      /** Move the knot of a neuron that is at `from`: to x, or if that is null turn the curve about it. */
      moveKnot: (owner, from, x, rise, gesture) => {
        const changes = movedKnot(app.view, owner, from, x, rise);
        const [layer, neuron] = owner;
        const what = x === null ? "slope" : "knot";
        if (changes.some(([place]) => app.view.pinned.has(place))) app.toolbar.say("A weight or the bias of this neuron is pinned.");
        else if (changes.length) app.history.set(changes, `${what} of layer ${layer}, neuron ${neuron}`, gesture);
      },
    };
  }

  draw() {
    this.curve?.draw();
    this.plane?.draw();
    this.drawn += 1;
    setText(this.answer, this.answerInWords());
    const running = this.training?.run.running ?? false;
    clearTimeout(this.later);
    if (this.app.view.isHeavy) this.later = window.setTimeout(() => this.drawRest(), running ? HEAVY_PAUSE : PAUSE);
    else {
      setText(this.errors, this.errorInWords());
      if (!running || this.drawn % SLOWER === 0) this.drawRest();
    }
  }

  /** Draw what no eye follows thirty times a second. */
  drawRest() {
    const { view, history } = this.app;
    const { given } = history.content;
    setText(this.errors, this.errorInWords());
    this.graph.draw();
    this.inspector.draw();
    this.stages?.draw();
    this.findings?.draw(view.changedSince(given));
    this.training?.explained.draw();
    this.layers.draw();
    if (!this.training?.run.busy) this.speak();
    this.probes.forEach((field, i) => field.show(view.probe[i]));
  }

  /** Tell a screen reader what the network gives, when nothing has changed for a while. */
  speak() {
    clearTimeout(this.speaking);
    this.speaking = window.setTimeout(() => setText(this.spoken, `${this.answer.textContent}. ${this.errors.textContent}`), QUIET);
  }

  answerInWords() {
    const { view } = this.app;
    const out = Array.from(view.passed[view.passed.length - 1].a, (one) => shown(one));
    if (view.kind === "numbers" || out.length === 1) return `output ${out.join(", ")}`;
    return out.map((text, j) => `${view.outputNames[j]}: ${text}`).join("; ");
  }

  errorInWords() {
    const { view } = this.app;
    if (!view.data) return "";
    const { label } = FORMULAS[view.net.dtype].losses[view.loss];
    const words = [`Mean ${label} ${shown(view.error())}`];
    if (view.kind !== "numbers") words.push(view.rightInWords);
    else if (view.net.inputs === 1 && view.area.length) {
      const inside = view.error((x) => view.area.some(([start, end]) => x >= start && x <= end));
      if (!Number.isNaN(inside)) words.push(`in the area of effect ${shown(inside)}`);
    }
    return `${words.join("; ")}.`;
  }
}
