// What the page shows of a network: the selected neuron, the probe, and all that is computed once for every picture.

import { areaOfEffect } from "./area.js";
import { array } from "./arrays.js";
import { shown } from "./expressions.js";
import { extentOf } from "./content.js";
import { exactCurve } from "./curve.js";
import { marks } from "./marks.js";
import { learned } from "./jobs.js";
import { numbersOf } from "./saved_state.js";
import { lossAndGradient } from "./training.js";

const POINTS = 96; // of the small curves in neurons
const HEAVY = 2e7; // some twenty milliseconds
const MARGIN = 0.08; // around the rows on the plane

/** Holds the view, and computes what depends on the parameters when it is asked for. */
export class ViewState {
  /**
   * @param {import("./content.js").Content} content
   */
  constructor({ net, data, loss, given, pinned }) {
    const { low, high, kind, mask, inputNames, classes } = given;
    this.given = given;
    /** @type {ArrayLike<number> | null} the parameters as Python wrote them */
    this.wrote = null;
    this.net = net;
    this.data = data;
    this.loss = loss;
    this.kind = kind;
    /** Whether each row is of one class, which has a place in pictures; several answers of yes or no have none. */
    this.hasClasses = kind === "classes" || (kind === "yes or no" && net.outputs === 1);
    this.low = low;
    this.high = high;
    /** @type {string[]} */
    this.inputNames = inputNames ?? Array.from({ length: net.inputs }, (_, i) => (net.inputs === 1 ? "x" : `input ${i}`));
    /** @type {string[]} the names of the outputs */
    this.classes = classes ?? [];
    this.outputNames = classes?.length === net.outputs ? classes : Array.from({ length: net.outputs }, (_, j) => `output ${j}`);
    /** @type {Set<number> | null} the places that can be changed, or null for all */
    this.mask = mask ? new Set(mask) : null;
    /** @type {Set<number>} places that no training changes */
    this.pinned = pinned;
    this.selected = { layer: 0, neuron: 0 };
    this.probe = new Float64Array(net.inputs);
    this.known = new Map();
    if (net.inputs === 1) this.probe[0] = low + 0.08 * (high - low);
  }

  /** Look at the same place as another view did, as far as there is one. */
  lookAs(before) {
    const { layer, neuron } = before.selected;
    if (layer < this.net.layers.length && neuron < this.net.layers[layer].units) this.selected = before.selected;
    if (before.net.inputs === this.net.inputs && before.low === this.low && before.high === this.high) this.probe.set(before.probe);
    if (before.given.mask === this.given.mask) this.mask = before.mask;
  }

  /** Multiplications of a pass of all rows: what is computed from them waits, if there are many. */
  get isHeavy() {
    return (this.data?.rows ?? 0) * this.net.vector.length > HEAVY;
  }

  /** Whether the network is no more the one that Python wrote. */
  changedSince({ parameters }) {
    const wrote = (this.wrote ??= numbersOf(parameters));
    return wrote.length !== this.net.vector.length || !this.net.vector.every((one, k) => Object.is(one, wrote[k]));
  }

  /** The smallest and the largest number of each input and of the wanted outputs. */
  get extent() {
    return this.once("extent", () => extentOf(this.net.inputs, this.data, this.given.extent ?? null));
  }

  /** The part of the plane that is shown, for a network with two inputs. */
  get box() {
    return this.once("box", () => {
      const sides = this.net.inputs === 2 ? this.extent.X : [[-1, 1], [-1, 1]];
      const [[left, right], [low, high]] = sides.map(([from, to]) => {
        if (!(from <= to)) return [-1, 1];
        const margin = MARGIN * (to - from) || 1;
        return [from - margin, to + margin];
      });
      return { left, right, low, high };
    });
  }

  /** Forget what was computed: the parameters changed. */
  forget() {
    this.known = new Map();
  }

  /** Whether something is computed already. */
  knows(key) {
    return this.known.has(key);
  }

