import { raised } from "./blocks.js"
import { parsed } from "./words.js"

/** An editor of rows over a text area: the rows are shown, the area, hidden, is what the form sends. */
export class RowsEditor extends HTMLElement {
  #area = this.querySelector("textarea")
  #rows = document.createElement("div")
  words = parsed(this.dataset.words)
  items = []

  connectedCallback() {
    if (!this.#area || this.#rows.isConnected) return
    this.items = this.read(this.#area.value)
    if (!this.items.length) this.items = [this.empty()]
    for (const part of this.querySelectorAll(".field, .hint")) part.hidden = true
    this.#rows.className = "rows"
    this.append(this.#rows)
    this.addEventListener("input", this)
    this.addEventListener("change", this)
    this.addEventListener("click", this)
    this.draw()
  }

  handleEvent({ type, target }) {
    if (!this.#rows.contains(target)) return
    if (type === "click") {
      const button = target.closest("button[data-act]")
      if (button) this.#act(button.dataset.act, +button.dataset.item, +button.dataset.row)
    } else {
      this.take(target)
      this.#write()
      if (type === "change" && target.matches("select")) this.draw()
    }
  }

  #act(act, item, row) {
    const key = this.rowsOf
    if (act === "add") this.items.push(this.empty())
    if (act === "remove") this.items.splice(item, 1)
    if (act === "up") this.items = raised(this.items, item)
    if (act === "add-row") this.items[item][key].push(this.emptyRow())
    if (act === "remove-row") this.items[item][key].splice(row, 1)
    if (!this.items.length) this.items = [this.empty()]
    this.#write()
    this.draw()
    const at = { add: this.items.length - 1, up: Math.max(item - 1, 0) }[act] ?? Math.min(item, this.items.length - 1)
    const box = this.#rows.children[at]
    const inputs = box?.querySelectorAll("li input:first-of-type")
    const next = act.endsWith("-row") ? inputs?.[act === "add-row" ? inputs.length - 1 : Math.max(row - 1, 0)] : undefined
    ;(next ?? box?.querySelector("input"))?.focus()
  }

  #write() { this.#area.value = this.write(this.items) }

  draw() {
    this.#rows.replaceChildren(...this.items.map((item, index) => this.box(item, index)), this.button(this.words[this.addWord], "add"))
  }

  // Parts of a box

  field(label, value, data, type = "input") {
    const wrap = document.createElement("label")
    const input = document.createElement(type)
    input.value = value
    Object.assign(input.dataset, data)
    wrap.append(label, input)
    return wrap
  }
  button(text, act, data = {}) {
    const button = document.createElement("button")
    button.type = "button"
    button.className = "small" + (act.startsWith("add") ? "" : " quiet")
    button.textContent = text
    Object.assign(button.dataset, { act, ...data })
    return button
  }
  tools(item) {
    const row = document.createElement("p")
    row.className = "row"
    if (item > 0) row.append(this.button(this.words.up, "up", { item }))
    row.append(this.button(this.words.remove, "remove", { item }))
    return row
  }
}
