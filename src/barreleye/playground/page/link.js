// A link that carries a small network: behind the #, which is sent to no server. Rows never travel in a link.

import { Network, countParameters } from "./network.js";
import { MOST_LAYERS, MOST_UNITS, contentOf, lossesFor } from "./content.js";
import { FORMULAS } from "./formulas.js";
import { numbersOf } from "./saved_state.js";

const MOST_LETTERS = 8000; // what every mail program and chat lets through
const KEY = "#net=";
const MOST_BYTES = 1_000_000;
const BYTES = { float32: 4, float64: 8 };

class TooMuch extends Error {}

/**
 * Return the address of this page with the network behind it.
 * @param {import("./content.js").Content} content
 */
export async function linkOf({ net, given, loss }) {
  const { dtype, inputs, layers } = net.description;
  const known = { version: 1, dtype, inputs, label: given.label, loss, layers, numbers: base64(bytesOf(net.vector)) };
  const packed = await through(new CompressionStream("deflate"), new TextEncoder().encode(JSON.stringify(known)));
  const link = location.href.split("#")[0] + KEY + base64(packed).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  if (link.length > MOST_LETTERS) {
    throw new Error(`A link would have ${link.length.toLocaleString("en")} letters, and ${MOST_LETTERS.toLocaleString("en")} at most get through: download the model.`);
  }
  return link;
}

/**
 * Return what a link holds, or null if it is no link to a network.
 * @param {string} hash
 * @param {any} state what Python wrote: the rows are those of the network with the same label
 */
export async function readLink(hash, state) {
  if (!hash.startsWith(KEY)) return null;
  const text = hash.slice(KEY.length);
  if (!/^[\w-]{1,16000}$/.test(text)) throw new Error("it has letters that no link has, or too many");
  const known = await parsed(text);
  if (known?.version !== 1) throw new Error("it was made by another version");
  const description = described(known);
  const bytes = String(known.numbers);
  if (bytes.length !== 4 * Math.ceil((countParameters(description) * BYTES[description.dtype]) / 3)) {
    throw new Error("it has not as many parameters as its layers need");
  }
  const numbers = numbersOf({ dtype: description.dtype, bytes });
  const given = state.networks.find((one) => one.label === known.label) ?? state.networks[0];
  const content = contentOf(given);
  const net = new Network(description, numbers);
  if (net.inputs !== content.net.inputs || net.outputs !== content.net.outputs || net.dtype !== content.net.dtype) {
    throw new Error("its inputs, outputs or numbers are not those of a network of this page");
  }
  if (!numbers.every(Number.isFinite)) throw new Error("it has a number that is not finite");
  const fitting = lossesFor(net, given.kind, description.layers[description.layers.length - 1].activation);
  const loss = fitting.includes(known.loss) ? known.loss : fitting[0];
  const same = JSON.stringify(description.layers) === JSON.stringify(content.net.description.layers);
  if (same) return { ...content, net: new Network(content.net.description, numbers), loss, first: net.vector.slice() };
  return { ...content, given: { ...given, mask: null, stages: null, findings: null }, net, loss, first: net.vector.slice() };
}

/** Return what was written into a link; whatever its reader throws, it is damaged. */
async function parsed(text) {
  const json = await unpacked(text).catch((error) => {
    throw error instanceof TooMuch ? error : new Error("it is damaged: a part of it may be missing");
  });
  try {
    return JSON.parse(json);
  } catch {
    throw new Error("it is damaged: a part of it may be missing");
  }
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
  if (countParameters(description) > MOST_BYTES / 4) throw new Error("it has too many parameters");
  return description;
}

/** Return the text of a link's letters. */
async function unpacked(text) {
  const letters = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  const bytes = Uint8Array.from(letters, (letter) => letter.charCodeAt(0));
  return new TextDecoder().decode(await through(new DecompressionStream("deflate"), bytes));
}

/** Return bytes after a stream, as long as they stay few: a link could be small and its content large. */
async function through(stream, bytes) {
  const reader = new Blob([bytes]).stream().pipeThrough(stream).getReader();
  const parts = [];
  let size = 0;
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    parts.push(next.value);
    size += next.value.length;
    if (size > MOST_BYTES) throw new TooMuch("it holds too much");
  }
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}

function bytesOf(vector) {
  return new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength);
}

function base64(bytes) {
  let letters = "";
  for (const byte of bytes) letters += String.fromCharCode(byte);
  return btoa(letters);
}
