import { filled, parsed } from "../lib/words.js"

// Marks set on a picture by touch, mouse or keyboard. The text fields behind them, `x,y x,y`, are what the form sends.
class PictureMarks extends HTMLElement {
  #canvas = this.querySelector(".canvas")
  #fields = [...this.querySelectorAll(".markers input")]
  #words = parsed(this.dataset.words)
  #size = { x: +this.dataset.width || 1, y: +this.dataset.height || 1 }
  #cross = document.createElement("span")
  #at = { x: this.#size.x / 2, y: this.#size.y / 2 }
  #live = document.createElement("p")
  #current = 0
  #dragged

  connectedCallback() {
    if (!this.#canvas || this.#live.isConnected) return
    this.#canvas.tabIndex = 0
    this.#canvas.setAttribute("role", "group")
    this.#canvas.setAttribute("aria-label", this.#words.picture)
    this.#cross.className = "cross"
    this.#canvas.append(this.#cross)
    this.#live.className = "vh"
    this.#live.setAttribute("aria-live", "polite")
    this.append(this.#live)
    const hint = this.querySelector(".hint")
    if (hint) hint.textContent = this.#words.help
    this.#fields.forEach((field, index) => {
      const label = field.closest("label")
      const button = document.createElement("button")
      button.type = "button"
      button.dataset.marker = index
      button.textContent = `${index + 1}. ${label.querySelector("span").textContent.trim()}`
      label.hidden = true
      label.after(button)
    })
    const clear = document.createElement("button")
    clear.type = "button"
    clear.className = "quiet"
    clear.dataset.clear = ""
    clear.textContent = this.#words.clear
    hint?.before(clear)
    for (const type of ["click", "keydown", "pointerdown", "pointermove", "pointerup", "pointercancel"]) this.addEventListener(type, this)
    this.#aim()
    this.refresh()
  }
  handleEvent(event) { this["on" + event.type](event) }

  #points(index) {
    return this.#fields[index].value.split(" ").map(text => text.split(",").map(Number)).filter(([x, y]) => Number.isFinite(x) && Number.isFinite(y))
  }
  #limit(index) { return +this.#fields[index].closest("label").dataset.count || 50 }
  #name(index) { return this.querySelector(`button[data-marker="${index}"]`).textContent }
  #percent({ x, y }) { return { x: Math.round(100 * x / this.#size.x), y: Math.round(100 * y / this.#size.y) } }

  refresh() {
    for (const pin of this.#canvas.querySelectorAll(".pin")) pin.remove()
    this.#fields.forEach((_, marker) => this.#points(marker).forEach(([x, y], place) => {
      const pin = document.createElement("span")
      pin.className = "pin"
      pin.textContent = marker + 1
      Object.assign(pin.dataset, { pin: marker, place })
      pin.style.left = 100 * x / this.#size.x + "%"
      pin.style.top = 100 * y / this.#size.y + "%"
      this.#canvas.append(pin)
    }))
    for (const button of this.querySelectorAll("button[data-marker]")) {
      button.setAttribute("aria-pressed", String(+button.dataset.marker === this.#current))
    }
  }

  #write(marker, points) {
    this.#fields[marker].value = points.map(([x, y]) => `${Math.round(x)},${Math.round(y)}`).join(" ")
    this.#fields[marker].dispatchEvent(new Event("input", { bubbles: true }))
    this.refresh()
  }
  #set(at) {
    const marker = this.#current
    const points = [...this.#points(marker), [at.x, at.y]]
    this.#write(marker, points.slice(-this.#limit(marker)))
    this.#live.textContent = filled(this.#words.set, { marker: this.#name(marker), ...this.#percent(at) })
    // The next marker that has no place yet.
    const next = this.#fields.findIndex((_, index) => !this.#points(index).length)
    if (this.#points(marker).length >= this.#limit(marker) && next >= 0) this.#choose(next)
  }
  #choose(marker) {
    this.#current = marker
    this.refresh()
  }
  #aim() {
    this.#cross.style.left = 100 * this.#at.x / this.#size.x + "%"
    this.#cross.style.top = 100 * this.#at.y / this.#size.y + "%"
  }
  #where({ clientX, clientY }) {
    const box = this.#canvas.querySelector("img").getBoundingClientRect()
    const inside = (value, size) => Math.min(Math.max(value, 0), 1) * size
    return { x: inside((clientX - box.left) / box.width, this.#size.x), y: inside((clientY - box.top) / box.height, this.#size.y) }
  }

  onclick(event) {
    const button = event.target.closest("button")
    if (button?.dataset.marker) this.#choose(+button.dataset.marker)
    else if (button && "clear" in button.dataset) this.#fields.forEach((_, index) => this.#write(index, []))
    else if (this.#canvas.contains(event.target) && !event.target.closest(".pin")) {
      this.#at = this.#where(event)
      this.#aim()
      this.#set(this.#at)
    }
  }
  onkeydown(event) {
    if (event.target !== this.#canvas) return
    const step = event.shiftKey ? 0.05 : 0.01
    const [x, y] = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key] ?? []
    if (x !== undefined) {
      const inside = (value, size) => Math.min(Math.max(value, 0), size)
      this.#at = { x: inside(this.#at.x + x * step * this.#size.x, this.#size.x), y: inside(this.#at.y + y * step * this.#size.y, this.#size.y) }
      this.#aim()
      this.#live.textContent = filled(this.#words.at, this.#percent(this.#at))
    } else if (event.key === "Enter" || event.key === " ") this.#set(this.#at)
    else if (event.key === "Delete" || event.key === "Backspace") {
      this.#write(this.#current, this.#points(this.#current).slice(0, -1))
      this.#live.textContent = filled(this.#words.removed, { marker: this.#name(this.#current) })
    } else if (/^[1-9]$/.test(event.key) && this.#fields[event.key - 1]) this.#choose(event.key - 1)
    else return
    event.preventDefault()
    event.stopPropagation()
  }

  onpointerdown(event) {
    const pin = event.target.closest(".pin")
    if (!pin || event.button) return
    event.preventDefault()
    this.#dragged = { marker: +pin.dataset.pin, place: +pin.dataset.place, pin }
    this.#choose(this.#dragged.marker)
    this.#dragged.pin = this.#canvas.querySelector(`.pin[data-pin="${this.#dragged.marker}"][data-place="${this.#dragged.place}"]`)
    this.setPointerCapture?.(event.pointerId)
  }
  onpointermove(event) {
    if (!this.#dragged) return
    this.#dragged.at = this.#where(event)
    this.#dragged.pin.style.left = 100 * this.#dragged.at.x / this.#size.x + "%"
    this.#dragged.pin.style.top = 100 * this.#dragged.at.y / this.#size.y + "%"
  }
  onpointerup() {
    const dragged = this.#dragged
    this.#dragged = undefined
    if (!dragged?.at) return
    this.#write(dragged.marker, this.#points(dragged.marker)
      .map((point, index) => index === dragged.place ? [dragged.at.x, dragged.at.y] : point))
  }
  onpointercancel() { this.onpointerup() }
}
customElements.define("picture-marks", PictureMarks)
