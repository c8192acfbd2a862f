import { filled, parsed } from "../lib/words.js"

// Words beside a text or a picture, to be dragged or tapped into its places. The selects in the places stay the
// controls: by keyboard one chooses in them, and they are what the form sends.
class WordPlaces extends HTMLElement {
  #tray = document.createElement("div")
  #live = document.createElement("p")
  #words = parsed(this.dataset.words)
  #reusable = new Set((this.dataset.reusable ?? "").split(" "))
  #picked
  #ghost
  #start

  connectedCallback() {
    if (this.#tray.isConnected) return
    this.#tray.className = "tray"
    this.#tray.setAttribute("role", "group")
    this.#tray.setAttribute("aria-label", this.#words.tray)
    this.#live.className = "vh"
    this.#live.setAttribute("aria-live", "polite")
    const names = new Map()
    for (const select of this.#selects()) for (const { value, text } of select.options) if (value) names.set(value, text)
    for (const [value, text] of [...names].sort(([a], [b]) => a - b)) {
      const chip = document.createElement("button")
      chip.type = "button"
      chip.dataset.word = value
      chip.textContent = text
      chip.setAttribute("aria-pressed", "false")
      this.#tray.append(chip)
    }
    this.append(this.#tray, this.#live)
    this.#pinToPicture()
    for (const type of ["change", "input", "pointerdown", "pointermove", "pointerup", "pointercancel", "mousedown", "keydown"]) this.addEventListener(type, this)
    this.refresh()
  }
  handleEvent(event) { this["on" + event.type](event) }

  #selects() { return [...this.querySelectorAll("select.gap")] }

  /** Puts the places of a picture where they belong on it. */
  #pinToPicture() {
    const image = this.querySelector(".canvas img")
    const places = this.#selects().filter(select => "x" in select.dataset)
    if (!image || !places.length) return
    const [width, height] = [+image.getAttribute("width") || 1, +image.getAttribute("height") || 1]
    for (const select of places) {
      select.style.left = Math.min(100 * select.dataset.x / width, 90) + "%"
      select.style.top = Math.min(100 * select.dataset.y / height, 92) + "%"
      image.parentElement.append(select)
    }
    this.querySelector("ol.places").hidden = true
  }

  refresh() {
    const used = new Set(this.#selects().map(select => select.value))
    for (const chip of this.#tray.children) {
      chip.toggleAttribute("data-used", used.has(chip.dataset.word) && !this.#reusable.has(chip.dataset.word))
    }
  }

  onchange() { this.refresh() }
  oninput() { this.refresh() }
  /** A word that is there once leaves the place it stood in: when it is put, not when arrows pass it in a list. */
  #takeElsewhere(select) {
    if (!select.value || this.#reusable.has(select.value)) return
    for (const other of this.#selects()) if (other !== select && other.value === select.value) other.value = ""
  }

  #put(select) {
    const chip = this.#picked
    this.#pick()
    if (!chip || ![...select.options].some(({ value }) => value === chip.dataset.word)) return
    select.value = chip.dataset.word
    this.#takeElsewhere(select)
    select.dispatchEvent(new Event("input", { bubbles: true }))
    this.#live.textContent = filled(this.#words.put, { word: chip.textContent, place: select.getAttribute("aria-label") })
  }
  #pick(chip) {
    this.#picked?.setAttribute("aria-pressed", "false")
    this.#picked = chip
    chip?.setAttribute("aria-pressed", "true")
    for (const select of this.#selects()) {
      select.classList.toggle("drop", !!chip && [...select.options].some(({ value }) => value === chip.dataset.word))
    }
    if (chip) this.#live.textContent = filled(this.#words.picked, { word: chip.textContent })
  }

  onpointerdown(event) {
    const chip = event.target.closest(".tray button")
    if (!chip || event.button) return
    this.#start = { chip, x: event.clientX, y: event.clientY, wasPicked: this.#picked === chip }
    this.#pick(chip)
    this.setPointerCapture?.(event.pointerId)
  }
  onpointermove({ clientX: x, clientY: y }) {
    if (!this.#start) return
    if (!this.#ghost && Math.hypot(x - this.#start.x, y - this.#start.y) < 8) return
    if (!this.#ghost) {
      this.#ghost = document.createElement("span")
      this.#ghost.className = "ghost"
      this.#ghost.textContent = this.#start.chip.textContent
      this.append(this.#ghost)
    }
    this.#ghost.style.left = x + 8 + "px"
    this.#ghost.style.top = y + 8 + "px"
  }
  onpointerup({ clientX, clientY }) {
    const start = this.#start
    this.#start = undefined
    if (this.#ghost) {
      this.#ghost.remove()
      this.#ghost = undefined
      const place = document.elementsFromPoint(clientX, clientY).find(part => part.matches("select.gap") && this.contains(part))
      place ? this.#put(place) : this.#pick()
    } else if (start?.wasPicked) this.#pick()
  }
  onpointercancel() {
    this.#ghost?.remove()
    this.#ghost = this.#start = undefined
    this.#pick()
  }
  // With a word in hand a place takes it; without one it opens its list.
  onmousedown(event) {
    const select = event.target.closest("select.gap")
    if (!select || !this.#picked) return
    event.preventDefault()
    this.#put(select)
    select.focus()
  }
  onkeydown(event) {
    const chip = event.target.closest(".tray button")
    if (chip && (event.key === "Enter" || event.key === " ")) {
      event.preventDefault()
      event.stopPropagation()
      this.#pick(this.#picked === chip ? undefined : chip)
      this.#selects().find(select => select.classList.contains("drop") && !select.value)?.focus()
    } else if (event.key === "Escape") this.#pick()
    else if (this.#picked && event.target.matches("select.gap") && event.key === "Enter") {
      event.preventDefault()
      event.stopPropagation()
      this.#put(event.target)
    }
  }
}
customElements.define("word-places", WordPlaces)
