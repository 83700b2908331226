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
 * @typedef {{ units: number, activation: string, from: number | null }} LayerChoice from which layer it was made, if any
 * @typedef {{ X: number[][], Y: number[][], classes: string[], note?: string }} Listed rows as lists, the names of classes
 * @typedef {{ given: any, net: Network, data: Rows | null, loss: string, first: Numbers, pinned: Set<number> }} Content
 *   `given` is what Python wrote; `first` are the parameters that Rewind goes back to; `pinned` are places in the vector
 */

/** Return a network as Python wrote it. */
export function contentOf(given) {
  const net = new Network(given.network, numbersOf(given.parameters));
  return { given, net, data: dataOf(given.data, net.dtype), loss: given.loss, first: net.vector.slice(), pinned: new Set() };
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
 * @param {Listed} rows
 * @param {boolean} keepsPlace whether the picture shows what it showed before, besides the rows
 * @returns {Content}
 */
export function withRows(content, { X, Y, classes, note }, keepsPlace) {
  const { given, net } = content;
  const { dtype, outputs } = net;
  const rows = X.length;
  const data = rows ? { X: array(dtype, X.flat()), Y: array(dtype, Y.flat()), rows, outputs } : null;
  const extent = extentOf(net.inputs, keepsPlace ? content.data : data, keepsPlace ? given.extent : null);
  const x = X.map((row) => row[0]);
  const [low, high] = [Math.min(...x, ...(keepsPlace ? [given.low] : [])), Math.max(...x, ...(keepsPlace ? [given.high] : []))];
  const names = classes.length ? ` Its classes are ${classes.map((name, k) => `${k}: ${name}`).join(", ")}.` : "";
  const carries = rows
    ? `${rows.toLocaleString("en")} ${rows === 1 ? "row" : "rows"} of your own: they stay on this page.${names}${note ? ` ${note}` : ""}`
    : "There are no rows. Draw some, paste them, or choose a network that has some.";
  const ends = net.inputs === 1 && low < high ? { low, high } : {};
  const more = classes.length ? { classes } : {};
  const { activation } = net.description.layers[net.description.layers.length - 1];
  const loss = fittingLoss(content.loss, lossesFor(net, given.kind, activation, data));
  return { ...content, given: { ...given, ...ends, ...more, extent, carries, stages: null, findings: null }, data, loss };
}

/**
 * Return the losses that fit the last layer and the rows.
 * @param {{ dtype: string, outputs: number }} net
 * @param {string} kind
 * @param {string} activation
 * @param {Rows | null} data
 */
export function lossesFor({ dtype, outputs }, kind, activation, data) {
  let least = Infinity;
  data?.Y.forEach((value) => (least = Math.min(least, value)));
  return Object.entries(FORMULAS[dtype].losses)
    .filter(([, one]) => !one.outputs.length || one.outputs.includes(activation))
    .filter(([, one]) => one.target === "numbers" || kind !== "numbers")
    .filter(([, one]) => one.target !== "classes" || outputs > 1)
    .filter(([, one]) => one.leastTarget <= least)
    .map(([name]) => name);
}

/** Return the loss that was chosen, or another if it does not fit any more. */
export function fittingLoss(chosen, fitting) {
  return fitting.includes(chosen) ? chosen : fitting[0];
}

/**
 * Return a network with other layers. Weights of neurons that stay are kept, the others are drawn.
 * @param {Content} content
 * @param {LayerChoice[]} choices from the first layer to the last, whose units stay
 * @param {number} seed
 * @returns {Content}
 */
export function withLayers(content, choices, seed) {
  const { given, net, loss } = content;
  const known = FORMULAS[net.dtype].activations;
  const last = choices.length - 1;
  const layers = choices.map(({ units, activation, from }, k) => {
    const before = from === null ? null : net.description.layers[from];
    const init = before?.activation === activation ? before.init : known[activation].init;
    return { name: k === last ? "output" : `hidden${k}`, units, activation, biases: before?.biases ?? true, init };
  });
  const description = { dtype: net.dtype, inputs: net.inputs, layers, changed: true };
  const drawn = firstParameters(new Network(description), new Random(seed));
  const kept = (parameters) => {
    const [from, to] = [new Network(net.description, parameters), new Network(description, drawn)];
    to.layers.forEach((layer, k) => keepWeights(from.layers[choices[k].from ?? -1], layer));
    return to;
  };
  const made = kept(net.vector);
  const sameShape = made.vector.length === net.vector.length && choices.every(({ units, from }, k) => from === k && units === net.layers[k].units);
  const goal = given.stages?.every((one) => one.end === null) ? given.stages : null; // whatever the layers are
  const more = sameShape ? {} : { mask: null, stages: goal, findings: null };
  const chosen = fittingLoss(loss, lossesFor(made, given.kind, layers[last].activation, content.data));
  return { ...content, given: { ...given, ...more }, net: made, loss: chosen, first: kept(content.first).vector, pinned: sameShape ? content.pinned : new Set() };
}

/** Copy what two layers have in common. */
function keepWeights(from, to) {
  if (!from) return;
  const units = Math.min(from.units, to.units);
  for (let i = 0; i < Math.min(from.inputs, to.inputs); i++) {
    to.weights.set(from.weights.subarray(i * from.units, i * from.units + units), i * to.units);
  }
  if (from.bias && to.bias) to.bias.set(from.bias.subarray(0, units));
}
