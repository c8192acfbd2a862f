// The inside of a Markdown paragraph as the visual editor's nodes, and back. No DOM here: see elements/page-editor.js.
// What the editor has no form for throws `Unrepresentable`; the block around it is then kept as it was written.

export class Unrepresentable extends Error {}

const PUNCTUATION = /[!"#$%&'()*+,\-./:;<=>?@[\\\]^_`{|}~]/
const ENTITIES = { amp: "&", lt: "<", gt: ">", quot: "\"", nbsp: "\u00A0" }

const isSpace = character => character === undefined || /\s/.test(character)
const isDigit = character => character !== undefined && /\d/.test(character)
const isMark = character => character !== undefined && /[\p{P}\p{S}]/u.test(character)

/** Nodes of a text; equal neighbours are joined. */
export const parseInline = source => joined(delimited(tokens(source)))

/** Splits into text, formulas, code, links, breaks and runs of `*`, `_` and `~`. */
function tokens(source) {
  const found = []
  let text = ""
  const flush = () => { if (text) found.push({ type: "text", text }); text = "" }
  const push = token => { flush(); found.push(token) }
  let i = 0
  while (i < source.length) {
    const c = source[i], rest = source.slice(i)
    let match
    if (c === "\\") {
      if (source[i + 1] === "\n") { push({ type: "hardBreak" }); i += 2; while (source[i] === " ") i += 1; continue }
      if (source[i + 1] === "(" || source[i + 1] === "[") throw new Unrepresentable()
      if (PUNCTUATION.test(source[i + 1] ?? "")) { text += source[i + 1]; i += 2; continue }
      text += c; i += 1
    } else if (c === "`") {
      const mark = rest.match(/^`+/)[0]
      const end = closing(source, i + mark.length, mark.length)
      if (end < 0) { text += mark; i += mark.length; continue }
      let code = source.slice(i + mark.length, end).replaceAll("\n", " ")
      if (/^ .* $/.test(code) && code.trim()) code = code.slice(1, -1)
      push({ type: "text", text: code, marks: [{ type: "code" }] })
      i = end + mark.length
    } else if (c === "$" && (match = formula(source, i))) {
      push({ type: "formula", attrs: { tex: match.tex, display: match.display } })
      i = match.end
    } else if (c === "!" && source[i + 1] === "[") {
      throw new Unrepresentable()
    } else if (c === "[" && (match = link(source, i))) {
      flush()
      const marks = [{ type: "link", attrs: { href: match.href, title: match.title } }]
      for (const node of parseInline(match.text)) {
        if (node.marks?.some(mark => mark.type === "link")) throw new Unrepresentable()
        found.push({ ...node, marks: [...node.marks ?? [], ...marks], isDone: true })
      }
      i = match.end
    } else if (c === "<" && /^<[a-zA-Z/!?]/.test(rest)) {
      throw new Unrepresentable()
    } else if (c === "&" && (match = rest.match(/^&(?:#(\d{1,7})|#[xX]([\da-fA-F]{1,6})|(\w+));/))) {
      const code = match[1] ? +match[1] : match[2] ? parseInt(match[2], 16) : undefined
      const character = code === undefined ? ENTITIES[match[3]] : code > 0 && code < 0x110000 && String.fromCodePoint(code)
      if (!character) throw new Unrepresentable()
      text += character
      i += match[0].length
    } else if (c === "\n") {
      if (/ {2,}$/.test(text)) { text = text.trimEnd(); push({ type: "hardBreak" }) } else text = text.trimEnd() + " "
      i += 1
      while (source[i] === " ") i += 1
    } else if (c === "*" || c === "_" || c === "~") {
      const run = rest.match(c === "*" ? /^\*+/ : c === "_" ? /^_+/ : /^~+/)[0]
      const before = source[i - 1], after = source[i + run.length]
      const left = !isSpace(after) && (!isMark(after) || isSpace(before) || isMark(before))
      const right = !isSpace(before) && (!isMark(before) || isSpace(after) || isMark(after))
      push({
        type: "run", mark: c, count: run.length, length: run.length,
        opens: left && (c !== "_" || !right || isMark(before)), closes: right && (c !== "_" || !left || isMark(after)),
      })
      i += run.length
    } else { text += c; i += 1 }
  }
  flush()
  return found
}

/** The place of the run of exactly `length` backticks after `from`, or -1. */
function closing(source, from, length) {
  for (const match of source.slice(from).matchAll(/`+/g)) if (match[0].length === length) return from + match.index
  return -1
}

/** The formula that begins at `start`, by the rules of the server. */
export function formula(source, start) {
  if (source[start] !== "$") return
  const display = source[start + 1] === "$"
  const mark = display ? "$$" : "$"
  if (!display && (isDigit(source[start - 1]) || isSpace(source[start + 1]))) return
  for (let i = start + mark.length; i < source.length && i - start < 4000; i += 1) {
    if (!display && source[i] === "`") return
    if (/^\n[ \t\r]*\n/.test(source.slice(i, i + 80))) return
    if (!source.startsWith(mark, i) || (!display && source[i - 1] === "\\")) continue
    if (!display && (isSpace(source[i - 1]) || isDigit(source[i + 1]))) return
    const tex = source.slice(start + mark.length, i)
    return tex.trim() ? { tex, display, end: i + mark.length } : undefined
  }
}

/** `[text](address "title")` at `start`. */
export function link(source, start) {
  let depth = 0, i = start
  for (; i < source.length; i += 1) {
    if (source[i] === "\\") i += 1
    else if (source[i] === "[") depth += 1
    else if (source[i] === "]" && (depth -= 1) === 0) break
  }
  const match = source.slice(i + 1).match(/^\(([^\s()<>]*)(?:\s+"((?:[^"\\\n]|\\.)*)")?\)/)
  if (depth !== 0 || !match) return
  const title = match[2] === undefined ? null : match[2].replace(/\\(["\\])/g, "$1")
  return { text: source.slice(start + 1, i), href: match[1], title, end: i + 1 + match[0].length }
}

/** Pairs the runs up: the algorithm of the CommonMark specification 0.30, "An algorithm for parsing nested emphasis". */
function delimited(found) {
  const spans = []
  for (let close = 0; close < found.length; close += 1) {
    const closer = found[close]
    if (closer.type !== "run" || !closer.closes) continue
    for (let open = close - 1; closer.count > 0 && open >= 0; open -= 1) {
      const opener = found[open]
      if (opener.type !== "run" || !opener.opens || opener.mark !== closer.mark || !opener.count || opener.isShut) continue
      if (closer.mark === "~") {
        if (opener.length !== closer.length || closer.length > 2) continue
        spans.push({ from: open, to: close, mark: "strike" })
        opener.count = closer.count = 0
      } else {
        const threes = (opener.closes || closer.opens) && (opener.length + closer.length) % 3 === 0
        if (threes && (opener.length % 3 || closer.length % 3)) continue
        const width = opener.count > 1 && closer.count > 1 ? 2 : 1
        spans.push({ from: open, to: close, mark: width === 2 ? "bold" : "italic" })
        opener.count -= width
        closer.count -= width
        open += 1
      }
      for (let between = open + 1; between < close; between += 1) if (found[between].type === "run") found[between].isShut = true
    }
  }
  return found.flatMap((token, place) => {
    const around = [...new Set(spans.filter(span => span.from < place && place < span.to).map(span => span.mark))]
    if (token.type === "run") {
      if (!token.count) return []
      return [{ type: "text", text: token.mark.repeat(token.count), marks: around.map(type => ({ type })) }]
    }
    return [{ ...token, marks: [...token.marks ?? [], ...around.map(type => ({ type }))] }]
  })
}

const ORDER = ["link", "bold", "italic", "strike", "code"]
export const markKey = mark => mark.type + "\u0000" + JSON.stringify(mark.attrs ?? {})

/** Marks in one order, none twice; neighbours of the same marks become one. */
export function joined(nodes) {
  const result = []
  for (const { isDone, ...node } of nodes) {
    const marks = [...new Map((node.marks ?? []).map(mark => [mark.type, mark])).values()]
      .sort((a, b) => ORDER.indexOf(a.type) - ORDER.indexOf(b.type))
    const plain = { ...node, marks }
    if (!marks.length) delete plain.marks
    const last = result.at(-1)
    const same = last?.type === "text" && node.type === "text"
      && (last.marks ?? []).map(markKey).join() === marks.map(markKey).join()
    if (same) last.text += node.text
    else if (node.type !== "text" || node.text) result.push(plain)
  }
  return result
}
