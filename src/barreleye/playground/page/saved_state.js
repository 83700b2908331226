// Numbers as the page carries them: bytes in base64, float64 or float32, lowest byte first.

const KINDS = { float32: Float32Array, float64: Float64Array };

/** @param {{ dtype: "float32" | "float64", bytes: string }} saved */
export function numbersOf(saved) {
  const text = atob(saved.bytes);
  const bytes = Uint8Array.from(text, (letter) => letter.charCodeAt(0));
  return new KINDS[saved.dtype](bytes.buffer);
}

/** Return the rows that the page carries, or null. */
export function dataOf(saved, dtype) {
  if (!saved) return null;
  const X = KINDS[dtype].from(numbersOf(saved.X));
  const Y = KINDS[dtype].from(numbersOf(saved.Y));
  return { X, Y, rows: saved.rows, outputs: Y.length / saved.rows };
}

/** Return the bytes of an array. */
export function bytesOf(numbers) {
  return new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength);
}

/** Return bytes as letters. */
export function base64(bytes) {
  let letters = "";
  for (const byte of bytes) letters += String.fromCharCode(byte);
  return btoa(letters);
}
