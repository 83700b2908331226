// What the page shows of a network: the selected neuron, the probe, and all that is computed once for every picture.

import { areaOfEffect } from "./area.js";
import { array } from "./arrays.js";
import { exactCurve } from "./curve.js";
import { marks } from "./marks.js";
import { lossAndGradient } from "./training.js";

const POINTS = 96; // of the small curves in neurons

/**
 * @typedef {import("./network.js").Network} Network
 * @typedef {{ X: any, Y: any, rows: number, outputs: number }} Rows numbers to predict, one row after the other
 */

/** Holds the view, and computes what depends on the parameters when it is asked for. */
export class ViewState {
  /**
   * @param {Network} net
   * @param {Rows | null} data
   * @param {{ low: number, high: number, loss: string, kind: string }} given the interval of the x axis, and the loss
   */
  constructor(net, data, { low, high, loss, kind }) {
    this.net = net;
    this.data = data;
    this.loss = loss;
    this.kind = kind;
    this.low = low;
    this.high = high;
    /** @type {Set<number> | null} the places that can be changed, or null for all */
    this.mask = null;
    this.selected = { layer: 0, neuron: 0 };
    this.probe = new Float64Array(net.inputs);
    if (net.inputs === 1) this.probe[0] = low + 0.08 * (high - low);
    this.forget();
  }

  /** Forget what was computed: the parameters changed. */
  forget() {
    this.known = new Map();
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
    return this.once(`probe ${this.probe.join()}`, () => this.net.trace(this.rowsOf(this.probe)));
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

  /** The marks of every layer on the rows of the data, or on x where there are none. */
  get marks() {
    return this.once("marks", () => marks(this.net, this.onRows ?? (this.net.inputs === 1 ? this.over : this.passed)));
  }

  /** The loss of every row. */
  get losses() {
    return this.once("losses", () => lossAndGradient(this.net, this.onRows, this.data, this.loss).losses);
  }

  /** The mean loss over rows, or over those for which `chosen(x)` is true; NaN if there are none. */
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

  /** The share of rows whose class is predicted rightly. */
  get right() {
    return this.once("right", () => {
      const a = this.onRows[this.onRows.length - 1].a;
      const { Y, rows, outputs } = this.data;
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

/** Return the class that outputs stand for: the largest one, or of one output whether it is above a half. */
export function classOf(outputs) {
  if (outputs.length === 1) return outputs[0] > 0.5 ? 1 : 0;
  return outputs.indexOf(Math.max(...outputs));
}
