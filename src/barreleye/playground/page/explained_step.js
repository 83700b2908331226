// One step of training, with all that happens in it: the twin of the library's `explain_step`.

import { OptimizerState, lossAndGradient, mean } from "./training.js";

/**
 * @typedef {import("./network.js").Network} Network
 * @typedef {import("./training.js").Data} Data
 */

/**
 * Return what one step of a new optimizer on these rows does. The network stays as it is.
 * @param {Network} net
 * @param {Data} data
 * @param {string} loss
 * @param {import("./training.js").OptimizerChoice} choice
 * @param {number[]} pinned places that stay
 */
export function explainedStep(net, data, loss, choice, pinned = []) {
  const records = net.trace(data.X);
  const { losses, dz } = lossAndGradient(net, records, data, loss);
  const { vector: gradient, byLayer } = net.backward(records, dz);
  const after = net.copy();
  new OptimizerState(net, choice).step(after, gradient);
  for (const place of pinned) after.vector[place] = net.vector[place];
  return { records, byLayer, gradient, loss: mean(losses), after, lossAfter: lossOf(after, data, loss) };
}

/** Return the mean loss. */
export function lossOf(net, data, loss) {
  return mean(lossAndGradient(net, net.trace(data.X), data, loss).losses);
}

/**
 * Return the slope of the loss by one parameter as a quotient of differences, without any formula for gradients.
 * It is computed in float64, whatever the numbers of the network are.
 * @param {Network} net
 */
export function slopeByDifference(net, data, loss, place) {
  const wide = net.inFloat64();
  const rows = { ...data, X: Float64Array.from(data.X), Y: data.Y instanceof Int32Array ? data.Y : Float64Array.from(data.Y) };
  const value = wide.vector[place];
  const width = 6e-6 * Math.max(1, Math.abs(value)); // the cube root of the unit roundoff: both errors are small then
  const at = (x) => {
    wide.vector[place] = x;
    return lossOf(wide, rows, loss);
  };
  return (at(value + width) - at(value - width)) / (2 * width);
}
