// Steps of training: the loss of a batch and its gradient, and the step of an optimizer.

import { FORMULAS } from "./formulas.js";
import { array, firstNotFinite } from "./arrays.js";
import { throughActivation } from "./network.js";
import { constantsOf } from "./optimizers.js";

/**
 * @typedef {import("./network.js").Network} Network
 * @typedef {Float32Array | Float64Array} Numbers
 * @typedef {{ X: Numbers, Y: Numbers | Int32Array, rows: number }} Data
 *   X is (rows, inputs); Y is (rows, outputs), or the class of each row where the loss takes labels.
 * @typedef {{ name: string, rate: number, options: Record<string, number> }} OptimizerChoice
 */

/** Training stopped because a number became NaN or infinite. */
export class DivergedError extends Error {
  /**
   * @param {string} layer
   * @param {string} what the quantity that is not finite
   */
  constructor(layer, what) {
    super(`${what} of ${layer} is no longer a finite number`);
    this.layer = layer;
    this.what = what;
  }
}

/** The memory of an optimizer: its slots, and how many steps were taken. */
export class OptimizerState {
  /**
   * @param {Network} net
   * @param {OptimizerChoice} choice
   */
  constructor(net, choice) {
    this.choice = choice;
    this.formula = FORMULAS[net.dtype].optimizers[choice.name];
    if (!this.formula) throw new RangeError(`there is no optimizer ${choice.name}`);
    this.steps = 0;
    this.slots = Array.from({ length: this.formula.slots }, () => array(net.dtype, net.vector.length));
  }

  /** Move the parameters of a network along a gradient. */
  step(net, gradient) {
    this.steps += 1;
    const numbers = constantsOf(this.choice, this.steps);
    this.formula.step(net.vector, gradient, ...this.slots, ...numbers);
  }
}

/**
 * Return the rows of data at these places.
 * @param {Data} data
 * @param {ArrayLike<number>} places
 * @param {number} inputs
 * @returns {Data}
 */
export function part(data, places, inputs) {
  const rows = places.length;
  const outputs = data.Y.length / data.rows;
  const X = /** @type {Numbers} */ (new /** @type {any} */ (data.X.constructor)(rows * inputs));
  const Y = new /** @type {any} */ (data.Y.constructor)(rows * outputs);
  for (let k = 0; k < rows; k++) {
    const r = places[k];
    X.set(data.X.subarray(r * inputs, (r + 1) * inputs), k * inputs);
    Y.set(data.Y.subarray(r * outputs, (r + 1) * outputs), k * outputs);
  }
  return { X, Y, rows };
}

/**
 * Return the loss of each row, and the gradient of their mean by the pre-activations of the last layer.
 * @param {Network} net
 * @param {import("./network.js").LayerRecord[]} records
 * @param {Data} data
 * @param {string} loss
 */
export function lossAndGradient(net, records, data, loss) {
  const formula = FORMULAS[net.dtype].losses[loss];
  if (!formula) throw new RangeError(`there is no loss ${loss}`);
  const { rows, Y } = data;
  const n = net.outputs;
  const last = records[records.length - 1];
  const given = formula.onLogits ? last.z : last.a;
  const labelled = Y instanceof Int32Array;
  const losses = new Float64Array(rows);
  const gradient = array(net.dtype, given.length);
  const row = new Float64Array(n);
  for (let r = 0; r < rows; r++) {
    const p = given.subarray(r * n, (r + 1) * n);
    const y = labelled ? Y[r] : Y.subarray(r * n, (r + 1) * n);
    losses[r] = labelled ? formula.ofLabel(p, y) : formula.value(p, y);
    if (labelled) formula.ofLabelGradient(p, y, row);
    else formula.gradient(p, y, row);
    for (let j = 0; j < n; j++) gradient[r * n + j] = row[j] / rows;
  }
  const layer = net.layers[net.layers.length - 1];
  return { losses, dz: formula.onLogits ? gradient : throughActivation(layer, last.z, gradient, rows) };
}

/** Return the mean of the losses. */
export function mean(losses) {
  let sum = 0;
  for (let r = 0; r < losses.length; r++) sum += losses[r];
  return sum / losses.length;
}

/**
 * Take one step on some rows; return their mean loss with the parameters before it.
 * @param {Network} net
 * @param {OptimizerState} state
 * @param {Data} data
 * @param {string} loss
 */
export function step(net, state, data, loss) {
  const records = net.trace(data.X);
  const { losses, dz } = lossAndGradient(net, records, data, loss);
  const found = mean(losses);
  if (!Number.isFinite(found)) throw new DivergedError(...firstWrong(net, records));
  const gradient = net.backward(records, dz).vector;
  refuse(net, gradient, "the gradient");
  state.step(net, gradient);
  refuse(net, net.vector, "the weights");
  return found;
}

/**
 * Return the layer and the quantity at which numbers stop to be finite in a forward pass.
 * @returns {[string, string]}
 */
function firstWrong(net, records) {
  for (let k = 0; k < records.length; k++) {
    if (firstNotFinite(records[k].z) >= 0) return [net.layers[k].name, "z"];
    if (firstNotFinite(records[k].a) >= 0) return [net.layers[k].name, "a"];
  }
  return [net.layers[net.layers.length - 1].name, "the loss"];
}

function refuse(net, vector, what) {
  const place = firstNotFinite(vector);
  if (place < 0) return;
  let end = 0;
  const layer = net.layers.find((one) => {
    end += one.inputs * one.units + (one.bias ? one.units : 0);
    return place < end;
  });
  throw new DivergedError(layer.name, what);
}
