// Products of rows with the weights of a layer. Sums are added up in float64 and rounded once, when they are stored.

/** @typedef {Float32Array | Float64Array} Numbers */

/**
 * z = x·W + b, for matrices that are stored row after row.
 * @param {Numbers} x (rows, inputs)
 * @param {Numbers} W (inputs, units)
 * @param {Numbers | null} b (units)
 * @param {Numbers} z (rows, units), is written
 */
export function affine(x, W, b, z, rows, inputs, units) {
  const sum = new Float64Array(units);
  for (let r = 0; r < rows; r++) {
    if (b) sum.set(b);
    else sum.fill(0);
    for (let i = 0; i < inputs; i++) {
      const factor = x[r * inputs + i];
      const start = i * units;
      for (let j = 0; j < units; j++) sum[j] += factor * W[start + j];
    }
    z.set(sum, r * units);
  }
}

/**
 * dW = xᵀ·dz and db = Σ dz.
 * @param {Numbers} x (rows, inputs)
 * @param {Numbers} dz (rows, units)
 * @param {Numbers} dW (inputs, units), is written
 * @param {Numbers | null} db (units), is written
 */
export function parameterGradients(x, dz, dW, db, rows, inputs, units) {
  const sum = new Float64Array(inputs * units);
  const total = new Float64Array(units);
  for (let r = 0; r < rows; r++) {
    const there = r * units;
    for (let j = 0; j < units; j++) total[j] += dz[there + j];
    for (let i = 0; i < inputs; i++) {
      const factor = x[r * inputs + i];
      const start = i * units;
      for (let j = 0; j < units; j++) sum[start + j] += factor * dz[there + j];
    }
  }
  dW.set(sum);
  if (db) db.set(total);
}

/**
 * dx = dz·Wᵀ.
 * @param {Numbers} dz (rows, units)
 * @param {Numbers} W (inputs, units)
 * @param {Numbers} dx (rows, inputs), is written
 */
export function inputGradient(dz, W, dx, rows, inputs, units) {
  for (let r = 0; r < rows; r++) {
    for (let i = 0; i < inputs; i++) {
      let sum = 0;
      const start = i * units;
      for (let j = 0; j < units; j++) sum += dz[r * units + j] * W[start + j];
      dx[r * inputs + i] = sum;
    }
  }
}
