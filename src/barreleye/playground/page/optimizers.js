// What an optimizer's step takes besides vectors: numbers that change from step to step. The step itself is written
// from the library's declaration; these are the twins of its methods `constants`.

const decays = ({ beta1, beta2, epsilon }) => [beta1, 1 - beta1, beta2, 1 - beta2, epsilon];
const scale = (beta2, t) => 1 / Math.sqrt(1 - beta2 ** t);
const momentum = (beta1, decay, t) => beta1 * (1 - 0.5 * 0.96 ** (t * decay));

/** By name, what returns the numbers of step t, from 1. */
const CONSTANTS = {
  sgd: (t, rate) => [rate],
  momentum: (t, rate, { decay }) => [1, rate, decay],
  nesterov: (t, rate, { decay }) => [1, rate, decay],
  rmsprop: (t, rate, { decay, epsilon }) => [decay, 1 - decay, epsilon, rate],
  adagrad: (t, rate, { epsilon }) => [epsilon, rate],
  adam: (t, rate, o) => [...decays(o), rate / (1 - o.beta1 ** t), scale(o.beta2, t)],
  adamw: (t, rate, o) => [1 - rate * o.weight_decay, ...CONSTANTS.adam(t, rate, o)],
  nadam(t, rate, o) {
    let product = 1;
    for (let k = 1; k <= t; k++) {
      product *= momentum(o.beta1, o.momentum_decay, k);
      if (product < 1e-17) break; // 1 - product is 1 from here on
    }
    const now = momentum(o.beta1, o.momentum_decay, t);
    const next = momentum(o.beta1, o.momentum_decay, t + 1);
    return [
      ...decays(o),
      (rate * (1 - now)) / (1 - product),
      (rate * next) / (1 - product * next),
      scale(o.beta2, t),
    ];
  },
};

/**
 * @param {{ name: string, rate: number, options: Record<string, number> }} choice
 * @param {number} t the step, from 1
 * @returns {number[]}
 */
export function constantsOf({ name, rate, options }, t) {
  const constants = CONSTANTS[name];
  if (!constants) throw new RangeError(`there is no optimizer ${name}`);
  return constants(t, rate, options);
}
