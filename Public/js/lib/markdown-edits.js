// Edits of Markdown text as values: {from, to, text, select: [start, end]}; the element carries them out.

/** Puts `mark` around the selection, or takes it away when it is there already. */
export function wrap(value, start, end, mark) {
  const inner = value.slice(start, end)
  const n = mark.length
  if (inner && value.slice(start - n, start) === mark && value.slice(end, end + n) === mark) {
    return { from: start - n, to: end + n, text: inner, select: [start - n, end - n] }
  }
  return { from: start, to: end, text: mark + inner + mark, select: [start + n, end + n] }
}

/** Begins each line of the selection with `prefix`, or takes it away when every line has it. */
export function prefixLines(value, start, end, prefix) {
  const from = value.lastIndexOf("\n", start - 1) + 1
  const stop = value.indexOf("\n", end)
  const to = stop < 0 ? value.length : stop
  const lines = value.slice(from, to).split("\n")
  const off = lines.every(line => line.startsWith(prefix))
  const text = lines.map(line => off ? line.slice(prefix.length) : prefix + line).join("\n")
  return { from, to, text, select: [from + text.length, from + text.length] }
}

/** Puts a block of its own after the selection's line; `inside` is what to select in it. */
export function block(value, end, text, inside = "") {
  const stop = value.indexOf("\n", end)
  const at = stop < 0 ? value.length : stop
  const before = at === 0 ? "" : value.slice(0, at).endsWith("\n") ? "\n" : "\n\n"
  const start = at + before.length + Math.max(text.indexOf(inside), 0)
  return { from: at, to: at, text: before + text + "\n", select: [start, start + inside.length] }
}

/** A link over the selection, its address selected to be typed over. */
export function link(value, start, end) {
  const inner = value.slice(start, end)
  const at = start + inner.length + 3
  return { from: start, to: end, text: `[${inner}](https://)`, select: [at, at + 8] }
}
