// A link that carries a small network: behind the #, which is sent to no server. Rows never travel in a link.

import { base64 } from "./saved_state.js";
import { restored, written } from "./written_network.js";

const MOST_LETTERS = 8000; // what every mail program and chat lets through
const KEY = "#net=";
const MOST_BYTES = 1_000_000;

class TooMuch extends Error {}

/**
 * Return the address of this page with the network behind it.
 * @param {import("./content.js").Content} content
 */
export async function linkOf(content) {
  const packed = await through(new CompressionStream("deflate"), new TextEncoder().encode(JSON.stringify(written(content))));
  const link = location.href.split("#")[0] + KEY + base64(packed).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  if (link.length > MOST_LETTERS) {
    throw new Error(`A link would have ${link.length.toLocaleString("en")} letters, and ${MOST_LETTERS.toLocaleString("en")} at most get through: download the model.`);
  }
  return link;
}

/**
 * Return what a link holds, or null if it is no link to a network.
 * @param {string} hash
 * @param {any} state what Python wrote
 */
export async function readLink(hash, state) {
  if (!hash.startsWith(KEY)) return null;
  const text = hash.slice(KEY.length);
  if (!/^[\w-]{1,16000}$/.test(text)) throw new Error("it has letters that no link has, or too many");
  return restored(await parsed(text), state);
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
