// A link that opens the page at a place: one of its networks, a section of it, or a tab.

const KEY = "#stage=";
const TABS = ["activations", "softmax"];

/** @typedef {{ network: number, section: number, tab: string }} Stage */

/**
 * Return what the end of an address asks for, or null if it asks for nothing of the kind.
 * @param {string} hash such as `#stage=sine.2` for the second section of the network named "sine"
 * @param {any} state what Python wrote
 * @returns {Stage | null}
 */
export function readStage(hash, state) {
  if (!hash.startsWith(KEY) || hash === KEY) return null;
  const [name, section = "1"] = hash.slice(KEY.length).split(".");
  if (TABS.includes(name)) return { network: 0, section: 0, tab: name };
  const network = state.networks.findIndex((one) => one.stage === name);
  const many = state.networks[network]?.stages?.length ?? 1;
  if (network < 0) throw new Error(`this page has no stage of the name "${name}"`);
  if (!/^\d+$/.test(section) || +section < 1 || +section > many) throw new Error(`"${name}" has ${many === 1 ? "one section" : `the sections 1 to ${many}`}`);
  return { network, section: +section - 1, tab: "network" };
}
