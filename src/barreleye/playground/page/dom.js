// Elements of the page. Text is text: nothing that comes from data is ever read as HTML.

const SVG = "http://www.w3.org/2000/svg";

/**
 * Return an element with attributes, listeners (onclick ...) and children.
 * @param {string} name "div", or "svg:path"
 * @param {Record<string, any>} given
 * @param {...(Node | string | null | undefined | false)} children
 * @returns {any}
 */
export function element(name, given = {}, ...children) {
  const isSvg = name.startsWith("svg:");
  const made = isSvg ? document.createElementNS(SVG, name.slice(4)) : document.createElement(name);
  for (const [key, value] of Object.entries(given)) {
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else if (key === "text") made.textContent = value;
    else setAttribute(made, key, value);
  }
  for (const child of children) {
    if (child) made.append(child);
  }
  return made;
}

/** Set an attribute, or remove it where the value is null or false. */
export function setAttribute(made, key, value) {
  if (value === null || value === undefined || value === false) made.removeAttribute(key);
  else if (made.getAttribute(key) !== String(value)) made.setAttribute(key, value === true ? "" : String(value));
}

/** Set several attributes. */
export function setAttributes(made, given) {
  for (const [key, value] of Object.entries(given)) setAttribute(made, key, value);
}

/** Set a text, if it is another one. */
export function setText(made, text) {
  if (made.textContent !== text) made.textContent = text;
}

/**
 * Let a pointer drag something: `moved(event)` is called at every movement, with a gesture of its own for each drag.
 * @param {Element} handle
 * @param {(event: any, gesture: any) => void} moved
 * @param {(event: any) => boolean} starts whether a drag begins with this event
 */
export function draggable(handle, moved, starts = () => true) {
  let gesture = null;
  handle.addEventListener("pointerdown", (/** @type {any} */ event) => {
    if (event.button !== 0 || !starts(event)) return;
    gesture = { from: [event.clientX, event.clientY] };
    handle.setPointerCapture(event.pointerId);
  });
  handle.addEventListener("pointermove", (/** @type {any} */ event) => {
    if (gesture) moved(event, gesture);
  });
  for (const end of ["pointerup", "pointercancel"]) handle.addEventListener(end, () => (gesture = null));
}
