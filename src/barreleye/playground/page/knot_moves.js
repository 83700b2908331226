// A knot moved by hand: sideways the bias changes, up and down the weights, and the knot stays where it is.

/**
 * Return the places and values that put the knot of a neuron at x, or make it steeper there.
 * @param {import("./view_state.js").ViewState} view
 * @param {[number, number]} owner layer and neuron
 * @param {number} from where the knot is
 * @param {number | null} x where the knot shall be, or null to leave it
 * @param {number} rise by which share of e the weights grow
 * @returns {[number, number][]}
 */
export function movedKnot(view, [layer, neuron], from, x, rise) {
  const { net } = view;
  const { weights, bias } = view.places(layer, neuron);
  if (bias < 0) return [];
  const { units, f } = net.layers[layer];
  const zAt = (where) => net.trace(view.rowsOf([where]))[layer].z[neuron];
  const changes = /** @type {[number, number][]} */ ([]);
  if (x !== null) {
    const kink = nearest(f.kinks, zAt(from));
    changes.push([bias, rounded(net.vector[bias] + kink - zAt(x))]);
  }
  if (rise !== 0 && units) {
    const factor = Math.exp(rise);
    const kink = nearest(f.kinks, zAt(from));
    for (const place of weights) changes.push([place, rounded(net.vector[place] * factor)]);
    changes.push([bias, rounded((net.vector[bias] - kink) * factor + kink)]);
  }
  return changes;
}

function nearest(kinks, z) {
  return kinks.reduce((best, one) => (Math.abs(one - z) < Math.abs(best - z) ? one : best), kinks[0] ?? 0);
}

/** A hand is not more exact than this, and numbers stay short. */
function rounded(value) {
  return Number(value.toPrecision(6));
}
