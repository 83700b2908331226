// The curve of a network with one input, exactly, with its knots and their owners: the twin of `exact_curve`.

import { isStraight, pieces } from "./pieces.js";
import { sampled } from "./samples.js";

const SAME = 2 ** -40; // slopes and heights that differ by less than this part are equal

/**
 * @typedef {import("./network.js").Network} Network
 * @typedef {{
 *   x: number[], y: Float64Array[], knots: number[], owners: [number, number][][], bends: boolean[],
 *   exact: boolean, pieces: import("./pieces.js").Pieces | null,
 * }} Curve
 */

/**
 * Return the curve of a network with one input. With curved activations it is sampled, and `exact` is false.
 * @param {Network} net
 * @returns {Curve}
 */
export function exactCurve(net, low, high) {
  if (!isStraight(net)) {
    const { x, y } = sampled(net, low, high);
    return { x, y, knots: [], owners: [], bends: [], exact: false, pieces: null };
  }
  const cut = pieces(net, low, high);
  const n = net.outputs;
  const ends = (k, x) => Float64Array.from(cut.p[k], (slope, j) => slope * x + cut.q[k][j]);
  const starts = cut.p.map((_, k) => ends(k, cut.knots[k]));
  const stops = cut.p.map((_, k) => ends(k, cut.knots[k + 1]));
  const largest = new Float64Array(n);
  const steepest = new Float64Array(n);
  cut.p.forEach((slope, k) => {
    for (let j = 0; j < n; j++) {
      largest[j] = Math.max(largest[j], Math.abs(starts[k][j]), Math.abs(stops[k][j]));
      steepest[j] = Math.max(steepest[j], Math.abs(slope[j]));
    }
  });
  const [x, y] = [[cut.knots[0]], [starts[0]]];
  /** @type {boolean[]} */
  const bends = [];
  for (let k = 0; k < cut.p.length; k++) {
    x.push(cut.knots[k + 1]);
    y.push(stops[k]);
    if (k + 1 === cut.p.length) break;
    let [jumps, turns] = [false, false];
    for (let j = 0; j < n; j++) {
      if (Math.abs(starts[k + 1][j] - stops[k][j]) > SAME * largest[j]) jumps = true;
      if (Math.abs(cut.p[k + 1][j] - cut.p[k][j]) > SAME * steepest[j]) turns = true;
    }
    if (jumps) {
      x.push(cut.knots[k + 1]);
      y.push(starts[k + 1]);
    }
    bends.push(jumps || turns);
  }
  return { x, y, knots: cut.knots.slice(1, -1), owners: ownersOf(cut), bends, exact: true, pieces: cut };
}

/** Return which neurons, as [layer, neuron], change their side at each knot. */
function ownersOf(cut) {
  return cut.knots.slice(1, -1).map((_, k) => {
    const found = /** @type {[number, number][]} */ ([]);
    cut.sides.forEach((side, layer) => {
      side[k].forEach((before, j) => {
        if (before !== side[k + 1][j]) found.push([layer, j]);
      });
    });
    return found;
  });
}
