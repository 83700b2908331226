// What a worker needs to train: the rows as the loss takes them, and the plan.

import { FORMULAS } from "./formulas.js";

/**
 * @typedef {{ optimizer: string, rate: number, batch: number, seed: number }} Options
 * @typedef {import("./content.js").Rows} Rows
 */

/** Return the options that a training begins with. */
export function firstOptions() {
  return { optimizer: "adam", rate: 0.01, batch: 32, seed: 0 };
}

/** Return the optimizer of the options, with the numbers that it takes. */
export function choiceOf(dtype, { optimizer, rate }) {
  return { name: optimizer, rate, options: FORMULAS[dtype].optimizers[optimizer].options };
}

/**
 * Return rows as the loss takes them: classes as whole numbers where it wants labels.
 * @param {{ net: import("./network.js").Network, data: Rows | null, loss: string }} view
 * @returns {import("./training.js").Data}
 */
export function learned({ net, data, loss }) {
  if (!data) throw new Error("there are no rows");
  const { X, Y, rows, outputs } = data;
  if (!FORMULAS[net.dtype].losses[loss].ofLabel) return { X, Y, rows };
  const labels = Int32Array.from({ length: rows }, (_, r) => {
    const row = Y.subarray(r * outputs, (r + 1) * outputs);
    return row.indexOf(Math.max(...row));
  });
  return { X, Y: labels, rows };
}

/**
 * @param {{ net: import("./network.js").Network, data: Rows | null, loss: string, pinned: Set<number>, mask: Set<number> | null }} view
 * @param {Options} options
 * @returns {import("./run.js").Job}
 */
export function jobOf(view, options) {
  const { net, loss } = view;
  const data = learned(view);
  const batchSize = Math.min(options.batch, data.rows);
  const plan = { loss, choice: choiceOf(net.dtype, options), batchSize, seed: options.seed, pinned: fixedPlaces(view) };
  return { network: net.description, data, plan };
}

/** Return parameters in which those that stay are as they are now. */
export function withFixed(view, vector) {
  const made = vector.slice();
  for (const place of fixedPlaces(view)) made[place] = view.net.vector[place];
  return made;
}

/** The places of the parameters that stay as they are: those that are pinned, and those that pairs do not have. */
export function fixedPlaces({ net, pinned, mask }) {
  if (!mask) return Array.from(pinned);
  return Array.from(net.vector.keys()).filter((place) => pinned.has(place) || !mask.has(place));
}
