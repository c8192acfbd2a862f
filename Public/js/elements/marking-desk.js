import { offset, sum, trimmed } from "../lib/passage.js"

// Marking by one's hands: a selected passage goes into the remark, levels add up, Ctrl+Enter goes on to the next work.
class MarkingDesk extends HTMLElement {
  #remark = this.querySelector("form.remark")
  #mark = this.querySelector("form.mark")

  connectedCallback() {
    this.addEventListener("change", this)
    this.addEventListener("input", this)
    this.addEventListener("keydown", this)
    this.addEventListener("pointerup", this)
    this.addEventListener("keyup", this)
    this.#add()
  }

  handleEvent(event) {
    if (event.type === "change") this.#add()
    else if (event.type === "keydown") this.#key(event)
    else if (event.type === "input") this.#forget(event)
    else this.#select()
  }

  #add() {
    const output = this.#mark?.querySelector("[data-sum]")
    if (!output) return
    const chosen = [...this.#mark.querySelectorAll("input[data-points]:checked")].map(({ dataset }) => dataset.points)
    if (chosen.length) output.value = sum(chosen).replace(".", output.dataset.separator)
  }

  #key(event) {
    if (event.key !== "Enter" || !event.ctrlKey && !event.metaKey || !this.#mark?.contains(event.target)) return
    event.preventDefault()
    this.#mark.requestSubmit(this.#mark.querySelector("[name=go][value=next]"))
  }

  /** Typed over, the quotation stands for itself: its place is looked for anew. */
  #forget({ target }) {
    if (target.name !== "quote") return
    this.#remark.elements.start.value = this.#remark.elements.end.value = ""
  }

  #select() {
    const text = this.#remark && document.getElementById(this.#remark.dataset.text)
    const selection = getSelection()
    if (!text || selection.isCollapsed || !selection.rangeCount) return
    const range = selection.getRangeAt(0)
    const walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT)
    const nodes = []
    while (walker.nextNode()) nodes.push(walker.currentNode)
    const lengths = nodes.map(node => node.length)
    const whole = nodes.map(node => node.data).join("")
    const place = this.#place(range.startContainer, range.startOffset, nodes)
    const stop = this.#place(range.endContainer, range.endOffset, nodes)
    const found = trimmed(whole, offset(lengths, place.index, place.at), offset(lengths, stop.index, stop.at))
    if (!found) return
    const { quote, start, end } = this.#remark.elements
    quote.value = whole.slice(found.start, found.end)
    start.value = found.start
    end.value = found.end
  }

  /** A selection may end at an element: then at the first text in or after it. */
  #place(container, at, nodes) {
    const index = nodes.indexOf(container)
    if (index >= 0) return { index, at }
    const edge = container.childNodes[at] ?? container
    const next = nodes.findIndex(node => edge.contains(node) || edge.compareDocumentPosition(node) & Node.DOCUMENT_POSITION_FOLLOWING)
    return { index: next, at: 0 }
  }
}
customElements.define("marking-desk", MarkingDesk)
