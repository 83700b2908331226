// Numbers as people type them: 0.7, 0,7, 7/20, 2*pi, -(1+2)^2. A parser of its own, so that nothing is ever run as code.

/**
 * Return the number that a text means.
 * @param {string} text
 * @throws {Error} with what is wrong, in words
 */
export function numberOf(text) {
  const tokens = tokensOf(text);
  let at = 0;
  const peek = () => tokens[at];
  const take = () => tokens[at++];

  function sum() {
    let value = product();
    while (peek() === "+" || peek() === "-") value = take() === "+" ? value + product() : value - product();
    return value;
  }
  function product() {
    let value = signed();
    while (peek() === "*" || peek() === "/") value = take() === "*" ? value * signed() : value / signed();
    return value;
  }
  function signed() {
    if (peek() === "-" || peek() === "+") return take() === "-" ? -signed() : signed();
    const base = atom();
    if (peek() !== "^") return base;
    take();
    return base ** signed();
  }
  function atom() {
    const token = take();
    if (typeof token === "number") return token;
    if (token !== "(") throw new Error(token === undefined ? "a number is missing at the end" : `there is no number at “${token}”`);
    const value = sum();
    if (take() !== ")") throw new Error("a bracket is not closed");
    return value;
  }

  if (!tokens.length) throw new Error("type a number, such as 0.7, 7/20 or 2*pi");
  const value = sum();
  if (at < tokens.length) throw new Error(`“${tokens[at]}” is one too many`);
  if (!Number.isFinite(value)) throw new Error("that is no finite number");
  return value;
}

const TOKEN = /\s*(?:(\d+(?:[.,]\d*)?(?:[eE][+-]?\d+)?|[.,]\d+(?:[eE][+-]?\d+)?)|(pi|π|e(?![a-z]))|([-+*/^()−·×]))/iy;
const SAME = { "−": "-", "·": "*", "×": "*" };

/** @returns {(number | string)[]} */
function tokensOf(text) {
  const found = [];
  const pattern = new RegExp(TOKEN);
  const whole = text.trim();
  while (pattern.lastIndex < whole.length) {
    const start = pattern.lastIndex;
    const token = pattern.exec(whole);
    if (!token) throw new Error(`“${whole.slice(start).trim()}” is not understood`);
    if (token[1]) found.push(Number(token[1].replace(",", ".")));
    else if (token[2]) found.push(token[2].toLowerCase() === "e" ? Math.E : Math.PI);
    else found.push(SAME[token[3]] ?? token[3]);
  }
  return found;
}

/** Return how many of something there are, in words. */
export function counted(many, what) {
  return `${many.toLocaleString("en")} ${what}${many === 1 ? "" : "s"}`;
}

/**
 * Return a number as it is shown: so many significant digits, without zeros at the end.
 * @param {number} value
 */
export function shown(value, digits = 4) {
  if (Object.is(value, -0)) return "0";
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "NaN" : value > 0 ? "∞" : "−∞";
  const size = Math.abs(value);
  const text = size !== 0 && (size < 1e-4 || size >= 1e6) ? value.toExponential(digits - 1) : value.toPrecision(digits);
  const short = text.includes("e") ? text.replace(/\.?0+e/, "e") : text.includes(".") ? text.replace(/\.?0+$/, "") : text;
  return short.replace(/^-/, "−");
}
