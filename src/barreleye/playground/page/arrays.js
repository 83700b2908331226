// Arrays of the two kinds of numbers that a network may have.

const KINDS = { float32: Float32Array, float64: Float64Array };

/**
 * Return an array of n zeros, or of given numbers.
 * @param {"float32" | "float64"} dtype
 * @param {number | ArrayLike<number>} given
 * @returns {Float32Array | Float64Array}
 */
export function array(dtype, given) {
  const Kind = KINDS[dtype];
  return typeof given === "number" ? new Kind(given) : Kind.from(given);
}

/**
 * Return the place of the first number that is NaN or infinite, or -1.
 * @param {ArrayLike<number>} numbers
 */
export function firstNotFinite(numbers) {
  for (let i = 0; i < numbers.length; i++) {
    if (!Number.isFinite(numbers[i])) return i;
  }
  return -1;
}
