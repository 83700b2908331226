// What the page shows: a network, its rows, and what Python wrote about both.

import { FORMULAS } from "./formulas.js";
import { array } from "./arrays.js";
import { Network } from "./network.js";
import { Random, firstParameters } from "./random.js";
import { dataOf, numbersOf } from "./saved_state.js";

export const MOST_LAYERS = 8;
export const MOST_UNITS = 256;

/**
 * @typedef {Float32Array | Float64Array} Numbers
 * @typedef {{ X: Numbers, Y: Numbers, rows: number, outputs: number }} Rows numbers to predict, one row after the other
 * @typedef {{ units: number, activation: string }} LayerChoice
 * @typedef {{ given: any, net: Network, data: Rows | null, loss: string, first: Numbers }} Content
 *   `given` is what Python wrote; `first` are the parameters that Rewind goes back to
 */

/** Return a network as Python wrote it. */
export function contentOf(given) {
  const net = new Network(given.network, numbersOf(given.parameters));
  return { given, net, data: dataOf(given.data, net.dtype), loss: given.loss, first: net.vector.slice() };
}

/** Return rows as lists. */
export function listedRows({ X, Y, rows, outputs }, inputs) {
  const row = (values, many, r) => Array.from(values.subarray(r * many, (r + 1) * many));
  const all = Array.from({ length: rows }, (_, r) => r);
  return { X: all.map((r) => row(X, inputs, r)), Y: all.map((r) => row(Y, outputs, r)) };
}

/**
 * Return the smallest and the largest number of each input, and of all outputs: those before, and those of the rows.
 * @param {number} inputs
 * @param {Rows | null} data
 * @param {{ X: number[][], Y: number[] } | null} before
 */
export function extentOf(inputs, data, before) {
  const none = () => [Infinity, -Infinity];
  const X = before ? before.X.map((one) => [...one]) : Array.from({ length: inputs }, none);
  const Y = before ? [...before.Y] : none();
  const see = (ends, value) => {
    ends[0] = Math.min(ends[0], value);
    ends[1] = Math.max(ends[1], value);
  };
  data?.X.forEach((value, k) => see(X[k % inputs], value));
  data?.Y.forEach((value) => see(Y, value));
  return { X, Y };
}

/**
 * Return the same network with other rows.
 * @param {Content} content
 * @param {{ X: number[][], Y: number[][], classes: string[] }} rows
 * @returns {Content}
 */
export function withRows(content, { X, Y, classes }) {
  const { given, net } = content;
  const extent = extentOf(net.inputs, content.data, given.extent ?? null);
  const { dtype, outputs } = net;
  const rows = X.length;
  const data = rows ? { X: array(dtype, X.flat()), Y: array(dtype, Y.flat()), rows, outputs } : null;
  const x = X.map((row) => row[0]);
  const [low, high] = [Math.min(given.low, ...x), Math.max(given.high, ...x)];
  const names = classes.length ? ` Its classes are ${classes.map((name, k) => `${k}: ${name}`).join(", ")}.` : "";
  const carries = rows
    ? `${rows.toLocaleString("en")} ${rows === 1 ? "row" : "rows"} of your own: they stay on this page.${names}`
    : "There are no rows. Draw some, paste them, or choose a network that has some.";
  const ends = net.inputs === 1 && low < high ? { low, high } : {};
  const more = classes.length ? { classes } : {};
  return { ...content, given: { ...given, ...ends, ...more, extent, carries, stages: null, findings: null }, data };
}

/** Return the losses that fit the last layer and the rows. */
export function lossesFor({ dtype, outputs }, kind, activation) {
  return Object.entries(FORMULAS[dtype].losses)
    .filter(([, one]) => !one.outputs.length || one.outputs.includes(activation))
    .filter(([, one]) => one.target === "numbers" || kind !== "numbers")
    .filter(([, one]) => one.target !== "classes" || outputs > 1)
    .map(([name]) => name);
}

/**
 * Return a network with other layers. Weights of neurons that stay are kept, the others are drawn.
 * @param {Content} content
 * @param {LayerChoice[]} choices from the first layer to the last, whose units stay
 * @param {string} loss taken if it fits
 * @param {number} seed
 * @returns {Content}
 */
export function withLayers(content, choices, loss, seed) {
  const { given, net } = content;
  const known = FORMULAS[net.dtype].activations;
  const last = choices.length - 1;
  const layers = choices.map(({ units, activation }, k) => ({
    name: k === last ? "output" : `hidden${k}`,
    units, activation, biases: true, init: known[activation].init,
  }));
  const description = { dtype: net.dtype, inputs: net.inputs, layers, changed: true };
  const made = new Network(description);
  made.vector.set(firstParameters(made, new Random(seed)));
  const [hidden, output] = [net.layers.slice(0, -1), net.layers[net.layers.length - 1]];
  made.layers.forEach((layer, k) => keepWeights(k === last ? output : hidden[k], layer));
  const fitting = lossesFor(made, given.kind, layers[last].activation);
  const chosen = fitting.includes(loss) ? loss : fitting[0];
  const more = { mask: null, stages: null, findings: null };
  return { ...content, given: { ...given, ...more }, net: made, loss: chosen, first: made.vector.slice() };
}

/** Copy what two layers have in common. */
function keepWeights(from, to) {
  if (!from) return;
  const units = Math.min(from.units, to.units);
  for (let i = 0; i < Math.min(from.inputs, to.inputs); i++) {
    to.weights.set(from.weights.subarray(i * from.units, i * from.units + units), i * to.units);
  }
  if (from.bias) to.bias.set(from.bias.subarray(0, units));
}
