// What is wrong with neurons, as the library's diagnostics find it: dead, saturated, always on, duplicate.

import { exactly } from "./pieces.js";

const FLAT = 0.01; // of the largest slope
const ON_ROWS = 0.95;
const SAME = 1e-5; // relative difference of weights

/**
 * @typedef {import("./network.js").Network} Network
 * @typedef {import("./network.js").LayerRecord} LayerRecord
 * @typedef {{ dead: boolean[], saturated: boolean[], alwaysOn: boolean[], duplicate: boolean[] }} Marks
 */

/**
 * Return the marks of every layer, for the rows of a trace.
 * @param {Network} net
 * @param {LayerRecord[]} records
 * @returns {Marks[]}
 */
export function marks(net, records) {
  return net.layers.map((layer, k) => {
    const each = (test) => Array.from({ length: layer.units }, (_, j) => test(j));
    const duplicate = duplicates(layer);
    if (layer.f.rowwise) {
      const none = each(() => false);
      return { dead: none, saturated: none, alwaysOn: none, duplicate };
    }
    const { z, a } = records[k];
    const rows = a.length / layer.units;
    const slope = layer.f.slope;
    const column = (values, j) => Array.from({ length: rows }, (_, r) => values[r * layer.units + j]);
    const bounded = layer.f.range.every(Number.isFinite);
    const least = bounded ? FLAT * largestSlope(layer) : 0;
    const dead = each((j) => column(a, j).every((one) => one === 0) && column(z, j).every((one) => slope(one) === 0));
    return {
      dead,
      saturated: each((j) => {
        if (!bounded || dead[j]) return false;
        return column(z, j).filter((one) => Math.abs(slope(one)) < least).length > ON_ROWS * rows;
      }),
      alwaysOn: each((j) => rows > 1 && staysOn(layer.f, column(z, j))),
      duplicate,
    };
  });
}

/** Say whether all z lie on one side of the kinks, where the slope is not 0. */
function staysOn(f, z) {
  if (!f.kinks.length) return false;
  const side = (one) => f.kinks.filter((kink) => one > kink).length;
  return z.every((one) => side(one) === side(z[0])) && f.slope(z[0]) !== 0;
}

/** Return the largest slope of an activation between -8 and 8. */
function largestSlope(layer) {
  const { slope } = exactly(layer);
  let most = 0;
  for (let i = 0; i <= 2000; i++) most = Math.max(most, Math.abs(slope(-8 + 0.008 * i)));
  return most;
}

/** Mark the neurons whose weights and bias are those of an earlier one, but for rounding. */
function duplicates({ inputs, units, weights, bias }) {
  const found = new Array(units).fill(false);
  const of = (j) => [...Array.from({ length: inputs }, (_, i) => weights[i * units + j]), ...(bias ? [bias[j]] : [])];
  const columns = Array.from({ length: units }, (_, j) => of(j));
  const size = (column) => Math.hypot(...column);
  for (let j = 1; j < units; j++) {
    found[j] = columns.slice(0, j).some((other) => {
      const gap = size(columns[j].map((one, i) => one - other[i]));
      return gap <= SAME * (size(columns[j]) + 1e-300);
    });
  }
  return found;
}
