// Rows that were pasted as text: numbers of the inputs, and behind them the numbers or the class that is wanted.

export const MOST_ROWS = 5000;
const MOST_LETTERS = 2_000_000;

/**
 * @typedef {import("./content.js").Listed} Pasted
 */

/**
 * Return the rows of a text.
 * @param {string} text lines of fields between tabs, semicolons or commas; a first line of names is left out
 * @param {{ inputs: number, outputs: number, kind: string, classes: string[] }} wanted "classes", "yes or no" or "numbers",
 *   and the names of the classes, if they have any
 * @returns {Pasted}
 * @throws {Error} with the line that is wrong, and what is wrong with it
 */
export function pastedRows(text, { inputs, outputs, kind, classes }) {
  if (text.length > MOST_LETTERS) throw new Error(`the text has ${text.length.toLocaleString("en")} letters, and 2,000,000 at most are read`);
  const lines = text.split(/\r\n|\n|\r/).map((words, k) => ({ words: words.trim(), line: k + 1 })).filter((one) => one.words);
  if (!lines.length) throw new Error("there are no rows: paste lines such as 0.5, 1.25, a");
  const separator = separatorOf(lines[0].words);
  const width = inputs + (kind === "numbers" ? outputs : 1);
  const rows = lines.map(({ words, line }) => ({ line, fields: words.split(separator).map(unquoted) }));
  const named = isHeader(rows[0].fields, inputs);
  const note = named ? `Line ${rows[0].line} was read as names.` : "";
  if (named) rows.shift();
  if (!rows.length) throw new Error("there is a line of names, and no row below it");
  if (rows.length > MOST_ROWS) throw new Error(`there are ${rows.length.toLocaleString("en")} rows, and a page takes 5,000 at most`);
  const X = [];
  const wanted = [];
  for (const { line, fields } of rows) {
    if (fields.length !== width) throw new Error(`line ${line} has ${fields.length} fields, not ${width}`);
    X.push(fields.slice(0, inputs).map((one) => numberIn(one, line, separator)));
    wanted.push({ line, fields: fields.slice(inputs) });
  }
  if (kind === "numbers") {
    return { X, Y: wanted.map(({ line, fields }) => fields.map((one) => numberIn(one, line, separator))), classes: [], note };
  }
  return { X, ...classesOf(wanted, kind === "classes" ? outputs : 2, outputs, classes), note };
}

/**
 * Return the names of the classes, and each row as 0 and 1. Classes that the network knows, by name or by number,
 * keep their outputs; others have them in the order of their names.
 */
function classesOf(wanted, most, outputs, known) {
  const found = [...new Set(wanted.map(({ fields }) => fields[0]))];
  if (found.includes("")) throw new Error(`line ${wanted.find(({ fields }) => !fields[0])?.line} has no class`);
  const numbers = Array.from({ length: most }, (_, k) => String(k));
  const names = [known, numbers].find((all) => all.length && found.every((one) => all.includes(one)))
    ?? found.sort((a, b) => Number(a) - Number(b) || (a < b ? -1 : 1));
  if (names.length > most) throw new Error(`there are ${names.length} classes, and the network has outputs for ${most}`);
  const Y = wanted.map(({ fields }) => {
    const k = names.indexOf(fields[0]);
    return outputs === 1 ? [k] : Array.from({ length: outputs }, (_, j) => (j === k ? 1 : 0));
  });
  return { Y, classes: names === numbers ? known : names };
}

/** Return a field without the spaces and the quotes around it. */
function unquoted(field) {
  const trimmed = field.trim();
  return /^".*"$/.test(trimmed) ? trimmed.slice(1, -1).trim() : trimmed;
}

function separatorOf(words) {
  return ["\t", ";", ","].find((one) => words.includes(one)) ?? /\s+/;
}

/** In a line of names every input is a word: it begins with a letter, and is none of the words for no number. */
function isHeader(fields, inputs) {
  return fields.slice(0, inputs).every((one) => /^[\p{L}_]/u.test(one) && !/^(nan|na|inf|infinity|null|none)$/i.test(one));
}

function numberIn(field, line, separator) {
  const value = read(field, separator);
  if (!Number.isFinite(value)) throw new Error(`line ${line}: “${field.slice(0, 40)}” is no number`);
  return value;
}

/** Read a number; a comma is its decimal mark where commas do not separate fields. */
function read(field, separator) {
  const plain = separator === "," ? field : field.replace(",", ".");
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(plain) ? Number(plain) : NaN;
}
