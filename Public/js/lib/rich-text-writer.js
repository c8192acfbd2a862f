// The blocks of the visual editor as Markdown. No DOM here: see elements/page-editor.js.
import { markKey } from "./rich-inline.js"

/**
 * The text of a document's blocks. `kept` gives for an untouched block what it was parsed from: { source, gap, place };
 * blocks that still follow one another as they did keep what stood between them. `json` makes a plain node of a node.
 */
export function write(nodes, kept = () => undefined, json = node => node) {
  let text = "", last
  for (const node of nodes) {
    const original = kept(node)
    const source = original ? original.source : writeBlock(json(node))
    if (source === "") { last = undefined; continue }
    const follows = original && (last ? original.place === last.place + 1 : original.place === 0 && !text)
    text += (follows ? original.gap : text ? "\n\n" : "") + source
    last = original
  }
  return text && text + "\n"
}

export function writeBlock(node) {
  const { type, attrs = {}, content = [] } = node
  switch (type) {
    case "paragraph": return atLineStart(writeInline(content))
    case "heading": return ("#".repeat(attrs.level) + " " + writeInline(content).replaceAll("\\\n", " ").replace(/(#+)$/, "\\$1")).trimEnd()
    case "horizontalRule": return "---"
    case "verbatim": return attrs.source
    case "displayFormula": return `$$${attrs.tex.trim().replaceAll(/\n\s*\n/g, "\n")}$$`
    case "picture": return `![${escapedLabel(attrs.alt)}](${destination(attrs.src)}${title(attrs.title)})`
    case "codeBlock": {
      const text = content.map(({ text }) => text).join("")
      const fence = "`".repeat(Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length)) + 1)
      return `${fence}${attrs.language ?? ""}\n${text && text + "\n"}${fence}`
    }
    case "blockquote": return quoted(blocks(content).replace(/^\[!/, "&#91;!"))
    case "callout": return quoted(`[!${attrs.kind.toUpperCase()}]\n${blocks(content)}`)
    case "bulletList": return content.map(item => listItem(item, "- ", attrs.loose)).join(attrs.loose ? "\n\n" : "\n")
    case "orderedList":
      return content.map((item, place) => listItem(item, `${(attrs.start ?? 1) + place}. `, attrs.loose)).join(attrs.loose ? "\n\n" : "\n")
    case "table": return table(content)
    default: return blocks(content)
  }
}

const blocks = (content, gap = "\n\n") => content.map(writeBlock).filter(text => text !== "").join(gap)
const quoted = text => text.split("\n").map(line => line ? "> " + line : ">").join("\n")

function listItem({ content = [] }, marker, loose) {
  const text = blocks(content, loose ? "\n\n" : "\n")
  return (marker + text.split("\n").join("\n" + " ".repeat(marker.length))).replaceAll(/\n +(?=\n|$)/g, "\n").trimEnd()
}

function table(rows) {
  const cell = ({ content = [] }) =>
    content.map(block => writeInline(block.content ?? [])).join(" ").replaceAll("\\\n", " ").replaceAll("|", "\\|")
  const line = cells => `| ${cells.join(" | ")} |`
  const marks = { left: ":---", center: ":---:", right: "---:" }
  const [head, ...rest] = rows.map(row => (row.content ?? []).map(cell))
  return [line(head), `|${(rows[0].content ?? []).map(({ attrs }) => marks[attrs?.align] ?? "---").join("|")}|`, ...rest.map(line)].join("\n")
}

const destination = address => address.replaceAll(/[\s()<>]/g, character => encodeURIComponent(character)
  .replace("(", "%28").replace(")", "%29"))
const title = text => text ? ` "${text.replaceAll(/["\\]/g, "\\$&").replaceAll("\n", " ")}"` : ""
/** Alternative text: plain, so that a screen reader reads what was typed. */
const escapedLabel = text => (text ?? "").replaceAll("\n", " ").replaceAll(/[\\\]*_`]/g, "\\$&").replaceAll(/[[$<&]/g, c => `&#${c.charCodeAt()};`)

const WRAPS = { bold: "**", italic: "*", strike: "~~" }

function writeInline(nodes) {
  let text = ""
  const open = []
  const close = to => { while (open.length > to) text = shut(text, open.pop()) }
  nodes.forEach((node, place) => {
    const marks = node.marks ?? []
    const isCode = marks.some(({ type }) => type === "code")
    const wanted = marks.filter(({ type }) => type !== "code")
    // The marks that last longest stand outside.
    const length = mark => {
      let end = place
      while (nodes[end]?.marks?.some(other => markKey(other) === markKey(mark))) end += 1
      return end
    }
    let kept = 0
    while (kept < open.length && wanted.some(mark => markKey(mark) === markKey(open[kept]))) kept += 1
    close(kept)
    const rest = wanted.filter(mark => !open.some(other => markKey(other) === markKey(mark)))
    for (const mark of rest.sort((a, b) => length(b) - length(a))) {
      const lead = node.type === "text" && !isCode && mark.type !== "link" ? node.text.match(/^\s*/)[0] : ""
      if (lead) { text += lead; node = { ...node, text: node.text.slice(lead.length) } }
      text += mark.type === "link" ? "[" : WRAPS[mark.type] ?? ""
      open.push(mark)
    }
    if (node.type === "hardBreak") text += "\\\n"
    else if (node.type === "formula") text += node.attrs.display ? `$$${node.attrs.tex}$$` : `$${node.attrs.tex.trim()}$`
    else if (isCode) text += code(node.text)
    else text += escaped(node.text ?? "", text)
  })
  close(0)
  return text.replace(/(\\\n)+$/, "")
}

/** Ends a mark; white space before its end goes out, or Markdown would not see the end. */
function shut(text, { type, attrs }) {
  if (type === "link") return `${text}](${destination(attrs.href)}${title(attrs.title)})`
  const wrap = WRAPS[type]
  if (!wrap) return text
  const tail = text.match(/\s*$/)[0]
  const body = text.slice(0, text.length - tail.length)
  return body.endsWith(wrap) && !body.endsWith("\\" + wrap) && body.length === wrap.length ? tail : body + wrap + tail
}

function code(text) {
  const fence = "`".repeat(Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length)) + 1)
  const pad = text.startsWith("`") || text.endsWith("`") || /^ .* $/.test(text) ? " " : ""
  return fence + pad + text + pad + fence
}

/** Text that Markdown reads as text. Brackets are never escaped by a backslash: `\[` begins a formula. */
function escaped(text, before) {
  const wordBefore = /[\p{L}\p{N}]$/u.test(before)
  return text.replaceAll("\n", " ")
    .replaceAll("\\", "\\\\")
    .replaceAll(/[*`]|~~/g, match => match === "~~" ? "\\~\\~" : "\\" + match)
    .replaceAll(/_/g, (mark, place) => {
      const inWord = (place ? /[\p{L}\p{N}_]/u.test(text[place - 1] ?? "") : wordBefore)
      return inWord && /[\p{L}\p{N}_]/u.test(text[place + 1] ?? "") ? mark : "\\_"
    })
    .replaceAll("$", "\\$")
    .replaceAll(/<(?=[a-zA-Z/!?])/g, "\\<")
    .replaceAll(/&(?=#?\w+;)/g, "\\&")
    .replaceAll(/\](?=\(|\[)/g, "\\]")
    .replaceAll("![", "!&#91;")
}

/** A paragraph whose first characters would make it something else. */
function atLineStart(text) {
  return text.trim()
    .replace(/^([-+]|\d{1,9}(?=[.)]))(?=[.)]?(\s|$))/, (mark, digits) => /\d/.test(mark) ? mark : "\\" + mark)
    .replace(/^(\d{1,9})([.)])(?=\s|$)/, "$1\\$2")
    .replace(/^(#{1,6})(?=\s|$)/, "\\$1")
    .replace(/^>/, "\\>")
    .replace(/^(=+|-{2,})(\s*)$/, "\\$1$2")
    .replace(/^\[(?=[^\]]*\]:)/, "&#91;")
    .replaceAll(/\n(?=([-+>#=]|\d{1,9}[.)])(\s|$))/g, "\n\\")
}
