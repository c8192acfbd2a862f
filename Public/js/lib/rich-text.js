// A page's Markdown as the blocks of the visual editor. No DOM here: see elements/page-editor.js.
import { writeBlock } from "./rich-text-writer.js"
import { link, parseInline, Unrepresentable } from "./rich-inline.js"

const blank = line => /^\s*$/.test(line)
const FENCE = /^ {0,3}(`{3,}|~{3,})\s*([^`\s]*)[^`]*$/
const HEADING = /^ {0,3}(#{1,6})(?:[ \t]+(.*?))?(?:[ \t]+#+)?[ \t]*$/
const RULE = /^ {0,3}(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})$/
const QUOTE = /^ {0,3}> ?/
const ITEM = /^( {0,3})([-*+]|\d{1,9}[.)])( +|$)/
const DELIMITERS = /^ {0,3}\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$/
const REFERENCE = /^ {0,3}\[[^\]]+\]:/
const CALLOUT = /^\[!(NOTE|TIP|IMPORTANT|WARNING)\][ \t]*(?:\n|$)/

/**
 * The blocks of a text: [{ node, source, gap }]. `source` is the block as it was written and `gap` what stood before it,
 * so that a block nobody touches goes back to the letter. A block the editor has no form for is a `verbatim` node.
 */
export function parse(markdown) {
  const lines = markdown.replaceAll("\r\n", "\n").split("\n")
  const hasReferences = lines.some(line => REFERENCE.test(line))
  const blocks = []
  let from = 0, gapFrom = 0
  while (from < lines.length) {
    if (blank(lines[from])) { from += 1; continue }
    const to = endOfBlock(lines, from)
    const source = lines.slice(from, to).join("\n")
    const gap = lines.slice(gapFrom, from).map(line => line + "\n").join("")
    blocks.push({ node: block(source, hasReferences), source, gap: blocks.length ? "\n" + gap : gap })
    gapFrom = from = to
  }
  return blocks
}

/** The document of an editor. */
export const documentOf = blocks => ({
  type: "doc", content: blocks.length ? blocks.map(({ node }) => node) : [{ type: "paragraph" }],
})

/** The line after the block that begins at `from`. */
function endOfBlock(lines, from) {
  const line = lines[from]
  let to = from + 1
  const fence = line.match(FENCE)
  if (fence) {
    const close = new RegExp(`^ {0,3}\\${fence[1][0]}{${fence[1].length},}[ \\t]*$`)
    while (to < lines.length && !close.test(lines[to])) to += 1
    return Math.min(to + 1, lines.length)
  }
  if (HEADING.test(line) || RULE.test(line)) return to
  if (ITEM.test(line)) return endOfList(lines, from)
  if (/^ {4}|^\t/.test(line)) {
    while (to < lines.length && (blank(lines[to]) || /^ {4}|^\t/.test(lines[to]))) to += 1
    while (blank(lines[to - 1])) to -= 1
    return to
  }
  const quoted = QUOTE.test(line)
  while (to < lines.length && !blank(lines[to])) {
    if (!quoted && interrupts(lines[to])) break
    if (quoted && !QUOTE.test(lines[to]) && interrupts(lines[to])) break
    to += 1
  }
  return to
}

const interrupts = line => HEADING.test(line) || RULE.test(line) || FENCE.test(line) || QUOTE.test(line)
  || /^ {0,3}(?:[-*+]|1[.)]) +\S/.test(line)

function endOfList(lines, from) {
  const kind = lines[from].match(ITEM)[2].slice(-1)
  let to = from + 1
  while (to < lines.length) {
    if (blank(lines[to])) {
      let next = to
      while (next < lines.length && blank(lines[next])) next += 1
      const goesOn = next < lines.length && (/^ {2,}\S/.test(lines[next])
        || (ITEM.test(lines[next]) && lines[next].match(ITEM)[2].slice(-1) === kind && !RULE.test(lines[next])))
      if (!goesOn) return to
      to = next
    } else if (ITEM.test(lines[to]) && lines[to].match(ITEM)[2].slice(-1) !== kind || RULE.test(lines[to])
      || HEADING.test(lines[to]) || FENCE.test(lines[to]) || QUOTE.test(lines[to])) return to
    else to += 1
  }
  return to
}

/** The node of one block; what would not come back the same from the editor stays as it is written. */
function block(source, hasReferences) {
  const verbatim = { type: "verbatim", attrs: { source } }
  if (hasReferences && /\[/.test(source)) return verbatim
  try {
    const node = represented(source)
    const again = represented(writeBlock(node))
    return JSON.stringify(again) === JSON.stringify(node) ? node : verbatim
  } catch (error) {
    if (error instanceof Unrepresentable) return verbatim
    throw error
  }
}

function represented(source) {
  const lines = source.split("\n")
  const first = lines[0]
  const fence = first.match(FENCE)
  if (fence) {
    if (lines.length < 2 || !lines.at(-1).trim().startsWith(fence[1])) throw new Unrepresentable()
    const text = lines.slice(1, -1).join("\n")
    return { type: "codeBlock", attrs: { language: fence[2] || null }, ...text && { content: [{ type: "text", text }] } }
  }
  const heading = first.match(HEADING)
  if (heading && lines.length === 1) return filled({ type: "heading", attrs: { level: heading[1].length } }, heading[2] ?? "")
  if (RULE.test(first) && lines.length === 1) return { type: "horizontalRule" }
  if (QUOTE.test(first)) return quotation(lines)
  if (ITEM.test(first)) return list(lines)
  if (lines.length > 1 && first.includes("|") && DELIMITERS.test(lines[1])) return table(lines)
  if (/^ {4}|^\t|^ {0,3}<[a-zA-Z/!?]/.test(first) || REFERENCE.test(first)) throw new Unrepresentable()
  if (lines.slice(1).some(line => /^ {0,3}(=+|-+)[ \t]*$/.test(line) || (line.includes("|") && DELIMITERS.test(line)))) throw new Unrepresentable()
  const text = lines.map(line => line.replace(/^ {1,3}/, "")).join("\n").trimEnd()
  const displayed = text.match(/^\$\$([\s\S]+?)\$\$$/)
  if (displayed && displayed[1].trim()) return { type: "displayFormula", attrs: { tex: displayed[1].trim() } }
  return picture(text) ?? filled({ type: "paragraph" }, text)
}

/** A paragraph that is a picture and nothing else. */
function picture(text) {
  if (!text.startsWith("![")) return
  const found = link(text, 1)
  if (!found || found.end !== text.length) return
  const words = parseInline(found.text)
  if (words.some(({ type, marks }) => type !== "text" || marks)) return
  return { type: "picture", attrs: { src: found.href, alt: words.map(({ text }) => text).join(""), title: found.title } }
}

function filled(node, text) {
  const content = parseInline(text)
  return content.length ? { ...node, content } : node
}

/** The nodes inside a quotation or an item: none of them may be kept as written, or all of it is. */
function inside(source) {
  const blocks = []
  const lines = source.split("\n")
  let from = 0
  while (from < lines.length) {
    if (blank(lines[from])) { from += 1; continue }
    const to = endOfBlock(lines, from)
    blocks.push(represented(lines.slice(from, to).join("\n")))
    from = to
  }
  return blocks
}

function quotation(lines) {
  if (!lines.every(line => QUOTE.test(line))) throw new Unrepresentable()
  const text = lines.map(line => line.replace(QUOTE, "")).join("\n")
  const kind = text.match(CALLOUT)
  const content = inside(kind ? text.slice(kind[0].length) : text)
  if (!content.length) content.push({ type: "paragraph" })
  return kind ? { type: "callout", attrs: { kind: kind[1].toLowerCase() }, content } : { type: "blockquote", content }
}

function list(lines) {
  const marker = lines[0].match(ITEM)
  const ordered = /\d/.test(marker[2])
  const items = []
  let isLoose = false, wasBlank = false
  for (const line of lines) {
    const item = line.match(ITEM)
    const width = items.at(-1)?.width ?? Infinity
    if (item && (!items.length || item[1].length < width) && item[1].length < 4) {
      if (items.length && wasBlank) isLoose = true
      if (item[3].length > 4) throw new Unrepresentable()
      items.push({ width: item[0].length + (item[3] ? 0 : 1), lines: [line.slice(item[0].length)] })
    } else if (blank(line)) items.at(-1).lines.push("")
    else {
      if (line.slice(0, width).trim()) throw new Unrepresentable()
      if (wasBlank) isLoose = true
      items.at(-1).lines.push(line.slice(width))
    }
    wasBlank = blank(line)
  }
  const content = items.map(({ lines }) => {
    const blocks = inside(lines.join("\n"))
    if (blocks[0]?.type !== "paragraph") blocks.unshift({ type: "paragraph" })
    return { type: "listItem", content: blocks }
  })
  return ordered
    ? { type: "orderedList", attrs: { start: +marker[2].slice(0, -1), loose: isLoose }, content }
    : { type: "bulletList", attrs: { loose: isLoose }, content }
}

function table(lines) {
  const rows = [lines[0], ...lines.slice(2)].map(cells)
  const aligns = cells(lines[1]).map(cell => ({ "::": "center", ":": "left", "-:": "right" })[
    (cell.startsWith(":") ? ":" : "") + (cell.endsWith(":") && cell.length > 1 ? (cell.startsWith(":") ? ":" : "-:") : "")] ?? null)
  if (rows[0].length !== aligns.length || rows.some(row => row.length > aligns.length)) throw new Unrepresentable()
  return {
    type: "table",
    content: rows.map((row, number) => ({
      type: "tableRow",
      content: aligns.map((align, column) => ({
        type: number ? "tableCell" : "tableHeader", attrs: { align },
        content: [filled({ type: "paragraph" }, row[column] ?? "")],
      })),
    })),
  }
}

/** The cells of a row; a bar after a backslash belongs to its cell. */
function cells(line) {
  const inner = line.trim().replace(/^\|/, "").replace(/(^|[^\\])\|$/, "$1")
  return inner.split(/(?<!\\)\|/).map(cell => cell.trim().replaceAll("\\|", "|"))
}
