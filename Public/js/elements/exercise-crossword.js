import { filled, neighbour, squaresOf, wordAt } from "../lib/exercise-moves.js"

/** A picture says what it shows. */
const said = part => part.querySelector("img")?.alt ?? part.textContent

const arrows = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }

// <exercise-crossword> around a table of one-letter fields and two lists of clues: writing goes along the word, arrows
// and a second press change the direction, a clue leads to its word.
class ExerciseCrossword extends HTMLElement {
  #words = JSON.parse(this.dataset.words)
  #fields = new Map()
  #entries = []
  #down = false
  #at

  connectedCallback() {
    if (this.closest("fieldset:disabled")) return
    for (const field of this.querySelectorAll("td input")) {
      const key = field.name.slice(1)
      this.#fields.set(key, field)
      // Two letters fit, so that a new one can take the place of the old.
      field.maxLength = 2
      field.tabIndex = -1
    }
    this.#entries = [...this.querySelectorAll(".clues li")].map(item => {
      const [row, column] = item.dataset.from.split(" ").map(Number)
      return { row, column, length: Number(item.dataset.length), down: item.dataset.down === "1", item }
    })
    const first = this.#fields.values().next().value
    if (first) first.tabIndex = 0
    this.addEventListener("focusin", event => this.#enter(event))
    this.addEventListener("mousedown", event => this.#press(event))
    this.addEventListener("keydown", event => this.#key(event))
    this.addEventListener("input", event => this.#input(event))
    this.addEventListener("click", ({ target }) => {
      const entry = this.#entries.find(({ item }) => item.contains(target))
      if (entry) this.#go(squaresOf(entry)[0], entry.down)
    })
  }

  #keyOf(field) { return field?.name?.startsWith("c") ? field.name.slice(1) : undefined }

  #enter({ target }) {
    const key = this.#keyOf(target)
    if (!this.#fields.has(key)) return
    if (this.#at !== key) {
      const current = this.#at && wordAt(this.#entries, this.#at, this.#down)
      // A square of the same word keeps the direction; another one takes the direction its word has.
      if (!current || !squaresOf(current).includes(key)) this.#down = wordAt(this.#entries, key, this.#down)?.down ?? false
    }
    this.#at = key
    target.select()
    this.#show()
  }

  /** A press on the square one is in changes the direction. */
  #press({ target }) {
    const key = this.#keyOf(target)
    if (!this.#fields.has(key) || key !== this.#at || document.activeElement !== target) return
    this.#turn()
  }

  #turn() {
    const other = this.#entries.find(entry => entry.down !== this.#down && squaresOf(entry).includes(this.#at))
    if (!other) return
    this.#down = !this.#down
    this.#show()
  }

  #go(key, down = this.#down) {
    const field = this.#fields.get(key)
    if (!field) return
    this.#down = down
    this.#at = key
    for (const other of this.#fields.values()) other.tabIndex = -1
    field.tabIndex = 0
    field.focus()
    field.select()
    this.#show()
  }

  #show() {
    const word = this.#at && wordAt(this.#entries, this.#at, this.#down)
    const squares = new Set(word ? squaresOf(word) : [])
    for (const [key, field] of this.#fields) field.parentElement.classList.toggle("along", squares.has(key))
    for (const entry of this.#entries) entry.item.classList.toggle("current", entry === word)
    if (!word) return
    const clue = [...word.item.children].slice(0, 2).map(said).join(" ")
    const direction = word.down ? this.#words.down : this.#words.across
    const text = `${direction}, ${clue} (${filled(this.#words.letters, { count: word.length })})`
    const asked = this.querySelector(".asked")
    if (asked.textContent !== text) asked.textContent = text
  }

  #input({ target }) {
    const key = this.#keyOf(target)
    if (!this.#fields.has(key)) return
    const letter = [...target.value.trim()].pop() ?? ""
    target.value = letter.toLocaleUpperCase()
    delete target.parentElement.dataset.state
    if (letter) this.#along(key, 1)
  }

  #along(key, step) {
    const word = wordAt(this.#entries, key, this.#down)
    if (!word) return
    const squares = squaresOf(word)
    const next = squares[squares.indexOf(key) + step]
    if (next) this.#go(next, word.down)
  }

  #key(event) {
    const key = this.#keyOf(event.target)
    if (!this.#fields.has(key) || event.ctrlKey || event.metaKey || event.altKey) return
    const direction = arrows[event.key]
    if (direction) {
      const isDown = direction[0] !== 0
      const hasWord = this.#entries.some(entry => entry.down === isDown && squaresOf(entry).includes(key))
      // The first arrow across a word turns; the next one goes.
      if (isDown !== this.#down && hasWord) this.#turn()
      else {
        const next = neighbour(new Set(this.#fields.keys()), key, direction)
        if (next) this.#go(next)
      }
    } else if (event.key === "Backspace" && !event.target.value) {
      this.#along(key, -1)
      const before = this.#fields.get(this.#at)
      if (before && this.#at !== key) before.value = ""
    } else if (event.key === " ") this.#turn()
    else if (event.key === "Enter" && !event.shiftKey) this.#next(key)
    else return
    event.preventDefault()
  }

  /** Enter leads to the next clue that wants letters, and once all have them to the button. */
  #next(key) {
    const at = this.#entries.indexOf(wordAt(this.#entries, key, this.#down))
    const round = [...this.#entries.slice(at + 1), ...this.#entries.slice(0, at)]
    const next = round.find(entry => squaresOf(entry).some(square => !this.#fields.get(square).value))
    if (next) this.#go(squaresOf(next)[0], next.down)
    else this.closest("form")?.querySelector("button.main")?.focus()
  }
}
customElements.define("exercise-crossword", ExerciseCrossword)
