// The visual editor of a page. Loaded on demand: what it stands on weighs half a megabyte, and only authors need it.
import { Editor } from "../vendor/prose-editor.js"
import { askFields } from "../lib/dialog.js"
import { askFormula, rendered, sendFile } from "../lib/insertions.js"
import { cleaned } from "../lib/pasted.js"
import { documentOf, parse } from "../lib/rich-text.js"
import { write } from "../lib/rich-text-writer.js"
import { extensions } from "./page-schema.js"
import { toolbar } from "./page-tools.js"

/** Opens an editor of `markdown`; throws when it could not give the text back as it was. */
export function open({ markdown, words, files, preview, changed }) {
  return new Surface(markdown, words, files, preview, changed)
}

class Surface {
  element = document.createElement("div")
  #body = document.createElement("div")
  #editor
  #tools
  #words
  #files
  #preview
  /** What an untouched block was parsed from. */
  #kept = new WeakMap()
  #formulas = new Map()
  #asked = new Map()

  constructor(markdown, words, files, preview, changed) {
    this.#words = words
    this.#files = files
    this.#preview = preview
    this.element.className = "visual"
    const blocks = parse(markdown)
    this.#editor = new Editor({
      element: this.#body, injectCSS: false, content: documentOf(blocks),
      extensions: extensions({
        edit: (node, place) => this.edit(node, place), render: (...formula) => this.#render(...formula), words,
      }),
      editorProps: {
        attributes: {
          class: "prose", role: "textbox", "aria-multiline": "true", "aria-label": words.text, spellcheck: "true",
        },
        transformPastedHTML: cleaned,
        handlePaste: (_, event) => this.#take(event.clipboardData),
        handleDrop: (view, event, _, moved) => {
          if (moved || !event.dataTransfer?.files.length) return false
          const place = view.posAtCoords({ left: event.clientX, top: event.clientY })?.pos
          event.preventDefault()
          return this.#take(event.dataTransfer, place)
        },
        handleKeyDown: (view, event) => this.#key(view, event),
      },
    })
    const doc = this.#editor.state.doc
    const given = blocks.map(({ node }) => node)
    const returned = parse(write(doc.toJSON().content)).map(({ node }) => node)
    if (JSON.stringify(given) !== JSON.stringify(returned)) {
      this.#editor.destroy()
      throw new Error("the editor cannot hold this text")
    }
    if (blocks.length) doc.forEach((node, _, place) => this.#kept.set(node, { ...blocks[place], place }))
    this.#tools = toolbar(this.#editor, words, this)
    this.element.append(this.#tools.element, this.#body)
    this.#editor.on("update", () => changed(this.markdown))
    this.#editor.on("transaction", () => this.#tools.update())
  }

  get markdown() {
    const nodes = []
    this.#editor.state.doc.forEach(node => nodes.push(node))
    return write(nodes, node => this.#kept.get(node), node => node.toJSON())
  }

  focus() { this.#editor.commands.focus() }
  close() { this.#editor.destroy(); this.element.remove() }

  // MARK: - Formulas, as the server will set them

  #render(tex, isBlock, show) {
    const source = isBlock ? `$$${tex}$$` : `$${tex}$`
    const known = this.#formulas.get(source)
    if (known) return show(known)
    const waiting = this.#asked.get(source)
    if (waiting) return void waiting.push(show)
    if (!this.#asked.size) setTimeout(() => this.#ask(), 30)
    this.#asked.set(source, [show])
  }

  /** All formulas that wait go in one text, a paragraph each. */
  async #ask() {
    const asked = [...this.#asked]
    this.#asked.clear()
    try {
      const page = await rendered(this.#preview, asked.map(([source]) => source).join("\n\n"))
      if (page.children.length !== asked.length) return
      asked.forEach(([source, shows], place) => {
        const html = page.children[place].innerHTML
        if (!page.children[place].querySelector("math")) return
        this.#formulas.set(source, html)
        for (const show of shows) show(html)
      })
    } catch {}
  }

  // MARK: - Files

  /** Takes the files of a paste or a drop; text that comes with them goes first. */
  #take(data, place) {
    const found = [...data?.files ?? []]
    const html = data?.getData("text/html") ?? ""
    if (!found.length || html.replaceAll(/<style[\s\S]*?<\/style>|<!--[\s\S]*?-->|<[^>]*>/gi, "").trim()) return false
    this.#upload(found, place)
    return true
  }

  async #upload(found, place) {
    for (const file of found) {
      if (file.type.startsWith("image/")) await this.picture({ file })
      else {
        const added = await this.send(file)
        if (["video", "audio"].includes(added?.kind)) this.#insert({ type: "picture", attrs: { src: added.src, alt: added.name } }, place)
        else if (added) this.#insert({ type: "text", text: added.name, marks: [{ type: "link", attrs: { href: added.src, title: null } }] }, place)
      }
    }
  }

  /** Sends a file; says what is wrong in the tools' line and gives undefined then. */
  async send(file, asPicture = false) {
    this.#tools.say(this.#words.uploading)
    const added = await sendFile(this.#files, file, { asPicture, failed: this.#words.upload_failed })
    this.#tools.say(added.error ?? "")
    return added.error ? undefined : added
  }

  /** After a part of its own the text goes on in a new paragraph: what is typed next must not replace the part. */
  #insert(node, place) {
    const content = ["text", "formula"].includes(node.type) ? node : [node, { type: "paragraph" }]
    const chain = this.#editor.chain().focus()
    place === undefined ? chain.insertContent(content).run() : chain.insertContentAt(place, content).run()
  }

  // MARK: - Dialogs

  /** Changes what is changed by a dialog; `place` is where it stands. */
  edit(node, place) {
    const put = attrs => this.#editor.chain().command(({ tr }) => { tr.setNodeMarkup(place, undefined, { ...node.attrs, ...attrs }); return true }).focus().run()
    switch (node.type.name) {
      case "picture": return this.picture({ ...node.attrs, put })
      case "formula": case "displayFormula": return this.formula({ node, place })
      case "verbatim": return this.#verbatim(node, put)
    }
  }

  async picture({ src, alt = "", file, put } = {}) {
    const words = this.#words
    const answer = await askFields({
      title: words.picture, yes: put ? words.change : words.insert, no: words.cancel,
      fields: [
        ...file || put ? [] : [{ name: "file", label: words.file, type: "file", accept: "image/*", required: words.file }],
        { name: "alt", label: words.alt, hint: words.alt_hint, value: alt, required: words.alt_missing },
      ],
    })
    if (!answer) return
    if (put) return put({ alt: answer.alt.trim() })
    const added = await this.send(file ?? answer.file, true)
    if (added) this.#insert({ type: "picture", attrs: { src: added.src, alt: answer.alt.trim(), title: null } })
  }

  async video() {
    const words = this.#words
    const known = await this.#recordings()
    const choice = { name: "src", label: words.video_known, options: [["", words.video_new], ...known.map(({ src, name }) => [src, name])] }
    const answer = await askFields({
      title: words.video, yes: words.insert, no: words.cancel,
      fields: [
        ...known.length ? [choice] : [],
        { name: "file", label: words.file, type: "file", accept: "video/mp4,video/webm,audio/*", required: !known.length && words.file },
        { name: "alt", label: words.alt, hint: words.alt_hint, required: words.alt_missing },
      ],
    })
    if (!answer?.src && !answer?.file) return
    const added = answer.src ? { src: answer.src } : await this.send(answer.file)
    if (added) this.#insert({ type: "picture", attrs: { src: added.src, alt: answer.alt.trim(), title: null } })
  }

  /** The latest videos and recordings among the course's files. */
  async #recordings() {
    try {
      const response = await fetch(this.#files, { headers: { Accept: "application/json" } })
      return (await response.json()).filter(({ kind }) => ["video", "audio"].includes(kind))
    } catch { return [] }
  }

  async formula({ node, place } = {}) {
    const words = this.#words
    const isDisplayed = node?.type.name === "displayFormula"
    const answer = await askFormula({
      words, preview: this.#preview, tex: node?.attrs.tex, display: isDisplayed, yes: node ? words.change : words.insert,
    })
    if (!answer) return
    const { tex, display } = answer
    const made = display ? { type: "displayFormula", attrs: { tex } } : { type: "formula", attrs: { tex, display } }
    if (!node) return this.#insert(made)
    this.#editor.chain().focus().insertContentAt({ from: place, to: place + node.nodeSize }, made).run()
  }

  async link() {
    const words = this.#words, editor = this.#editor
    if (editor.isActive("link")) editor.commands.extendMarkRange("link")
    const { from, to, empty } = editor.state.selection
    const answer = await askFields({
      title: words.link, yes: words.insert, no: words.cancel,
      fields: [
        { name: "href", label: words.address, type: "url", value: editor.getAttributes("link").href ?? "https://", required: words.address },
        ...empty ? [{ name: "text", label: words.address_words, required: words.address_words }] : [],
      ],
    })
    if (!answer) return
    const attrs = { href: answer.href.trim(), title: null }
    const chain = editor.chain().focus()
    empty ? chain.insertContent({ type: "text", text: answer.text.trim(), marks: [{ type: "link", attrs }] }).run()
      : chain.setTextSelection({ from, to }).setMark("link", attrs).run()
  }

  async #verbatim(node, put) {
    const words = this.#words
    const answer = await askFields({
      title: words.verbatim, yes: words.change, no: words.cancel,
      fields: [{ name: "source", label: words.markdown, value: node.attrs.source, rows: 10 }],
    })
    if (answer) put({ source: answer.source })
  }

  /** Enter opens what is changed by a dialog; Tab leaves the text, as anywhere on the page, but in lists and tables. */
  #key(view, event) {
    const { node, from } = view.state.selection
    if (event.key === "Enter" && node && ["picture", "formula", "displayFormula", "verbatim"].includes(node.type.name)) {
      this.edit(node, from)
      return true
    }
    return false
  }
}