  once(key, compute) {
    if (!this.known.has(key)) this.known.set(key, compute());
    return this.known.get(key);
  }

  rowsOf(numbers) {
    return array(this.net.dtype, numbers);
  }

  /** What every layer gives at the probe. */
  get passed() {
    const at = this.probe.join();
    const known = this.known.get("probe");
    if (known?.at === at) return known.records;
    const records = this.net.trace(this.rowsOf(this.probe));
    this.known.set("probe", { at, records });
    return records;
  }

  /** The curve over x, for a network with one input. */
  get curve() {
    return this.once("curve", () => exactCurve(this.net, this.low, this.high));
  }

  /** What every layer gives over x, at equal distances. */
  get over() {
    return this.once("over", () => {
      const x = Array.from({ length: POINTS }, (_, i) => this.low + ((this.high - this.low) * i) / (POINTS - 1));
      return this.net.trace(this.rowsOf(x));
    });
  }

  /** The area of effect of the selected neuron. */
  get area() {
    const { layer, neuron } = this.selected;
    return this.once(`area ${layer} ${neuron}`, () =>
      areaOfEffect(this.net, layer, neuron, this.low, this.high, this.curve.pieces),
    );
  }

  /** What every layer gives on the rows of the data. */
  get onRows() {
    return this.once("rows", () => this.data && this.net.trace(this.data.X));
  }

  /** The marks of every layer on the rows of the data, or on x where there are none, or else of the weights alone. */
  get marks() {
    return this.once("marks", () => marks(this.net, this.onRows ?? (this.net.inputs === 1 ? this.over : null)));
  }

  /** The loss of every row. */
  get losses() {
    return this.once("losses", () => lossAndGradient(this.net, this.onRows, learned(this), this.loss).losses);
  }

  /**
   * The mean loss over rows, or over those for which `chosen(x)` is true; NaN if there are none.
   * @param {((x: number) => boolean) | null} chosen
   */
  error(chosen = null) {
    if (!this.data) return NaN;
    let [sum, count] = [0, 0];
    for (let r = 0; r < this.data.rows; r++) {
      if (chosen && !chosen(this.data.X[r * this.net.inputs])) continue;
      sum += this.losses[r];
      count += 1;
    }
    return count ? sum / count : NaN;
  }

  /** How many of the answers are right, in words. */
  get rightInWords() {
    const what = this.hasClasses ? "rows are predicted correctly" : "answers are correct";
    return `${shown(100 * this.right, 3)} % of the ${what}`;
  }

  /** The share of rows whose class is predicted, or of answers of yes or no that are right, as the library's score. */
  get right() {
    const { data } = this;
    if (!data) return NaN;
    return this.once("right", () => {
      const a = this.onRows[this.onRows.length - 1].a;
      const { Y, rows, outputs } = data;
      if (!this.hasClasses) return Array.from(Y).filter((y, k) => a[k] > 0.5 === y > 0.5).length / Y.length;
      let count = 0;
      for (let r = 0; r < rows; r++) {
        const row = (values) => values.subarray(r * outputs, (r + 1) * outputs);
        count += classOf(row(a)) === classOf(row(Y)) ? 1 : 0;
      }
      return count / rows;
    });
  }

  /** Where the parameters of a neuron stand in the vector: its weights by input, and its bias or -1. */
  places(layer, neuron) {
    let start = 0;
    for (const one of this.net.layers.slice(0, layer)) start += one.inputs * one.units + (one.bias ? one.units : 0);
    const { inputs, units, bias } = this.net.layers[layer];
    return {
      weights: Array.from({ length: inputs }, (_, i) => start + i * units + neuron),
      bias: bias ? start + inputs * units + neuron : -1,
    };
  }
}

/** Return the class that outputs stand for: the largest one, or of one output whether it is above a half; -1 for NaN. */
export function classOf(outputs) {
  if (outputs.length === 1) return outputs[0] > 0.5 ? 1 : outputs[0] <= 0.5 ? 0 : -1;
  return outputs.indexOf(Math.max(...outputs));
}
