// Where along x the output depends on a neuron: the twin of `area_of_effect`.

import { ROUNDING, exactly, isStraight, pieces } from "./pieces.js";
import { sampled } from "./samples.js";

const HARDLY = 0.01; // of the largest effect: less is none

/**
 * @typedef {import("./network.js").Network} Network
 * @typedef {import("./pieces.js").Pieces} Pieces
 */

/**
 * Return the intervals of x in which the output depends on a neuron, as [start, end].
 * @param {Network} net
 * @param {Pieces | null} cut what pieces returned, if it is known
 * @returns {[number, number][]}
 */
export function areaOfEffect(net, layer, neuron, low, high, cut = null) {
  if (!isStraight(net)) return sampledArea(net, layer, neuron, low, high);
  const known = cut ?? pieces(net, low, high);
  const areas = /** @type {[number, number][]} */ ([]);
  known.p.forEach((_, k) => {
    if (!depends(net, known, layer, neuron, k)) return;
    const [start, end] = [known.knots[k], known.knots[k + 1]];
    if (areas.length && areas[areas.length - 1][1] === start) areas[areas.length - 1][1] = end;
    else areas.push([start, end]);
  });
  return areas;
}

/** Say whether an output has a slope by the z of a neuron on a piece. */
function depends(net, cut, layer, neuron, k) {
  let g = new Float64Array(net.layers[layer].units);
  g[neuron] = cut.slopes[layer][k][neuron];
  for (let above = layer + 1; above < net.layers.length; above++) {
    const { units, weights } = net.layers[above];
    const next = new Float64Array(units);
    for (let i = 0; i < g.length; i++) {
      for (let j = 0; j < units; j++) next[j] += g[i] * weights[i * units + j];
    }
    for (let j = 0; j < units; j++) next[j] *= cut.slopes[above][k][j];
    g = next;
  }
  return g.some((one) => one !== 0);
}

function sampledArea(net, layer, neuron, low, high) {
  const { x } = sampled(net, low, high);
  const every = sensitivity(net, x, layer);
  const strength = every.map((one) => one[neuron]);
  const most = Math.max(...strength);
  if (most <= ROUNDING * Math.max(...every.map((one) => Math.max(...one)))) return [];
  const over = strength.map((one) => one - HARDLY * most);
  const ends = over[0] > 0 ? [low] : [];
  for (let i = 0; i + 1 < over.length; i++) {
    if (over[i] > 0 !== over[i + 1] > 0) ends.push(x[i] + (over[i] / (over[i] - over[i + 1])) * (x[i + 1] - x[i]));
  }
  if (over[over.length - 1] > 0) ends.push(high);
  return ends.filter((_, i) => i % 2 === 0).map((start, i) => /** @type {[number, number]} */ ([start, ends[2 * i + 1]]));
}

/** Return the largest |d output / d z| of every neuron of a layer at each x. */
function sensitivity(net, x, layer) {
  const records = net.trace(net.vector.constructor.from(x));
  return x.map((_, r) => {
    const most = new Float64Array(net.layers[layer].units);
    for (let k = 0; k < net.outputs; k++) {
      let g = new Float64Array(net.outputs);
      g[k] = 1;
      for (let above = net.layers.length - 1; above > layer; above--) {
        g = backThrough(net.layers[above], exactVjp(net.layers[above], records[above].z, r, g));
      }
      exactVjp(net.layers[layer], records[layer].z, r, g).forEach((one, j) => {
        most[j] = Math.max(most[j], Math.abs(one));
      });
    }
    return most;
  });
}

function exactVjp(layer, z, r, g) {
  const f = exactly(layer);
  const row = Float64Array.from(z.subarray(r * layer.units, (r + 1) * layer.units));
  if (!f.rowwise) return g.map((one, j) => one * f.slope(row[j]));
  const out = new Float64Array(g.length);
  f.vjp(row, g, out);
  return out;
}

function backThrough({ inputs, units, weights }, g) {
  const out = new Float64Array(inputs);
  for (let i = 0; i < inputs; i++) {
    for (let j = 0; j < units; j++) out[i] += g[j] * weights[i * units + j];
  }
  return out;
}
