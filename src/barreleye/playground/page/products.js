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
  product(rows, units, inputs, x, inputs, 1, W, units, 1, b, z);
}

/**
 * dW = xᵀ·dz and db = Σ dz.
 * @param {Numbers} x (rows, inputs)
 * @param {Numbers} dz (rows, units)
 * @param {Numbers} dW (inputs, units), is written
 * @param {Numbers | null} db (units), is written
 */
export function parameterGradients(x, dz, dW, db, rows, inputs, units) {
  product(inputs, units, rows, x, 1, inputs, dz, units, 1, null, dW);
  if (!db) return;
  const total = new Float64Array(units);
  for (let r = 0; r < rows; r++) {
    for (let j = 0; j < units; j++) total[j] += dz[r * units + j];
  }
  db.set(total);
}

/**
 * dx = dz·Wᵀ.
 * @param {Numbers} dz (rows, units)
 * @param {Numbers} W (inputs, units)
 * @param {Numbers} dx (rows, inputs), is written
 */
export function inputGradient(dz, W, dx, rows, inputs, units) {
  product(rows, inputs, units, dz, units, 1, W, 1, units, null, dx);
}

/**
 * out[i, j] = first[j] + Σₖ left[i, k]·right[k, j], added up in the order of k. Entry (i, k) of `left` stands at
 * i·leftRow + k·leftStep, entry (k, j) of `right` at k·rightStep + j·rightColumn. Four rows and two columns are
 * added up at once, so that each number that is read is used several times.
 */
function product(rows, columns, inner, left, leftRow, leftStep, right, rightStep, rightColumn, first, out) {
  const [fours, twos] = [rows - (rows % 4), columns - (columns % 2)];
  for (let i = 0; i < fours; i += 4) {
    const [row0, row1, row2, row3] = [i * leftRow, (i + 1) * leftRow, (i + 2) * leftRow, (i + 3) * leftRow];
    for (let j = 0; j < twos; j += 2) {
      let a0 = first ? first[j] : 0;
      let b0 = first ? first[j + 1] : 0;
      let [a1, a2, a3, b1, b2, b3] = [a0, a0, a0, b0, b0, b0];
      for (let k = 0, l = 0, r = j * rightColumn; k < inner; k++, l += leftStep, r += rightStep) {
        const u = right[r];
        const v = right[r + rightColumn];
        const x0 = left[row0 + l];
        const x1 = left[row1 + l];
        const x2 = left[row2 + l];
        const x3 = left[row3 + l];
        a0 += x0 * u;
        a1 += x1 * u;
        a2 += x2 * u;
        a3 += x3 * u;
        b0 += x0 * v;
        b1 += x1 * v;
        b2 += x2 * v;
        b3 += x3 * v;
      }
      const at = i * columns + j;
      out[at] = a0;
      out[at + 1] = b0;
      out[at + columns] = a1;
      out[at + columns + 1] = b1;
      out[at + 2 * columns] = a2;
      out[at + 2 * columns + 1] = b2;
      out[at + 3 * columns] = a3;
      out[at + 3 * columns + 1] = b3;
    }
  }
  const one = (i, j) => {
    let sum = first ? first[j] : 0;
    for (let k = 0; k < inner; k++) sum += left[i * leftRow + k * leftStep] * right[k * rightStep + j * rightColumn];
    out[i * columns + j] = sum;
  };
  for (let i = 0; i < rows; i++) {
    for (let j = i < fours ? twos : 0; j < columns; j++) one(i, j);
  }
}
