// The pieces on which a network with one input is linear: the twin of the library's `pieces`.

import { FORMULAS } from "./formulas.js";

/** A difference of so many units in the last place of what was added up is rounding. */
export const ROUNDING = 32 * 2 ** -52;

/**
 * @typedef {import("./network.js").Network} Network
 * @typedef {{
 *   knots: number[], p: Float64Array[], q: Float64Array[], slopes: Float64Array[][], sides: Int8Array[][],
 * }} Pieces
 *   Per piece the line p·x + q of every output; per layer and piece the slope and the side of every neuron.
 */

/** Return the activation of a layer in float64, whatever the network computes in. */
export function exactly(layer) {
  return FORMULAS.float64.activations[layer.activation];
}

/** Say whether every activation of a network consists of straight lines. */
export function isStraight(net) {
  return net.layers.every((layer) => !layer.f.rowwise && layer.f.straight);
}

/**
 * Return the pieces on which a network with one input is linear.
 * @param {Network} net
 * @returns {Pieces}
 */
export function pieces(net, low, high) {
  let knots = [low, high];
  let p = [Float64Array.of(1)];
  let q = [Float64Array.of(0)];
  let slopes = [];
  let sides = [];
  for (const layer of net.layers) {
    const f = exactly(layer);
    const lines = p.map((_, k) => throughWeights(layer, p[k], q[k], Math.max(Math.abs(knots[k]), Math.abs(knots[k + 1]))));
    const finer = refined(knots, crossings(knots, lines, f.kinks));
    const parent = parents(knots, finer);
    slopes = slopes.map((one) => parent.map((k) => one[k]));
    sides = sides.map((one) => parent.map((k) => one[k]));
    [p, q] = [[], []];
    /** @type {any[][]} */
    const [here, side] = [[], []];
    parent.forEach((k, i) => {
      const passed = throughKinks(f, lines[k], 0.5 * (finer[i] + finer[i + 1]));
      p.push(passed.p);
      q.push(passed.q);
      here.push(passed.slope);
      side.push(passed.side);
    });
    slopes.push(here);
    sides.push(side);
    knots = finer;
  }
  return { knots, p, q, slopes, sides };
}

/** Return the lines of pre-activations on a piece, and what is rounding there. */
function throughWeights(layer, p, q, reach) {
  const { units, weights, bias } = layer;
  const line = { p: new Float64Array(units), q: new Float64Array(units), rounding: new Float64Array(units) };
  for (let i = 0; i < p.length; i++) {
    const size = reach * Math.abs(p[i]) + Math.abs(q[i]);
    for (let j = 0; j < units; j++) {
      const w = weights[i * units + j];
      line.p[j] += p[i] * w;
      line.q[j] += q[i] * w;
      line.rounding[j] += size * Math.abs(w);
    }
  }
  for (let j = 0; j < units; j++) {
    const b = bias ? bias[j] : 0;
    line.q[j] += b;
    line.rounding[j] = ROUNDING * (line.rounding[j] + Math.abs(b));
  }
  return line;
}

/** Return the lines of outputs around an x, the slopes of the activation there, and the sides of its kinks. */
function throughKinks(f, line, x) {
  const n = line.p.length;
  const found = { p: new Float64Array(n), q: new Float64Array(n), slope: new Float64Array(n), side: new Int8Array(n) };
  for (let j = 0; j < n; j++) {
    const z = line.p[j] * x + line.q[j];
    const s = f.slope(z);
    found.slope[j] = s;
    found.p[j] = s * line.p[j];
    found.q[j] = s * line.q[j] + (f.value(z) - s * z);
    for (const kink of f.kinks) {
      if (z - kink > line.rounding[j]) found.side[j] += 1;
    }
  }
  return found;
}

/** Return where a line meets a kink within its own piece. */
function crossings(knots, lines, kinks) {
  const found = [];
  lines.forEach((line, k) => {
    for (const kink of kinks) {
      for (let j = 0; j < line.p.length; j++) {
        const x = (kink - line.q[j]) / line.p[j];
        if (x > knots[k] && x < knots[k + 1]) found.push(x);
      }
    }
  });
  return found;
}

/** Return knots with those added that differ from all others by more than rounding; the old ones stay. */
function refined(knots, cuts) {
  const old = new Set(knots);
  const every = [...new Set([...knots, ...cuts])].sort((a, b) => a - b);
  const apart = ROUNDING * Math.max(Math.abs(knots[0]), Math.abs(knots[knots.length - 1]));
  const kept = every.map((x, i) => i === 0 || x - every[i - 1] > apart || old.has(x));
  return every.filter((x, i) => {
    const late = i + 1 < every.length && kept[i + 1] && every[i + 1] - x <= apart; // just before an old knot
    return kept[i] && (!late || old.has(x));
  });
}

/** Return in which of the pieces between knots each of the finer ones lies. */
function parents(knots, finer) {
  let k = 0;
  return finer.slice(1).map((end, i) => {
    const middle = 0.5 * (finer[i] + end);
    while (k < knots.length - 2 && knots[k + 1] < middle) k += 1;
    return k;
  });
}
