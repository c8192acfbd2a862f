// What a page may consist of, for the editor. Names and attributes are those of lib/rich-text.js.
import {
  Blockquote, Bold, BulletList, Code, CodeBlock, Document, Dropcursor, Gapcursor, HardBreak, Heading, History,
  HorizontalRule, Italic, ListItem, Mark, Node, OrderedList, Paragraph, Strike, Table, TableCell, TableHeader, TableRow, Text,
} from "../vendor/prose-editor.js"

const attribute = (name, fallback = null, html = "data-" + name) => ({
  default: fallback,
  parseHTML: element => element.getAttribute(html) ?? fallback,
  renderHTML: attributes => attributes[name] === null ? {} : { [html]: String(attributes[name]) },
})
const flag = name => ({
  default: false,
  parseHTML: element => element.getAttribute("data-" + name) === "true",
  renderHTML: attributes => attributes[name] ? { ["data-" + name]: "true" } : {},
})

const Link = Mark.create({
  name: "link", inclusive: false, priority: 1000,
  addAttributes: () => ({ href: attribute("href", "", "href"), title: attribute("title", null, "title") }),
  parseHTML: () => [{ tag: "a[href]" }],
  renderHTML: ({ HTMLAttributes }) => ["a", { ...HTMLAttributes, rel: "noopener" }, 0],
})

const loose = Base => Base.extend({ addAttributes() { return { ...this.parent?.(), loose: flag("loose") } } })
const aligned = Base => Base.extend({
  content: "paragraph",
  addAttributes() { return { ...this.parent?.(), align: attribute("align") } },
})

const Callout = Node.create({
  name: "callout", group: "block", content: "block+", defining: true,
  addAttributes: () => ({ kind: attribute("kind", "note", "data-callout") }),
  parseHTML: () => [{ tag: "div[data-callout]" }],
  renderHTML: ({ HTMLAttributes }) => {
    const kind = HTMLAttributes["data-callout"]
    return ["div", { ...HTMLAttributes, class: "note" + ({ tip: " tip", important: " important", warning: " warn" }[kind] ?? "") }, 0]
  },
})

/** The element that shows a file of this address. */
const mediaTag = address => /\.(mp4|webm)$/i.test(address) ? "video" : /\.(mp3|m4a|og[ga]|opus|wav)$/i.test(address) ? "audio" : "img"

/** A picture or a video, on a line of its own. */
const picture = edit => Node.create({
  name: "picture", group: "block", atom: true, draggable: true,
  addAttributes: () => ({
    src: attribute("src", "", "src"), alt: attribute("alt", "", "alt"), title: attribute("title", null, "title"),
  }),
  parseHTML: () => [{ tag: "img[src^='/media/']" }],
  renderHTML: ({ HTMLAttributes }) => ["img", HTMLAttributes],
  addNodeView: () => edited(edit, (dom, { src, alt }) => {
    const media = document.createElement(mediaTag(src))
    media.src = src
    if (media.localName !== "img") Object.assign(media, { controls: true, preload: "metadata" }).setAttribute("aria-label", alt)
    else media.alt = alt
    const caption = document.createElement("figcaption")
    caption.textContent = alt
    dom.replaceChildren(media, caption)
  }, "figure"),
})

const formula = (edit, render, name, isBlock) => Node.create({
  name, group: isBlock ? "block" : "inline", inline: !isBlock, atom: true, draggable: isBlock,
  addAttributes: () => ({ tex: attribute("tex", ""), ...!isBlock && { display: flag("display") } }),
  parseHTML: () => [{ tag: `${isBlock ? "div" : "span"}[data-tex]` }],
  renderHTML: ({ HTMLAttributes }) => [isBlock ? "div" : "span", HTMLAttributes],
  addNodeView: () => edited(edit, (dom, { tex }) => {
    dom.textContent = tex
    render(tex, isBlock, html => { dom.innerHTML = html })
  }, isBlock ? "div" : "span", "formula"),
})

const verbatim = (edit, words) => Node.create({
  name: "verbatim", group: "block", atom: true, draggable: true,
  addAttributes: () => ({ source: attribute("source", "") }),
  parseHTML: () => [{ tag: "div[data-source]" }],
  renderHTML: ({ HTMLAttributes }) => ["div", HTMLAttributes],
  addNodeView: () => edited(edit, (dom, { source }) => {
    const label = document.createElement("p")
    label.className = "small muted"
    label.textContent = words.verbatim
    const text = document.createElement("pre")
    text.textContent = source
    dom.replaceChildren(label, text)
  }, "div", "verbatim"),
})

/** The view of a node that is changed by a dialog: a double press or Enter opens it. */
function edited(edit, show, tag, name = "") {
  return ({ node, getPos }) => {
    const dom = document.createElement(tag)
    dom.className = "part " + name
    dom.contentEditable = "false"
    let shown
    const update = next => {
      if (next.type !== node.type) return false
      node = next
      const attributes = JSON.stringify(node.attrs)
      if (attributes !== shown) show(dom, node.attrs)
      shown = attributes
      return true
    }
    dom.addEventListener("dblclick", () => edit(node, getPos()))
    update(node)
    return { dom, update, ignoreMutation: () => true, stopEvent: event => event.target.closest("video, audio") !== null && !/drag|drop/.test(event.type) }
  }
}

export const extensions = ({ edit, render, words }) => [
  Document, Paragraph, Text, Bold, Italic, Strike, Code, Link, HardBreak, HorizontalRule, Blockquote, ListItem,
  Heading.configure({ levels: [1, 2, 3, 4, 5, 6] }), CodeBlock, loose(BulletList), loose(OrderedList), Callout,
  Table, TableRow, aligned(TableCell), aligned(TableHeader), History, Dropcursor, Gapcursor,
  picture(edit), formula(edit, render, "formula", false), formula(edit, render, "displayFormula", true), verbatim(edit, words),
]
