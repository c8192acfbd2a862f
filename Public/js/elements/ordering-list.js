import { filled, parsed } from "../lib/words.js"

// Items put in order by dragging, by arrows and by buttons; the selects behind them stay what the form sends.
class OrderingList extends HTMLElement {
  #list = this.querySelector("ol")
  #words = parsed(this.dataset.words)
  #live = document.createElement("p")
  #dragged

  connectedCallback() {
    if (!this.#list || this.#live.isConnected) return
    const hint = this.querySelector(".hint")
    if (hint && this.#words.help) hint.textContent = this.#words.help
    this.#live.className = "vh"
    this.#live.setAttribute("aria-live", "polite")
    this.append(this.#live)
    for (const item of this.#list.children) this.#dress(item)
    for (const type of ["click", "keydown", "pointerdown", "pointermove", "pointerup", "pointercancel"]) this.addEventListener(type, this)
    this.refresh()
  }
  handleEvent(event) { this["on" + event.type](event) }

  /** Lines up the items as their selects say, once every one has a place. */
  refresh() {
    const items = [...this.#list.children]
    const places = items.map(item => +item.querySelector("select").value)
    if (new Set(places).size < items.length || places.includes(0)) return
    this.#list.append(...items.sort((a, b) => this.#place(a) - this.#place(b)))
  }
  #place(item) { return +item.querySelector("select").value }
  #name(item) { return item.querySelector("span:not(.handle):not(.moves)").textContent.trim() }

  #dress(item) {
    item.querySelector("select").hidden = true
    const handle = document.createElement("span")
    handle.className = "handle"
    handle.textContent = "⠿"
    handle.setAttribute("aria-hidden", "true")
    const moves = document.createElement("span")
    moves.className = "moves"
    for (const [by, sign] of [["up", "↑"], ["down", "↓"]]) {
      const button = document.createElement("button")
      button.type = "button"
      button.className = "quiet"
      button.dataset.by = by
      button.textContent = sign
      button.setAttribute("aria-label", filled(this.#words[by], { item: this.#name(item) }))
      moves.append(button)
    }
    item.prepend(handle)
    item.append(moves)
  }

  onclick({ target }) {
    const button = target.closest("button[data-by]")
    if (button) this.#move(button.closest("li"), button.dataset.by === "up" ? -1 : 1, button)
  }
  onkeydown(event) {
    const by = { ArrowUp: -1, ArrowLeft: -1, ArrowDown: 1, ArrowRight: 1 }[event.key]
    const item = by && event.target.closest?.("li")
    if (!item) return
    event.preventDefault()
    this.#move(item, by, event.target)
  }
  #move(item, by, focus) {
    const other = by < 0 ? item.previousElementSibling : item.nextElementSibling
    if (!other) return this.#write(item)
    by < 0 ? other.before(item) : other.after(item)
    focus?.focus()
    this.#write(item)
  }

  onpointerdown(event) {
    const item = event.target.closest(".handle")?.closest("li")
    if (!item || event.button) return
    event.preventDefault()
    this.#dragged = item
    item.classList.add("moving")
    this.setPointerCapture?.(event.pointerId)
  }
  onpointermove({ clientX, clientY }) {
    if (!this.#dragged) return
    const over = document.elementsFromPoint(clientX, clientY).map(part => part.closest("li"))
      .find(item => item && item !== this.#dragged && this.#list.contains(item))
    if (!over) return
    const box = over.getBoundingClientRect()
    const isAcross = this.classList.contains("across")
    const isAfter = isAcross ? clientX > box.left + box.width / 2 : clientY > box.top + box.height / 2
    isAfter ? over.after(this.#dragged) : over.before(this.#dragged)
  }
  onpointerup() {
    const item = this.#dragged
    if (!item) return
    this.#dragged = undefined
    item.classList.remove("moving")
    this.#write(item)
  }
  onpointercancel() { this.onpointerup() }

  #write(moved) {
    const items = [...this.#list.children]
    for (const [index, item] of items.entries()) item.querySelector("select").value = index + 1
    items[0]?.querySelector("select").dispatchEvent(new Event("input", { bubbles: true }))
    this.#live.textContent = filled(this.#words.moved, { item: this.#name(moved), place: items.indexOf(moved) + 1, count: items.length })
  }
}
customElements.define("ordering-list", OrderingList)
