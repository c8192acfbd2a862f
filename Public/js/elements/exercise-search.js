import { filled, line, spelledWord, straight } from "../lib/exercise-moves.js"

const arrows = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }

// <exercise-search> around a table of letters and a list of words with fields: a line is drawn from letter to letter, by
// dragging, by two presses or by keys, and stands in its word's field.
class ExerciseSearch extends HTMLElement {
  #words = JSON.parse(this.dataset.words)
  #cells = [...this.querySelectorAll("tbody tr")].map(row => [...row.querySelectorAll("td")])
  #items = [...this.querySelectorAll("li[data-word]")]
  #from
  #isDragging = false

  connectedCallback() {
    if (this.closest("fieldset:disabled") || !this.#cells.length) return
    for (const part of this.querySelectorAll(".plain")) part.hidden = true
    const table = this.querySelector("table")
    table.setAttribute("role", "grid")
    this.#cells.forEach((row, y) => row.forEach((cell, x) => {
      cell.setAttribute("role", "gridcell")
      cell.tabIndex = y || x ? -1 : 0
      Object.assign(cell, { at: [y, x] })
    }))
    table.addEventListener("pointerdown", event => this.#press(event))
    // A drag let go in full swing would be a fling, and the next tap would only stop it.
    table.addEventListener("touchmove", event => event.preventDefault(), { passive: false })
    table.addEventListener("keydown", event => this.#key(event))
    this.said = this.querySelector("[aria-live]")
    this.#draw()
  }

  #cell([y, x]) { return this.#cells[y]?.[x] }
  #letters(squares) { return squares.map(square => this.#cell(square).textContent).join("") }

  #press(event) {
    const cell = event.target.closest("td")
    if (!cell?.at || event.button || !event.isPrimary) return
    event.preventDefault()
    this.#focus(cell.at)
    const start = cell.at
    const second = this.#from
    let end = start
    const at = ({ clientX, clientY }) => {
      const under = document.elementFromPoint(clientX, clientY)?.closest("td")
      return under?.at && this.contains(under) ? straight(start, under.at, this.#cells.length) : end
    }
    const move = event => {
      end = at(event)
      if (String(end) !== String(start)) this.#isDragging = true
      if (this.#isDragging) this.#draw(line(start, end))
    }
    const stop = event => {
      removeEventListener("pointermove", move)
      removeEventListener("pointerup", stop)
      removeEventListener("pointercancel", stop)
      const dragged = this.#isDragging
      this.#isDragging = false
      if (event.type === "pointercancel") return this.#draw()
      if (dragged) this.#finish(start, end)
      else if (second) this.#finish(second, start)
      else this.#begin(start)
    }
    addEventListener("pointermove", move)
    addEventListener("pointerup", stop)
    addEventListener("pointercancel", stop)
  }

  #begin(at) {
    this.#from = at
    const [row, column] = at
    this.#say(filled(this.#words.from, { letter: this.#cell(at).textContent, row: row + 1, column: column + 1 }))
    this.#draw([at])
  }

  #finish(from, to) {
    this.#from = undefined
    const squares = line(from, to)
    const letters = this.#letters(squares)
    const open = this.#items.filter(item => !item.querySelector("input").value)
    const word = squares.length > 1 && spelledWord(letters, open.map(item => item.dataset.word))
    if (word) {
      const item = open.find(({ dataset }) => dataset.word === word)
      item.querySelector("input").value = [...from, ...to].map(number => number + 1).join(" ")
      const left = open.length - 1
      this.#say(left ? filled(this.#words.found, { word, count: left }) : this.#words.all)
    } else if (squares.length > 1) this.#say(filled(this.#words.absent, { word: letters }))
    this.#draw()
  }

  #key(event) {
    const cell = event.target.closest("td")
    if (!cell?.at) return
    const [y, x] = cell.at
    const step = arrows[event.key]
    if (step) {
      const next = [y + step[0], x + step[1]]
      if (this.#cell(next)) {
        this.#focus(next)
        if (this.#from) this.#draw(line(this.#from, next))
      }
    } else if (event.key === " " || event.key === "Enter") {
      if (this.#from) this.#finish(this.#from, cell.at)
      else this.#begin(cell.at)
    } else if (event.key === "Escape" && this.#from) {
      this.#from = undefined
      this.#draw()
    } else return
    event.preventDefault()
  }

  #focus(at) {
    for (const cell of this.#cells.flat()) cell.tabIndex = -1
    const cell = this.#cell(at)
    cell.tabIndex = 0
    cell.focus({ preventScroll: true })
  }

  #draw(chosen = this.#from ? [this.#from] : []) {
    const found = new Set()
    for (const item of this.#items) {
      const numbers = item.querySelector("input").value.split(" ").map(number => Number(number) - 1)
      item.classList.toggle("done", numbers.length === 4)
      if (numbers.length === 4) for (const square of line(numbers.slice(0, 2), numbers.slice(2))) found.add(String(square))
    }
    const marked = new Set(chosen.map(String))
    for (const cell of this.#cells.flat()) {
      cell.classList.toggle("found", found.has(String(cell.at)))
      cell.classList.toggle("chosen", marked.has(String(cell.at)))
    }
  }

  #say(text) { this.said.textContent = text ?? "" }
}
customElements.define("exercise-search", ExerciseSearch)
