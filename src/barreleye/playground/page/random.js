// The page's own generator of random numbers (mulberry32): the same seed gives the same numbers in every browser.

/** Random numbers from a seed. */
export class Random {
  /** @param {number} seed a whole number */
  constructor(seed) {
    this.state = seed >>> 0;
  }

  /** Return a whole number from 0 to 2³² - 1. */
  whole() {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let t = this.state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return (t ^ (t >>> 14)) >>> 0;
  }

  /** Return a number from 0 to 1, the latter excluded, of 53 bits. */
  uniform() {
    return ((this.whole() >>> 5) * 67108864 + (this.whole() >>> 6)) / 9007199254740992;
  }

  /** Return a number of the normal distribution with mean 0 and standard deviation 1. */
  normal() {
    const radius = Math.sqrt(-2 * Math.log(1 - this.uniform()));
    return radius * Math.cos(2 * Math.PI * this.uniform());
  }

  /** Return the numbers 0 to n - 1 in random order. */
  order(n) {
    const found = Int32Array.from({ length: n }, (_, i) => i);
    for (let i = n - 1; i > 0; i--) {
      const j = Math.floor(this.uniform() * (i + 1));
      [found[i], found[j]] = [found[j], found[i]];
    }
    return found;
  }
}

/**
 * Return new first parameters: weights as the library draws them by the initializer of each layer, biases 0.
 * @param {import("./network.js").Network} net
 * @param {Random} random
 */
export function firstParameters(net, random) {
  const made = net.copy();
  for (const layer of made.layers) {
    const { shape, gain, fan } = layer.init;
    const many = { inputs: layer.inputs, "inputs + neurons": layer.inputs + layer.units, 1: 1 }[fan];
    const deviation = Math.sqrt(gain / many);
    const bound = deviation * Math.sqrt(3);
    for (let i = 0; i < layer.weights.length; i++) {
      layer.weights[i] = shape === "uniform" ? bound * (2 * random.uniform() - 1) : deviation * random.normal();
    }
    if (layer.bias) layer.bias.fill(0);
  }
  return made.vector;
}
