// The network as it stands, as a model file that `be.load` reads: an archive of two arrays, stored as they are.

import { FORMULAS } from "./formulas.js";

const encoder = new TextEncoder();
const CRC = Uint32Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  return c >>> 0;
});

/**
 * Return the bytes of a model file.
 * @param {import("./network.js").Network} net
 * @param {any} header what the library wrote of the network that the page came with
 */
export function modelFile(net, header) {
  const text = encoder.encode(JSON.stringify(headerOf(net, header)));
  const kind = net.dtype === "float32" ? "<f4" : "<f8";
  const numbers = new Uint8Array(net.vector.buffer, net.vector.byteOffset, net.vector.byteLength);
  return archive([
    ["description.npy", arrayFile("|u1", text.length, text)],
    ["parameters.npy", arrayFile(kind, net.vector.length, numbers)],
  ]);
}

/** Return what the library writes of a network: where its layers were changed, these. */
export function headerOf(net, header) {
  if (!net.description.changed) return header;
  const layers = net.description.layers.map(({ units, activation, biases, init }) => {
    const { saved } = FORMULAS[net.dtype].activations[activation];
    return { kind: "dense", units, ...saved, init: init.name, bias: biases, name: null };
  });
  const last = layers[layers.length - 1];
  // several sigmoid neurons are answers of yes or no each, which have no classes
  const classes = last.activation === "sigmoid" && last.units > 1 ? null : header.network.classes;
  return { ...header, network: { ...header.network, layers, classes } };
}

/** Return an array of one axis in the format of NumPy, version 1. */
function arrayFile(kind, length, bytes) {
  const words = `{'descr': '${kind}', 'fortran_order': False, 'shape': (${length},), }`;
  const size = 64 * Math.ceil((10 + words.length + 1) / 64);
  const header = `${words.padEnd(size - 11, " ")}\n`;
  return joined([
    Uint8Array.of(0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, header.length & 255, header.length >> 8),
    encoder.encode(header),
    bytes,
  ]);
}

/** Return an archive (zip) of files, which are not compressed. */
function archive(files) {
  /** @type {Uint8Array[][]} */
  const [members, directory] = [[], []];
  let start = 0;
  for (const [name, bytes] of files) {
    const letters = encoder.encode(name);
    // version 2.0, no flags, stored, 1 January 1980, checksum, both sizes, the length of the name, nothing more
    const common = [2, 20, 2, 0, 2, 0, 2, 0, 2, 33, 4, crc32(bytes), 4, bytes.length, 4, bytes.length, 2, letters.length, 2, 0];
    members.push(numbers(4, 0x04034b50, ...common), letters, bytes);
    directory.push(numbers(4, 0x02014b50, 2, 20, ...common, 2, 0, 2, 0, 2, 0, 4, 0, 4, start), letters);
    start += 30 + letters.length + bytes.length;
  }
  const size = directory.reduce((sum, one) => sum + one.length, 0);
  const end = numbers(4, 0x06054b50, 2, 0, 2, 0, 2, files.length, 2, files.length, 4, size, 4, start, 2, 0);
  return joined([...members, ...directory, end]);
}

/** Return numbers as bytes, lowest first; each comes behind how many bytes it has. */
function numbers(...sizesAndValues) {
  const found = [];
  for (let k = 0; k < sizesAndValues.length; k += 2) {
    for (let byte = 0; byte < sizesAndValues[k]; byte++) found.push((sizesAndValues[k + 1] >>> (8 * byte)) & 255);
  }
  return Uint8Array.from(found);
}

function crc32(bytes) {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = CRC[(crc ^ byte) & 255] ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}

function joined(parts) {
  const found = new Uint8Array(parts.reduce((sum, one) => sum + one.length, 0));
  let at = 0;
  for (const one of parts) {
    found.set(one, at);
    at += one.length;
  }
  return found;
}
