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
 * @param {LayerRecord[] | null} records without rows, marks are those of the weights alone
 * @returns {Marks[]}
 */
export function marks(net, records) {
  return net.layers.map((layer, k) => {
    const found = { ...noMarks(layer.units), duplicate: duplicates(layer) };
    if (layer.f.rowwise || !records) return found;
    const bounded = layer.f.range.every(Number.isFinite);
    const least = bounded ? FLAT * largestSlope(layer) : 0;
    for (let j = 0; j < layer.units; j++) {
      const seen = neuronOnRows(layer, records[k], j, least);
      found.dead[j] = seen.silent;
      found.saturated[j] = bounded && !seen.silent && seen.flat > ON_ROWS * seen.rows;
      found.alwaysOn[j] = seen.rows > 1 && seen.onOneSide && seen.firstSlope !== 0;
    }
    return found;
  });
}

/** Go through the rows of a neuron once. */
function neuronOnRows({ units, f }, { z, a }, j, least) {
  const rows = a.length / units;
  const [slope, kinks] = [f.slope, f.kinks];
  const firstSlope = slope(z[j]);
  let [silent, onOneSide, flat] = [true, kinks.length > 0, 0];
  for (let r = 0; r < rows; r++) {
    const at = r * units + j;
    const s = slope(z[at]);
    if (a[at] !== 0 || s !== 0) silent = false;
    if (Math.abs(s) < least) flat += 1;
    for (let i = 0; onOneSide && i < kinks.length; i++) {
      if (z[at] > kinks[i] !== z[j] > kinks[i]) onOneSide = false;
    }
  }
  return { rows, silent, onOneSide, flat, firstSlope };
}

function noMarks(units) {
  const none = () => new Array(units).fill(false);
  return { dead: none(), saturated: none(), alwaysOn: none() };
}

const known = new Map();

/** Return the largest slope of an activation between -8 and 8. */
function largestSlope({ activation }) {
  if (!known.has(activation)) {
    const { slope } = exactly({ activation });
    let most = 0;
    for (let i = 0; i <= 2000; i++) most = Math.max(most, Math.abs(slope(-8 + 0.008 * i)));
    known.set(activation, most);
  }
  return known.get(activation);
}

/** Mark the neurons whose weights and bias are those of an earlier one, but for rounding. */
function duplicates({ inputs, units, weights, bias }) {
  const found = new Array(units).fill(false);
  const of = (i, j) => (i < inputs ? weights[i * units + j] : bias[j]);
  const many = inputs + (bias ? 1 : 0);
  const size = new Float64Array(units);
  for (let j = 0; j < units; j++) {
    for (let i = 0; i < many; i++) size[j] += of(i, j) ** 2;
  }
  for (let j = 1; j < units; j++) {
    const most = (SAME * (Math.sqrt(size[j]) + 1e-300)) ** 2;
    for (let other = 0; other < j && !found[j]; other++) {
      let gap = 0;
      for (let i = 0; i < many && gap <= most; i++) gap += (of(i, j) - of(i, other)) ** 2;
      if (gap <= most) found[j] = true;
    }
  }
  return found;
}
