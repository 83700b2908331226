// All neurons of a layer side by side, and those alone that are dead, saturated, always on, or the same as another.

import { drawable } from "./axes.js";
import { element, setAttribute, setText } from "./dom.js";
import { shown } from "./expressions.js";
import { histogram } from "./histogram.js";
import { Picture } from "./plane_picture.js";

const KINDS = { all: "all", dead: "dead", saturated: "saturated", alwaysOn: "always on", duplicate: "duplicate" };
const [WIDTH, HEIGHT] = [150, 80];
const CELLS = 28; // of a small picture of the plane, in each direction
const BARS = 20; // of a histogram
const MOST = 256; // neurons that are shown at once

/** Shows each neuron over x, over the plane of two inputs, or as a histogram over the rows. */
export class NeuronsTab {
  /** @param {import("./app.js").App} app */
  constructor(app) {
    this.app = app;
    this.kind = "all";
    this.layer = 0;
    this.coarse = new Picture(CELLS);
    this.shownFor = "";
    this.shownNames = "";
    /** @type {any} the network whose neurons are shown */
    this.shownNet = null;
    /** @type {{ j: number, plane: Picture | null, path: any, caption: any, node: any }[]} */
    this.made = [];
    this.layers = element("select", { "aria-label": "layer", onchange: () => this.show(this.layers.selectedIndex, this.kind) });
    this.kinds = Object.keys(KINDS).map((kind) =>
      element("button", { type: "button", onclick: () => this.show(this.layer, kind) }),
    );
    this.words = element("p", { class: "carries" });
    this.cells = element("div", { class: "cells small" });
    this.node = element(
      "section",
      { class: "wide", "aria-label": "neurons" },
      element("div", { class: "fields" }, element("label", {}, "layer ", this.layers),
        element("div", { class: "filters", role: "group", "aria-label": "which neurons" }, ...this.kinds)),
      this.words, this.cells,
    );
  }

  show(layer, kind) {
    Object.assign(this, { layer, kind });
    this.app.plan();
  }

  /** The neurons of the layer that the filter leaves. */
  chosen() {
    const { view } = this.app;
    const marks = view.marks[this.layer];
    const all = Array.from({ length: view.net.layers[this.layer].units }, (_, j) => j);
    return this.kind === "all" ? all : all.filter((j) => marks[this.kind][j]);
  }

  draw() {
    const { view } = this.app;
    const { layers } = view.net;
    this.layer = Math.min(this.layer, layers.length - 1);
    const names = layers.map((one) => `${one.name}: ${one.units} ${one.activation}`);
    if (this.shownNames !== names.join()) {
      this.layers.replaceChildren(...names.map((text) => element("option", { text })));
      this.shownNames = names.join();
    }
    this.layers.selectedIndex = this.layer;
    const marks = view.marks[this.layer];
    Object.keys(KINDS).forEach((kind, k) => {
      const many = kind === "all" ? layers[this.layer].units : marks[kind].filter(Boolean).length;
      setText(this.kinds[k], `${KINDS[kind]} ${many}`);
      this.kinds[k].setAttribute("aria-pressed", String(kind === this.kind));
    });
    const chosen = this.chosen();
    const few = chosen.slice(0, MOST);
    const bare = view.net.inputs > 2 && !view.data;
    const over = view.net.inputs === 1 ? "over x" : view.net.inputs === 2 ? "over the plane of the two inputs: blue above 0, orange below" : "on the rows, as a histogram";
    const more = chosen.length > few.length ? ` The first ${MOST} of ${chosen.length} are shown.` : "";
    setText(this.words, bare ? "The page carries no rows on which the neurons could be shown: add some on the tab “Network”." : chosen.length ? `The output of each neuron ${over}.${more}` : `No neuron of this layer is ${KINDS[this.kind]} on these rows.`);
    const key = `${this.layer}: ${few.join()}`;
    if (this.shownFor !== key || this.shownNet !== view.net) {
      this.shownFor = key;
      this.shownNet = view.net;
      this.made = few.map((j) => this.cell(j));
      this.cells.replaceChildren(...this.made.map((one) => one.node));
    }
    for (const one of this.made) {
      this.paint(one);
      setText(one.caption, [`neuron ${one.j}`, this.share(one.j), ...this.marksOf(one.j)].filter(Boolean).join(", "));
    }
  }

  /** Return the parts of a neuron's picture. */
  cell(j) {
    const { view } = this.app;
    const name = `${view.net.layers[this.layer].name} neuron ${j}`;
    const plane = view.net.inputs === 2 ? new Picture(CELLS) : null;
    const path = element("svg:path", { class: view.net.inputs === 1 ? "curve" : "bars" });
    const drawing = plane?.canvas ?? element("svg:svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, "aria-hidden": "true" }, path);
    const caption = element("figcaption");
    const go = () => this.app.choose(this.layer, j, true);
    const button = element("button", { type: "button", class: "picture", "aria-label": `go to ${name}`, onclick: go }, drawing);
    return { j, plane, path, caption, node: element("figure", {}, button, caption) };
  }

  marksOf(j) {
    const marks = this.app.view.marks[this.layer];
    return Object.keys(KINDS).filter((kind) => kind !== "all" && marks[kind][j]).map((kind) => KINDS[kind]);
  }

  /** On how many rows the neuron is on, where 0 means that it is off. */
  share(j) {
    const { view } = this.app;
    const { units, f } = view.net.layers[this.layer];
    if (!view.onRows || !f.kinks?.length || f.range[0] !== 0) return "";
    const { a } = view.onRows[this.layer];
    let on = 0;
    for (let i = j; i < a.length; i += units) if (a[i] !== 0) on += 1;
    return `on for ${shown((100 * on) / (a.length / units), 3)} % of the rows`;
  }

  paint({ j, plane, path }) {
    const { view } = this.app;
    const { units } = view.net.layers[this.layer];
    if (plane) {
      const records = view.once("plane, coarse", () => view.net.trace(view.rowsOf(this.coarse.grid(view.box))));
      return plane.ofNumbers(records[this.layer].a, units, j);
    }
    const records = view.net.inputs === 1 ? view.over : view.onRows;
    const values = records ? Array.from(records[this.layer].a).filter((_, i) => i % units === j) : [];
    setAttribute(path, "d", view.net.inputs === 1 ? curveOf(values) : histogram(values, BARS, WIDTH, HEIGHT).path);
  }
}

function curveOf(numbers) {
  const values = numbers.map(drawable);
  const [low, high] = [Math.min(0, ...values), Math.max(0, ...values)];
  const scale = high > low ? (HEIGHT - 10) / (high - low) : 0;
  const points = values.map((one, i) => `${((WIDTH * i) / (values.length - 1)).toFixed(1)} ${(HEIGHT - 5 - scale * (one - low)).toFixed(1)}`);
  return `M${points.join("L")}`;
}
