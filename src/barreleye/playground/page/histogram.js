// How often which number: bars of a histogram as a path.

/**
 * Return the path of a histogram, and the ends of its numbers.
 * @param {ArrayLike<number>} numbers those that are not finite are left out
 * @param {number} bars
 * @param {number} width of the picture
 * @param {number} height
 */
export function histogram(numbers, bars, width, height) {
  const finite = Array.from(numbers).filter(Number.isFinite);
  const low = finite.reduce((a, b) => Math.min(a, b), Infinity);
  const high = finite.reduce((a, b) => Math.max(a, b), -Infinity);
  const counts = new Array(bars).fill(0);
  for (const one of finite) counts[high > low ? Math.min(bars - 1, Math.floor((bars * (one - low)) / (high - low))) : 0] += 1;
  const most = Math.max(1, ...counts);
  const wide = width / bars;
  const bar = (count, k) => `M${(k * wide).toFixed(1)} ${height}v${((-count / most) * (height - 4)).toFixed(1)}h${(wide - 1).toFixed(1)}V${height}Z`;
  return { path: counts.map(bar).join(""), low, high, finite };
}
