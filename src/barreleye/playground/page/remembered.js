// What a browser tab remembers of this page, so that loading it again loses nothing: the network, and changed rows.

import { extentOf } from "./content.js";
import { base64, bytesOf, dataOf } from "./saved_state.js";
import { restored, written } from "./written_network.js";

const MOST_LETTERS = 4_000_000; // a browser keeps some five million

/**
 * Remember what is shown; a tab that may not keep anything, as in a notebook's frame, does not.
 * @param {string} key another one for another page
 * @param {import("./content.js").Content} content
 * @param {any} state what Python wrote
 */
export function remember(key, content, state) {
  const { given, data, net } = content;
  const wrote = state.networks.find((one) => one.label === given.label);
  const packed = (numbers) => ({ dtype: net.dtype, bytes: base64(bytesOf(numbers)) });
  const rows = data && { X: packed(data.X), Y: packed(data.Y), rows: data.rows };
  const { carries, low, high, extent, classes } = given;
  const changed = wrote.carries === carries ? null : { rows, carries, low, high, extent, classes };
  const text = JSON.stringify({ ...written(content), changed });
  if (text.length <= MOST_LETTERS) storage()?.setItem(key, text);
}

/**
 * Return what was remembered, or null.
 * @returns {import("./content.js").Content | null}
 */
export function recalled(key, state) {
  const text = storage()?.getItem(key);
  if (!text) return null;
  const known = JSON.parse(text);
  const content = restored(known, state);
  if (!known.changed) return content;
  const { rows, carries, low, high, extent, classes } = known.changed;
  const data = rows ? dataOf(rows, content.net.dtype) : null;
  const given = { ...content.given, carries, low, high, classes, stages: null, findings: null };
  return { ...content, data, given: { ...given, extent: extentOf(content.net.inputs, null, finite(extent)) } };
}

/** JSON has no infinity: ends without rows are null there. */
function finite(extent) {
  const ends = ([low, high]) => [low ?? Infinity, high ?? -Infinity];
  return extent && { X: extent.X.map(ends), Y: ends(extent.Y) };
}

function storage() {
  try {
    return window.sessionStorage;
  } catch {
    return null; // it is refused to pages of an unknown origin
  }
}
