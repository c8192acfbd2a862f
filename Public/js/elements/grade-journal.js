import { moved, placed, table } from "../lib/sheet.js"

// <grade-journal data-save="/…" data-undo="/…" data-words='{…}'> around the journal's table: cells as in a spreadsheet.
// Each entry is sent by itself, a paste in one request; what is refused goes back and is named.
class GradeJournal extends HTMLElement {
  #words = JSON.parse(this.dataset.words)
  #table = this.querySelector("table")
  #columns = [...this.querySelectorAll("th[data-c]")]
  #rows = [...this.querySelectorAll("tr[data-u]")]
  #state = this.querySelector("output")
  #alert = this.querySelector("[role=alert]")
  #at = { row: 0, column: 0 }
  #input
  #waiting = []
  #sending = Promise.resolve()

  connectedCallback() {
    if (!this.#columns.length || !this.#rows.length) return
    this.#table.setAttribute("role", "grid")
    this.#table.setAttribute("aria-label", this.#words.label ?? "")
    this.#select(this.#at, false)
    this.#table.addEventListener("mousedown", event => this.#point(event))
    this.#table.addEventListener("dblclick", event => this.#place(event.target) && this.#edit())
    this.#table.addEventListener("focusin", ({ target }) => { const at = this.#place(target); if (at && !this.#input) this.#select(at, false) })
    this.#table.addEventListener("keydown", event => this.#key(event))
    this.#table.addEventListener("paste", event => this.#paste(event))
    this.#table.addEventListener("copy", event => this.#copy(event))
    this.querySelector("form").addEventListener("submit", event => this.#undo(event))
    this.#alert.addEventListener("click", event => this.#follow(event))
    addEventListener("online", () => this.#retry())
    addEventListener("beforeunload", event => { if (this.#waiting.length) event.preventDefault() })
  }

  #cell({ row, column }) { return this.#rows[row].cells[column + 1] }

  /** The place of a cell for marks; nothing for heads and totals. */
  #place(target) {
    const cell = target.closest?.("td")
    const row = this.#rows.indexOf(cell?.parentElement)
    const column = (cell?.cellIndex ?? 0) - 1
    return row >= 0 && column >= 0 && column < this.#columns.length ? { row, column } : undefined
  }

  #select(at, focus = true) {
    const [old, cell] = [this.#cell(this.#at), this.#cell(at)]
    this.#at = at
    cell.tabIndex = 0
    // A focused cell would lose the focus with its tabindex.
    if (old !== cell) old.removeAttribute("tabindex")
    if (focus) cell.focus()
  }

  #point(event) {
    const at = this.#place(event.target)
    if (!at || event.target === this.#input) return
    this.#commit()
    this.#select(at)
    event.preventDefault()
  }

  #key(event) {
    if (event.isComposing) return
    if (this.#input) return this.#typing(event)
    if (!this.#place(event.target)) return
    const { key } = event
    const command = event.ctrlKey || event.metaKey
    const next = key !== "Tab" && moved(this.#at, event, this.#rows.length, this.#columns.length)
    if (command && key.toLowerCase() === "z") this.#undo(event)
    else if (next && !(key === "Enter" && !event.shiftKey)) this.#select(next)
    else if (key === "Enter" || key === "F2") this.#edit()
    else if (key === "Delete" || key === "Backspace") this.#write([{ ...this.#at, value: "" }])
    else if (key.length === 1 && !command && !event.altKey) this.#edit(key)
    else return
    event.preventDefault()
  }

  #typing(event) {
    const { key } = event
    if (key === "Escape") this.#cancel()
    else if (key === "Enter" || key === "Tab" || key === "ArrowUp" || key === "ArrowDown") {
      this.#commit()
      this.#select(moved(this.#at, event, this.#rows.length, this.#columns.length))
    } else return
    event.preventDefault()
  }

  #edit(text) {
    const cell = this.#cell(this.#at)
    const input = document.createElement("input")
    input.value = text ?? cell.textContent
    input.dataset.before = cell.textContent
    input.setAttribute("aria-label", `${this.#rows[this.#at.row].cells[0].textContent}, ${this.#columns[this.#at.column].textContent}`)
    input.addEventListener("blur", () => this.#commit())
    cell.replaceChildren(input)
    this.#input = input
    input.focus()
    if (text === undefined) input.select()
  }

  #cancel() {
    const input = this.#input
    this.#input = undefined
    this.#cell(this.#at).replaceChildren(input.dataset.before)
    this.#select(this.#at)
  }

  #commit() {
    const input = this.#input
    if (!input) return
    this.#input = undefined
    const { before } = input.dataset
    this.#cell(this.#at).replaceChildren(before)
    if (input.value.trim() !== before) this.#write([{ ...this.#at, value: input.value.trim() }])
  }

  #copy(event) {
    if (this.#input || !this.#place(event.target)) return
    event.clipboardData.setData("text/plain", this.#cell(this.#at).textContent)
    event.preventDefault()
  }

  #paste(event) {
    if (this.#input || !this.#place(event.target)) return
    event.preventDefault()
    const cells = placed(table(event.clipboardData.getData("text/plain")), this.#at, this.#rows.length, this.#columns.length)
    if (!cells) return this.#complain(this.#words.tooBig, [])
    if (cells.length) this.#write(cells, cells.length > 1)
  }

  /** Shows the entries at once and sends them after those before. */
  #write(cells, paste = false) {
    const batch = {
      paste,
      cells: cells.map(at => {
        const cell = this.#cell(at)
        const seen = cell.textContent
        cell.replaceChildren(at.value)
        cell.dataset.wait = ""
        return { c: this.#columns[at.column].dataset.c, u: +this.#rows[at.row].dataset.u, seen, value: at.value }
      }),
    }
    this.#waiting.push(batch)
    this.#sending = this.#sending.then(() => this.#send(batch))
  }

  async #send(batch) {
    if (!this.#waiting.includes(batch)) return
    this.#say("wait", this.#words.saving)
    let response, answer
    try {
      response = await fetch(this.dataset.save, {
        method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(batch),
      })
      if (response.status >= 500) throw response.status
      answer = await response.json()
    } catch {
      setTimeout(() => this.#retry(), 10_000)
      return this.#say("off", this.#words.offline)
    }
    this.#waiting = this.#waiting.filter(other => other !== batch)
    for (const { c, u } of batch.cells) delete this.#find(c, u)?.dataset.wait
    if (response.ok) {
      this.#show(answer.rows)
      this.#alert.replaceChildren()
      this.#say("", batch.paste ? answer.message : this.#words.saved)
    } else {
      for (const { c, u, seen } of batch.cells) this.#find(c, u)?.replaceChildren(seen)
      this.#say("off", this.#words.refused)
      this.#complain(answer.message ?? this.#words.refused, answer.cells ?? [])
    }
  }

  #retry() {
    for (const batch of this.#waiting) this.#sending = this.#sending.then(() => this.#send(batch))
  }

  async #undo(event) {
    event.preventDefault()
    await this.#sending
    const response = await fetch(this.dataset.undo, { method: "POST", headers: { Accept: "application/json" } }).catch(() => undefined)
    if (!response) return this.#say("off", this.#words.offline)
    const answer = await response.json()
    if (!response.ok) return this.#complain(answer.message, answer.cells)
    this.#show(answer.rows)
    this.#alert.replaceChildren()
    this.#say("", this.#words.undone)
  }

  #find(column, learner) {
    const row = this.#rows.findIndex(row => row.dataset.u === String(learner))
    const place = this.#columns.findIndex(head => head.dataset.c === column)
    return row >= 0 && place >= 0 ? this.#cell({ row, column: place }) : undefined
  }

  /** What the server holds now, but for cells that still wait to be sent. */
  #show(rows) {
    for (const { u, m, t } of rows) {
      const row = this.#rows.find(row => row.dataset.u === String(u))
      if (!row) continue
      this.#columns.forEach((head, column) => {
        const cell = row.cells[column + 1]
        if (cell.dataset.wait !== undefined || cell.contains(this.#input)) return
        const [text, signs] = m[head.dataset.c] ?? ["", ""]
        if (cell.textContent !== text) cell.replaceChildren(text)
        if (signs) cell.dataset.s = signs
        else delete cell.dataset.s
        delete cell.dataset.bad
      })
      t.forEach((text, place) => row.cells[this.#columns.length + 1 + place]?.replaceChildren(text))
    }
  }

  #complain(message, cells) {
    for (const cell of this.querySelectorAll("[data-bad]")) delete cell.dataset.bad
    const list = document.createElement("ul")
    for (const { c, u, why } of cells) {
      const cell = this.#find(c, u)
      if (cell) cell.dataset.bad = ""
      const link = Object.assign(document.createElement("a"), { href: "#", textContent: why })
      Object.assign(link.dataset, { c, u })
      list.append(Object.assign(document.createElement("li")))
      list.lastChild.append(cell ? link : why)
    }
    const note = Object.assign(document.createElement("div"), { className: "note err" })
    note.append(Object.assign(document.createElement("b"), { textContent: message }), list)
    this.#alert.replaceChildren(note)
  }

  /** From a complaint to its cell. */
  #follow(event) {
    const link = event.target.closest("a[data-c]")
    if (!link) return
    event.preventDefault()
    this.#select(this.#place(this.#find(link.dataset.c, link.dataset.u)))
  }

  #say(state, text) {
    this.#state.hidden = false
    if (state) this.#state.dataset.state = state
    else delete this.#state.dataset.state
    this.#state.textContent = text ?? ""
  }
}
customElements.define("grade-journal", GradeJournal)
