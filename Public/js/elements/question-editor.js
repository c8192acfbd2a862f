import { askFields } from "../lib/dialog.js"
import { askFormula, sendFile } from "../lib/insertions.js"
import { parsed } from "../lib/words.js"

/** Kinds whose answers are texts of their own, with pictures and formulas in them. */
const richAnswers = ["choice", "multiple", "matching", "ordering"]

// The form of a question: buttons instead of marks to remember, areas drawn on a picture, pictures uploaded in place.
// Everything ends in the text areas, which are what the form sends.
class QuestionEditor extends HTMLElement {
  #words = parsed(this.dataset.words)
  #shape = "circle"
  #corners = []
  #start
  #drawing

  connectedCallback() {
    if (this.querySelector(".buttons")) return
    const kind = this.dataset.kind
    for (const name of ["stem", ...richAnswers.includes(kind) ? ["answers"] : []]) this.#insertions(this.#field(name))
    if (kind === "gaps") this.#gapButtons()
    if (kind === "dragWords") this.#markButton("stem", ["[[", "]]"])
    if (kind === "textSelection") this.#markButton("answers", ["[", "]"])
    for (const fields of this.querySelectorAll(".picture-fields")) this.#uploadButton(fields)
    this.#field("picture")?.addEventListener("change", () => this.#drawingBoard())
    if (kind === "hotSpot" || kind === "dragWords") this.#drawingBoard()
    this.addEventListener("keydown", event => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) this.querySelector("button[value=preview]")?.click()
    })
  }

  #field(name) { return this.querySelector(`[name="${name}"]`) }
  #button(text, act) {
    const button = document.createElement("button")
    button.type = "button"
    button.textContent = text
    button.addEventListener("click", act)
    return button
  }
  #bar(before) {
    if (before.previousElementSibling?.matches(".buttons")) return before.previousElementSibling
    const bar = document.createElement("div")
    bar.className = "buttons"
    before.before(bar)
    return bar
  }
  #changed(area) { area.dispatchEvent(new Event("input", { bubbles: true })) }

  // Pictures, recordings and formulas in a text

  #insertions(area) {
    if (!area) return
    const said = document.createElement("span")
    said.setAttribute("role", "status")
    const formula = this.#button(this.#words.formula, async () => {
      const place = [area.selectionStart, area.selectionEnd]
      const tex = area.value.slice(...place).replaceAll("$", "")
      const answer = await askFormula({ words: this.#words, preview: "/preview", tex, yes: this.#words.insert })
      if (answer) this.#insert(area, answer.display ? `$$${answer.tex}$$` : `$${answer.tex}$`, place)
    })
    this.#bar(area).append(this.#button(this.#words.media, () => this.#askFile(area, said)), formula, said)
    area.addEventListener("paste", event => {
      const file = event.clipboardData?.files[0]
      if (!file || event.clipboardData.getData("text/plain")) return
      event.preventDefault()
      this.#askFile(area, said, file)
    })
  }
  async #askFile(area, said, file) {
    const words = this.#words
    const place = [area.selectionStart, area.selectionEnd]
    const answer = await askFields({
      title: words.media, yes: words.insert, no: words.cancel,
      fields: [
        ...file ? [] : [{ name: "file", label: words.file, type: "file", accept: "image/*,audio/*,video/mp4,video/webm", required: words.file }],
        { name: "alt", label: words.media_alt, hint: words.alt_hint, required: words.media_alt },
      ],
    })
    if (!answer) return area.focus()
    said.textContent = words.uploading
    const sent = file ?? answer.file
    const added = await this.#send(sent, sent.type.startsWith("image/"))
    said.textContent = added.error ?? ""
    if (!added.error) this.#insert(area, `![${answer.alt.trim().replaceAll(/[\[\]\n]/g, " ")}](${added.src})`, place)
  }
  #insert(area, text, [start, end]) {
    area.setRangeText(text, start, end, "end")
    this.#changed(area)
    area.focus()
  }

  // Gaps

  #gapButtons() {
    const area = this.#field("stem")
    const bar = this.#bar(area)
    const label = document.createElement("span")
    label.textContent = this.#words.gap + ":"
    bar.append(label)
    for (const form of ["typed", "number", "list", "several"]) {
      const button = this.#button(this.#words[form], () => this.#askGap(area, form))
      button.setAttribute("aria-label", `${this.#words.gap}: ${this.#words[form]}`)
      bar.append(button)
    }
  }
  #askGap(area, form) {
    const selected = area.value.slice(area.selectionStart, area.selectionEnd)
    const [start, end] = [area.selectionStart, area.selectionEnd]
    const dialog = document.createElement("dialog")
    dialog.setAttribute("aria-label", this.#words.gap)
    const label = document.createElement("label")
    label.textContent = form === "typed" || form === "number" ? this.#words[form] : this.#words.answers
    const field = document.createElement("textarea")
    field.rows = form === "number" ? 1 : 4
    field.value = selected ? (form === "list" || form === "several" ? "+ " : "") + selected : form === "list" || form === "several" ? "+ \n- " : ""
    label.append(field)
    const row = document.createElement("p")
    row.className = "row"
    const close = () => { dialog.close(); dialog.remove(); area.focus() }
    const put = this.#button(this.#words.put, () => {
      const lines = field.value.split("\n").map(line => line.trim()).filter(line => line && line !== "+" && line !== "-").map(line => line.replaceAll("|", "\\|").replaceAll("]", "\\]"))
      if (!lines.length) return field.focus()
      const sign = { typed: "", number: "#", list: "", several: "☑ " }[form]
      area.setRangeText(`[[${sign}${lines.join("|")}]]`, start, end, "end")
      this.#changed(area)
      close()
    })
    put.className = "main"
    row.append(put, this.#button(this.#words.cancel, close))
    dialog.append(label, row)
    dialog.addEventListener("cancel", () => { dialog.remove(); area.focus() })
    this.append(dialog)
    dialog.showModal()
    field.focus()
    field.setSelectionRange(field.value.length, field.value.length)
  }

  #markButton(name, [open, close]) {
    const area = this.#field(name)
    if (!area) return
    this.#bar(area).append(this.#button(this.#words.word, () => {
      let [start, end] = [area.selectionStart, area.selectionEnd]
      // Without a selection, the word the caret stands in.
      if (start === end) {
        const isLetter = at => /[\p{L}\p{N}’'-]/u.test(area.value[at] ?? "")
        while (start > 0 && isLetter(start - 1)) start--
        while (isLetter(end)) end++
      }
      if (start === end) return area.focus()
      area.setRangeText(open + area.value.slice(start, end) + close, start, end, "end")
      this.#changed(area)
      area.focus()
    }))
  }

  // Pictures

  #send(file, asPicture) {
    return sendFile(this.dataset.files, file, { asPicture, failed: this.#words.upload_failed })
  }

  #uploadButton(fields) {
    const input = document.createElement("input")
    input.type = "file"
    input.accept = "image/*"
    input.hidden = true
    const said = document.createElement("span")
    said.setAttribute("role", "status")
    input.addEventListener("change", async () => {
      said.textContent = this.#words.uploading
      const added = await this.#send(input.files[0], true)
      said.textContent = added.error ?? added.name
      if (added.error) return
      this.#field("picture").value = added.src
      this.#field("width").value = added.width ?? ""
      this.#field("height").value = added.height ?? ""
      this.#changed(this.#field("picture"))
      this.#drawingBoard()
    })
    const bar = this.#bar(fields.firstElementChild)
    bar.append(this.#button(this.#words.upload, () => input.click()), input, said)
  }

  #drawingBoard() {
    const source = this.#field("picture")?.value
    this.querySelector(".board")?.remove()
    const area = this.#field("answers")
    if (!source || !area) return
    const board = document.createElement("div")
    board.className = "board stack"
    const bar = document.createElement("div")
    bar.className = "buttons"
    const isZones = this.dataset.kind === "hotSpot"
    if (isZones) {
      for (const shape of ["circle", "rectangle", "polygon"]) {
        const button = this.#button(this.#words[shape], () => {
          this.#shape = shape
          this.#corners = []
          for (const other of bar.querySelectorAll("[aria-pressed]")) other.setAttribute("aria-pressed", String(other === button))
          this.#show()
        })
        button.setAttribute("aria-pressed", String(shape === this.#shape))
        bar.append(button)
      }
      bar.append(this.#button(this.#words.undo, () => {
        area.value = area.value.trimEnd().split("\n").slice(0, -1).join("\n")
        this.#changed(area)
      }))
    }
    const name = document.createElement("input")
    const label = document.createElement("label")
    label.append(isZones ? this.#words.named : this.#words.placed, name)
    const draw = document.createElement("div")
    draw.className = "draw"
    const image = document.createElement("img")
    image.src = source
    image.alt = ""
    image.addEventListener("load", () => {
      if (!this.#field("width").value) this.#field("width").value = image.naturalWidth
      if (!this.#field("height").value) this.#field("height").value = image.naturalHeight
      this.#show()
    })
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg")
    draw.append(image, svg)
    const hint = document.createElement("p")
    hint.className = "hint"
    hint.textContent = isZones ? this.#words.draw : this.#words.point
    board.append(bar, label, hint, draw)
    area.closest(".field").before(board)
    this.#drawing = { draw, image, svg, name, area, isZones }
    draw.addEventListener("pointerdown", event => this.#down(event))
    draw.addEventListener("pointermove", event => this.#move(event))
    draw.addEventListener("pointerup", event => this.#up(event))
    draw.addEventListener("dblclick", () => this.#close())
    area.addEventListener("input", () => this.#show())
    this.#show()
  }

  #size() { return { x: +this.#field("width").value || 1, y: +this.#field("height").value || 1 } }
  #at({ clientX, clientY }) {
    const box = this.#drawing.image.getBoundingClientRect()
    const size = this.#size()
    const inside = (value, all) => Math.round(Math.min(Math.max(value, 0), 1) * all)
    return { x: inside((clientX - box.left) / box.width, size.x), y: inside((clientY - box.top) / box.height, size.y) }
  }
  #down(event) {
    event.preventDefault()
    const at = this.#at(event)
    if (!this.#drawing.isZones) return this.#write(`${at.x},${at.y} = ${this.#drawing.name.value.trim() || this.#words.typed}`)
    if (this.#shape === "polygon") {
      this.#corners.push(at)
      return this.#show()
    }
    this.#start = at
    this.#drawing.draw.setPointerCapture(event.pointerId)
  }
  #move(event) { if (this.#start) this.#show(this.#line(this.#start, this.#at(event))) }
  #up(event) {
    if (!this.#start) return
    const line = this.#line(this.#start, this.#at(event))
    this.#start = undefined
    if (line) this.#write(line)
  }
  #close() {
    if (this.#shape !== "polygon" || this.#corners.length < 3) return
    const corners = this.#corners.map(({ x, y }) => `${x},${y}`).filter((corner, index, all) => corner !== all[index - 1])
    this.#corners = []
    if (corners.length > 2) this.#write(`многоугольник ${corners.join(" ")} = ${this.#drawing.name.value.trim()}`)
  }
  #line(from, to) {
    const name = this.#drawing.name.value.trim()
    if (this.#shape === "circle") {
      const radius = Math.round(Math.hypot(to.x - from.x, to.y - from.y))
      return radius > 2 ? `круг ${from.x},${from.y},${radius} = ${name}` : ""
    }
    const [width, height] = [Math.abs(to.x - from.x), Math.abs(to.y - from.y)]
    return width > 2 && height > 2 ? `прямоугольник ${Math.min(from.x, to.x)},${Math.min(from.y, to.y)},${width},${height} = ${name}` : ""
  }
  #write(line) {
    const { area } = this.#drawing
    area.value = (area.value.trimEnd() + "\n" + line).trimStart()
    this.#changed(area)
  }

  /** Draws what the text area says, and what is being drawn. */
  #show(extra = "") {
    if (!this.#drawing) return
    const { svg, area } = this.#drawing
    const size = this.#size()
    svg.setAttribute("viewBox", `0 0 ${size.x} ${size.y}`)
    svg.replaceChildren()
    const add = (name, attributes, text) => {
      const part = document.createElementNS("http://www.w3.org/2000/svg", name)
      for (const [key, value] of Object.entries(attributes)) part.setAttribute(key, value)
      if (text) part.textContent = text
      svg.append(part)
    }
    for (const line of [...area.value.split("\n"), extra]) {
      const [place, name = ""] = line.split("=").map(part => part.trim())
      const numbers = (place.match(/\d+/g) ?? []).map(Number)
      if (/^(круг|circle)/i.test(place) && numbers.length === 3) add("circle", { cx: numbers[0], cy: numbers[1], r: numbers[2] })
      else if (/^(прям|rect)/i.test(place) && numbers.length === 4) add("rect", { x: numbers[0], y: numbers[1], width: numbers[2], height: numbers[3] })
      else if (/^(много|poly)/i.test(place) && numbers.length > 5) add("polygon", { points: numbers.join(" ") })
      else if (/^\d+,\s*\d+$/.test(place)) add("circle", { cx: numbers[0], cy: numbers[1], r: 5 })
      else continue
      if (name) add("text", { x: numbers[0], y: numbers[1] }, name)
    }
    if (this.#corners.length) add("polyline", { points: this.#corners.map(({ x, y }) => `${x},${y}`).join(" ") })
  }
}
customElements.define("question-editor", QuestionEditor)
