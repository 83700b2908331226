// The network as it stands on the page, as a script for Python that makes the same one bit for bit.

import { FORMULAS } from "./formulas.js";

/**
 * @param {import("./network.js").Network} net
 * @param {string} loss as it was chosen on the page
 */
export function pythonScript(net, loss = "") {
  const known = FORMULAS[net.dtype].activations;
  const layers = net.description.layers.map((layer) => {
    const more = layer.biases ? "" : ", bias=False";
    const { python, registered } = known[layer.activation];
    return `    be.Dense(${layer.units}, ${python}${more}),${registered ? "" : "  # register it first"}`;
  });
  return [
    "import barreleye as be",
    "",
    `net = be.Network(${net.inputs}, [`,
    ...layers,
    `], dtype="${net.dtype}")`,
    "net.parameters.vector[:] = [",
    ...lines(Array.from(net.vector, literal)),
    "]",
    ...(loss ? [`# to train it as on the page: net.fit(X, y, loss="${loss}")`] : []),
    "",
  ].join("\n");
}

function literal(value) {
  if (Number.isNaN(value)) return 'float("nan")';
  if (!Number.isFinite(value)) return `float("${value > 0 ? "" : "-"}inf")`;
  return Object.is(value, -0) ? "-0.0" : String(value);
}

/** Return words in lines of some 90 letters. */
function lines(words) {
  const found = [];
  let line = "   ";
  for (const word of words) {
    if (line.length + word.length > 90) {
      found.push(line);
      line = "   ";
    }
    line += ` ${word},`;
  }
  return [...found, line];
}
