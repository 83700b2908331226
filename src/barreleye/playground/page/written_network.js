// A network as a link has it, or the memory of a browser tab: written as JSON, and read without trust.

import { FORMULAS } from "./formulas.js";
import { MOST_LAYERS, MOST_UNITS, contentOf, fittingLoss, lossesFor } from "./content.js";
import { Network, countParameters } from "./network.js";
import { base64, bytesOf, numbersOf } from "./saved_state.js";

const MOST_PARAMETERS = 250_000;
const BYTES = { float32: 4, float64: 8 };

/**
 * Return what JSON can hold of a network; rows are left out.
 * @param {import("./content.js").Content} content
 */
export function written({ net, given, loss }) {
  const { dtype, inputs, layers } = net.description;
  return { version: 1, dtype, inputs, label: given.label, loss, layers, numbers: base64(bytesOf(net.vector)) };
}

/**
 * Return the content that was written. Its rows are those that came with the network of the same label.
 * @param {any} known
 * @param {any} state what Python wrote
 * @returns {import("./content.js").Content}
 */
export function restored(known, state) {
  if (known?.version !== 1) throw new Error("it was made by another version");
  const description = described(known);
  const bytes = String(known.numbers);
  if (bytes.length !== 4 * Math.ceil((countParameters(description) * BYTES[description.dtype]) / 3)) {
    throw new Error("it does not have as many parameters as its layers need");
  }
  const numbers = numbersOf({ dtype: description.dtype, bytes });
  const content = contentOf(state.networks.find((one) => one.label === known.label) ?? state.networks[0]);
  const { given } = content;
  const wrote = content.net.description;
  const net = new Network(description, numbers);
  if (net.inputs !== wrote.inputs || net.outputs !== content.net.outputs || net.dtype !== wrote.dtype) {
    throw new Error("its inputs, outputs or numbers are not those of a network of this page");
  }
  if (!numbers.every(Number.isFinite)) throw new Error("it has a number that is not finite");
  const { activation } = description.layers[description.layers.length - 1];
  const loss = fittingLoss(known.loss, lossesFor(net, given.kind, activation, content.data));
  const same = wrote.layers.length === description.layers.length && wrote.layers.every(({ units, activation, biases }, k) => {
    const other = description.layers[k];
    return units === other.units && activation === other.activation && biases === other.biases;
  });
  if (same) return { ...content, net: new Network(wrote, numbers), loss };
  return { ...content, given: { ...given, mask: null, stages: null, findings: null }, net, loss, first: net.vector.slice() };
}

/** Return the description of a network as far as it can be trusted: names that are known, numbers that are small. */
function described({ dtype, inputs, layers }) {
  if (!Object.hasOwn(FORMULAS, dtype)) throw new Error("it has no type of numbers");
  const whole = (value, most) => Number.isInteger(value) && value >= 1 && value <= most;
  if (!whole(inputs, 10000) || !Array.isArray(layers) || !whole(layers.length, MOST_LAYERS + 1)) throw new Error("it describes no network");
  const known = FORMULAS[dtype].activations;
  const description = {
    dtype, inputs, changed: true,
    layers: layers.map((layer, k) => {
      const { units, activation, biases } = layer ?? {};
      if (!whole(units, MOST_UNITS) || !Object.hasOwn(known, activation)) throw new Error(`layer ${k} is not understood`);
      const name = k === layers.length - 1 ? "output" : `hidden${k}`;
      return { name, units, activation, biases: Boolean(biases), init: known[activation].init };
    }),
  };
  if (countParameters(description) > MOST_PARAMETERS) throw new Error("it has too many parameters");
  return description;
}
