// A dense network: its description, its parameters in one vector, and the passes forward and back.

import { FORMULAS } from "./formulas.js";
import { array } from "./arrays.js";
import { affine, inputGradient, parameterGradients } from "./products.js";

/**
 * @typedef {Float32Array | Float64Array} Numbers
 * @typedef {{ name: string, units: number, activation: string, biases: boolean, init?: any }} LayerDescription
 * @typedef {{ dtype: "float32" | "float64", inputs: number, layers: LayerDescription[], changed?: boolean }} Description
 *   changed: its layers are no more those that Python wrote
 * @typedef {LayerDescription & { inputs: number, weights: Numbers, bias: Numbers | null, f: any }} Layer
 * @typedef {{ x: Numbers, z: Numbers, a: Numbers }} LayerRecord
 */

/**
 * A dense network. Its layers are views of one vector: for each layer the weights (inputs, units), row after row,
 * and then the biases (units).
 */
export class Network {
  /**
   * @param {Description} description
   * @param {ArrayLike<number> | null} parameters the vector; zeros if there is none
   */
  constructor(description, parameters = null) {
    this.description = description;
    this.dtype = description.dtype;
    this.inputs = description.inputs;
    this.vector = array(this.dtype, parameters ?? countParameters(description));
    if (this.vector.length !== countParameters(description)) {
      throw new RangeError(
        `the network has ${countParameters(description)} parameters, got ${this.vector.length}`,
      );
    }
    this.layers = viewsOf(description, this.vector);
    this.outputs = this.layers[this.layers.length - 1].units;
  }

  /** Return a network of the same description with parameters of its own. */
  copy() {
    return new Network(this.description, this.vector);
  }

  /** Return the same network with numbers of float64. */
  inFloat64() {
    return new Network({ ...this.description, dtype: "float64" }, this.vector);
  }

  /**
   * Pass rows through every layer, and return what each of them saw and gave.
   * @param {Numbers} X (rows, inputs), one row after the other
   * @returns {LayerRecord[]}
   */
  trace(X) {
    const rows = X.length / this.inputs;
    const records = [];
    let x = X;
    for (const layer of this.layers) {
      const z = array(this.dtype, rows * layer.units);
      affine(x, layer.weights, layer.bias, z, rows, layer.inputs, layer.units);
      const a = activated(layer, z, rows);
      records.push({ x, z, a });
      x = a;
    }
    return records;
  }

  /** The outputs of rows, (rows, outputs). */
  forward(X) {
    const records = this.trace(X);
    return records[records.length - 1].a;
  }

  /**
   * Return the gradients of all parameters, in the order of the vector, and those by the pre-activations of each layer.
   * @param {LayerRecord[]} records what trace returned
   * @param {Numbers} last (rows, outputs), the gradient by the pre-activations of the last layer
   */
  backward(records, last) {
    const byLayer = [last];
    const vector = array(this.dtype, this.vector.length);
    const windows = viewsOf(this.description, vector);
    const rows = last.length / this.outputs;
    let dz = last;
    for (let k = this.layers.length - 1; k >= 0; k--) {
      const layer = this.layers[k];
      const { weights, bias } = windows[k];
      parameterGradients(records[k].x, dz, weights, bias, rows, layer.inputs, layer.units);
      if (k === 0) break;
      const dx = array(this.dtype, rows * layer.inputs);
      inputGradient(dz, layer.weights, dx, rows, layer.inputs, layer.units);
      dz = throughActivation(this.layers[k - 1], records[k - 1].z, dx, rows);
      byLayer.unshift(dz);
    }
    return { vector, byLayer };
  }
}

/** @param {Description} description */
export function countParameters(description) {
  let inputs = description.inputs;
  let count = 0;
  for (const layer of description.layers) {
    count += inputs * layer.units + (layer.biases ? layer.units : 0);
    inputs = layer.units;
  }
  return count;
}

/**
 * @param {Description} description
 * @param {Numbers} vector
 * @returns {Layer[]}
 */
function viewsOf(description, vector) {
  const known = FORMULAS[description.dtype].activations;
  let { inputs } = description;
  let start = 0;
  return description.layers.map((layer) => {
    const f = known[layer.activation];
    if (!f) throw new RangeError(`there is no activation ${layer.activation}`);
    const end = start + inputs * layer.units;
    const weights = vector.subarray(start, end);
    const bias = layer.biases ? vector.subarray(end, end + layer.units) : null;
    const view = { ...layer, inputs, weights, bias, f };
    start = end + (layer.biases ? layer.units : 0);
    inputs = layer.units;
    return view;
  });
}

/** Return the outputs of a layer, (rows, units), for its pre-activations. */
export function activated(layer, z, rows) {
  const a = z.slice();
  if (!layer.f.rowwise) {
    const value = layer.f.value;
    for (let i = 0; i < a.length; i++) a[i] = value(z[i]);
    return a;
  }
  for (let r = 0; r < rows; r++) {
    const [start, end] = [r * layer.units, (r + 1) * layer.units];
    layer.f.value(z.subarray(start, end), a.subarray(start, end));
  }
  return a;
}

/** Return the gradient by the pre-activations, (rows, units), for that by the outputs. */
export function throughActivation(layer, z, da, rows) {
  const dz = da.slice();
  if (!layer.f.rowwise) {
    const slope = layer.f.slope;
    // the slope is rounded as the library's array of slopes is, and then the product
    const rounded = layer.f.dtype === "float32" ? Math.fround : (x) => x;
    for (let i = 0; i < dz.length; i++) dz[i] = da[i] * rounded(slope(z[i]));
    return dz;
  }
  for (let r = 0; r < rows; r++) {
    const [start, end] = [r * layer.units, (r + 1) * layer.units];
    layer.f.vjp(z.subarray(start, end), da.subarray(start, end), dz.subarray(start, end));
  }
  return dz;
}
