// What is drawn on the page as a picture file (PNG).

const SCALE = 2; // pixels for each pixel of the page
const GAP = 16;

/**
 * Return drawings, one below the other, as the bytes of a PNG.
 * @param {Element[]} drawings of SVG
 * @returns {Promise<Blob>}
 */
export async function pictureOf(drawings) {
  const sizes = drawings.map((one) => one.getBoundingClientRect());
  const width = Math.max(...sizes.map((one) => one.width));
  const height = sizes.reduce((sum, one) => sum + one.height + GAP, -GAP);
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(SCALE * width);
  canvas.height = Math.round(SCALE * height);
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  context.scale(SCALE, SCALE);
  context.fillStyle = getComputedStyle(document.body).backgroundColor;
  context.fillRect(0, 0, width, height);
  let top = 0;
  for (const [k, one] of drawings.entries()) {
    const plane = one.parentElement?.querySelector(":scope > canvas");
    if (plane) drawBehind(context, /** @type {HTMLCanvasElement} */ (plane), sizes[k], top);
    context.drawImage(await imageOf(one, sizes[k]), 0, top, sizes[k].width, sizes[k].height);
    top += sizes[k].height + GAP;
  }
  return new Promise((done, failed) => {
    canvas.toBlob((blob) => (blob ? done(blob) : failed(new Error("The browser makes no picture of this size."))), "image/png");
  });
}

/** Draw the plane of two inputs, which lies behind a drawing, at the place that it has there. */
function drawBehind(context, plane, { left, top: above }, top) {
  const box = plane.getBoundingClientRect();
  context.drawImage(plane, box.left - left, top + box.top - above, box.width, box.height);
}

/** Return an image of a drawing. A picture of its own has no style sheet: the styles go with each of its parts. */
async function imageOf(drawing, { width, height }) {
  const copy = /** @type {SVGSVGElement} */ (drawing.cloneNode(true));
  const parts = [drawing, ...drawing.querySelectorAll("*")];
  [copy, ...copy.querySelectorAll("*")].forEach((part, k) => {
    const style = getComputedStyle(parts[k]);
    for (const name of STYLES) part.setAttribute(name, style.getPropertyValue(name));
  });
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  copy.setAttribute("width", String(width));
  copy.setAttribute("height", String(height));
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(new XMLSerializer().serializeToString(copy))}`;
  await image.decode();
  return image;
}

const STYLES = [
  "fill", "stroke", "stroke-width", "stroke-dasharray", "stroke-linecap", "opacity", "visibility", "font-size", "font-family",
  "font-weight", "text-anchor",
];
