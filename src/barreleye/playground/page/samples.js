// A curve by its points, closer together where it is curved: the twin of the library's `sampled`.

const FIRST = 512;
const MOST = 8192;
const MISSES = 1e-4; // of the height of the curve, in the middle between two points

/** Return points of a curve, closer together where it is curved. */
export function sampled(net, low, high) {
  let x = Array.from({ length: FIRST }, (_, i) => low + ((high - low) * i) / (FIRST - 1));
  let y = outputsAt(net, x);
  let looked = x.slice(1).map((_, i) => i); // intervals, by their lower ends
  while (looked.length && x.length + looked.length <= MOST) {
    const middles = looked.map((i) => 0.5 * (x[i] + x[i + 1]));
    const there = outputsAt(net, middles);
    const heights = heightsOf(y, net.outputs);
    const split = looked
      .map((i, k) => ({ i, x: middles[k], y: there[k] }))
      .filter((one) => one.x > x[one.i] && one.x < x[one.i + 1] && isOff(one, y, heights));
    [x, y, looked] = inserted(x, y, split);
  }
  return { x, y };
}

function isOff({ i, y: there }, y, heights) {
  return there.some((value, j) => Math.abs(value - 0.5 * (y[i][j] + y[i + 1][j])) > MISSES * heights[j]);
}

/** Return points with those between added, and the intervals that they made. */
function inserted(x, y, split) {
  /** @type {any[][]} */
  const [newX, newY, looked] = [[], [], []];
  let next = 0;
  for (let i = 0; i < x.length; i++) {
    newX.push(x[i]);
    newY.push(y[i]);
    if (next < split.length && split[next].i === i) {
      looked.push(newX.length - 1, newX.length);
      newX.push(split[next].x);
      newY.push(split[next].y);
      next += 1;
    }
  }
  return [newX, newY, looked];
}

function heightsOf(y, outputs) {
  return Array.from({ length: outputs }, (_, j) => {
    let [low, high] = [Infinity, -Infinity];
    for (const one of y) {
      low = Math.min(low, one[j]);
      high = Math.max(high, one[j]);
    }
    return high - low;
  });
}

function outputsAt(net, x) {
  const out = net.forward(net.vector.constructor.from(x));
  return x.map((_, i) => Float64Array.from(out.subarray(i * net.outputs, (i + 1) * net.outputs)));
}
