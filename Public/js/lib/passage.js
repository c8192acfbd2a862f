// Where a selection lies in a text that is shown in pieces. Offsets are UTF-16 code units, as JavaScript counts.

/** The offset of place `at` in piece `index` of pieces so long; a piece that is none of them (-1) gives -1. */
export const offset = (lengths, index, at) =>
  index < 0 ? -1 : lengths.slice(0, index).reduce((sum, length) => sum + length, 0) + at

/** The range without white space at its ends; undefined when nothing is left, or when it lies outside. */
export function trimmed(text, start, end) {
  if (start < 0 || end > text.length) return undefined
  while (start < end && /\s/.test(text[start])) start++
  while (end > start && /\s/.test(text[end - 1])) end--
  return start < end ? { start, end } : undefined
}

/** Decimal texts added exactly, to five places: ["1.5", "2"] → "3.5". */
export function sum(points) {
  const total = points.reduce((sum, text) => sum + Math.round(Number(text) * 100000), 0)
  return String(total / 100000)
}
