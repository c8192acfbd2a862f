import { block, link, prefixLines, wrap } from "../lib/markdown-edits.js"
import { parsed } from "../lib/words.js"

const edits = {
  bold: (v, s, e) => wrap(v, s, e, "**"),
  italic: (v, s, e) => wrap(v, s, e, "*"),
  heading: (v, s, e) => prefixLines(v, s, e, "## "),
  list: (v, s, e) => prefixLines(v, s, e, "- "),
  table: (v, s, e) => block(v, e, "| A | B |\n|---|---|\n|   |   |", "A"),
  link: (v, s, e) => link(v, s, e),
  formula: (v, s, e) => wrap(v, s, e, "$"),
}
const shortcuts = { KeyB: "bold", KeyI: "italic", KeyK: "link" }
const defaults = {
  bold: "Жирный", italic: "Курсив", heading: "Заголовок", list: "Список", table: "Таблица", link: "Ссылка",
  formula: "Формула", preview: "Просмотр", tools: "Оформление", failed: "Просмотр не открылся: нет связи.",
  restored: "Вернули несохранённый черновик с этого устройства.", discard: "Взять сохранённый текст",
}

// <markdown-editor data-preview="/…" data-draft="key" data-version="3" data-words='{…}'> around a <textarea>.
// The draft stays on the device until its form has gone; a draft of an older version of the text is let go.
class MarkdownEditor extends HTMLElement {
  #area = this.querySelector("textarea")
  #words = { ...defaults, ...parsed(this.dataset.words) }
  #key = this.dataset.draft && "draft:" + this.dataset.draft
  #version = this.dataset.version ?? ""
  #preview
  #keeping

  connectedCallback() {
    if (!this.#area || this.querySelector(".tools")) return
    const tools = document.createElement("div")
    tools.className = "tools"
    tools.setAttribute("role", "group")
    tools.setAttribute("aria-label", this.#words.tools)
    for (const name of [...Object.keys(edits), ...this.dataset.preview ? ["preview"] : []]) tools.append(this.#button(name))
    this.#area.before(tools)
    this.#area.addEventListener("input", () => this.#changed())
    this.#area.addEventListener("keydown", event => this.#shortcut(event))
    this.#area.form?.addEventListener("submit", () => this.#forget())
    addEventListener("pagehide", this)
    this.#restore()
    this.#fit()
  }
  disconnectedCallback() { removeEventListener("pagehide", this) }
  handleEvent() { if (this.#keeping) this.#keep() }

  #button(name) {
    const button = document.createElement("button")
    button.type = "button"
    button.dataset.edit = name
    button.textContent = this.#words[name]
    if (name === "preview") button.setAttribute("aria-pressed", "false")
    button.addEventListener("click", () => name === "preview" ? this.#toggle(button) : this.#edit(name))
    return button
  }

  #edit(name) {
    const area = this.#area
    const { from, to, text, select } = edits[name](area.value, area.selectionStart, area.selectionEnd)
    area.focus()
    area.setSelectionRange(from, to)
    // execCommand keeps the browser's own undo; setRangeText does not.
    if (!document.execCommand("insertText", false, text)) area.setRangeText(text)
    area.setSelectionRange(...select)
    this.#changed()
  }

  #shortcut(event) {
    const name = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && shortcuts[event.code]
    if (!name) return
    event.preventDefault()
    this.#edit(name)
  }

  #changed() {
    this.#fit()
    clearTimeout(this.#keeping)
    this.#keeping = setTimeout(() => this.#keep(), 500)
  }

  /** Grows by rows, for browsers without `field-sizing`. */
  #fit() {
    const area = this.#area
    if (CSS.supports("field-sizing", "content")) return
    while (area.scrollHeight > area.clientHeight && area.rows < 60) area.rows += 1
  }

  async #toggle(button) {
    if (this.#preview) {
      this.#preview.remove()
      this.#preview = undefined
    } else {
      this.#preview = document.createElement("div")
      this.#preview.className = "preview prose"
      this.#preview.tabIndex = 0
      this.#preview.setAttribute("aria-label", this.#words.preview)
      this.#preview.setAttribute("role", "region")
      this.#area.after(this.#preview)
      const shown = this.#preview
      try {
        const response = await fetch(this.dataset.preview, { method: "POST", body: new URLSearchParams({ text: this.#area.value }) })
        if (!response.ok) throw response.status
        shown.innerHTML = await response.text()
      } catch { shown.textContent = this.#words.failed }
    }
    this.#area.hidden = !!this.#preview
    button.setAttribute("aria-pressed", String(!!this.#preview))
    for (const other of this.querySelectorAll(".tools [data-edit]")) other.disabled = other !== button && !!this.#preview
  }

  #keep() {
    this.#keeping = undefined
    if (!this.#key) return
    try { localStorage.setItem(this.#key, JSON.stringify({ version: this.#version, text: this.#area.value })) } catch {}
  }
  #forget() {
    clearTimeout(this.#keeping)
    this.#keeping = undefined
    // Kept, under the old version, until the server shows a newer one: the sending may fail.
    this.#keep()
  }
  #restore() {
    if (!this.#key) return
    const draft = parsed(localStorage.getItem(this.#key))
    const saved = this.#area.value
    if (draft.text === undefined) return
    if (draft.version !== this.#version || draft.text === saved) return localStorage.removeItem(this.#key)
    this.#area.value = draft.text
    this.insertAdjacentHTML("beforeend", `<p class="small muted" role="status"><span></span> <button type="button" class="quiet small"></button></p>`)
    const note = this.querySelector("p[role=status]")
    note.firstElementChild.textContent = this.#words.restored
    note.lastElementChild.textContent = this.#words.discard
    note.lastElementChild.addEventListener("click", () => {
      this.#area.value = saved
      localStorage.removeItem(this.#key)
      note.remove()
      this.#area.focus()
    })
  }
}
customElements.define("markdown-editor", MarkdownEditor)
