// Strokes of the pointer across a picture, which become rows.

import { element } from "./dom.js";

const APART = 12; // units of the picture between two rows of a stroke

/**
 * Let strokes across a picture become rows, while the panel says that the pointer draws.
 * @param {any} svg
 * @param {(event: PointerEvent) => { place: number[], spot: number[] }} at the place as numbers, and in the picture
 * @param {import("./rows_panel.js").RowsPanel} panel
 */
export function takeStrokes(svg, at, panel) {
  /** @type {{ place: number[], spot: number[] }[]} */
  let stroke = [];
  let drawing = false;
  const dots = element("svg:g", { class: "drawn" });
  const add = (event) => {
    const here = at(event);
    const last = stroke[stroke.length - 1];
    if (last && Math.hypot(here.spot[0] - last.spot[0], here.spot[1] - last.spot[1]) < APART) return;
    stroke.push(here);
    dots.append(element("svg:circle", { cx: here.spot[0], cy: here.spot[1], r: 4 }));
  };
  const handled = (event, work) => {
    if (!panel.drawing || (event.type === "pointerdown" ? event.button !== 0 : !drawing)) return;
    event.stopPropagation();
    event.preventDefault();
    work(event);
  };
  const listen = (name, work) => svg.addEventListener(name, (event) => handled(event, work), { capture: true });
  listen("pointerdown", (event) => {
    stroke = [];
    drawing = true;
    svg.append(dots);
    svg.setPointerCapture(event.pointerId);
    add(event);
  });
  listen("pointermove", add);
  listen("pointerup", () => {
    drawing = false;
    dots.replaceChildren();
    panel.addStroke(stroke.map((one) => one.place));
  });
  listen("pointercancel", () => {
    drawing = false;
    dots.replaceChildren();
  });
}
