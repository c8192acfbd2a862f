import { parsed } from "../lib/words.js"

// <course-structure> around parts with data-kind and data-part: each gets a handle that drags it among its own kind. The
// order goes to the server by a form of the surrounding <inline-form>; Escape puts the part back. Keys have buttons.
class CourseStructure extends HTMLElement {
  #dragged

  connectedCallback() {
    const { drag = "" } = parsed(this.dataset.words)
    for (const part of this.querySelectorAll("[data-kind]")) {
      const row = part.querySelector(".part")
      if (row.querySelector(".grip")) continue
      const grip = document.createElement("span")
      grip.className = "grip"
      grip.title = drag
      grip.setAttribute("aria-hidden", "true")
      grip.textContent = "⠿"
      grip.addEventListener("pointerdown", event => this.#begin(event, part))
      row.prepend(grip)
    }
  }

  #begin(event, part) {
    if (event.button !== 0) return
    event.preventDefault()
    this.#dragged = { part, parent: part.parentElement, next: part.nextElementSibling }
    part.classList.add("dragged")
    const end = new AbortController()
    const options = { signal: end.signal }
    addEventListener("pointermove", event => this.#over(event), options)
    addEventListener("pointerup", () => { end.abort(); this.#drop() }, options)
    addEventListener("pointercancel", () => { end.abort(); this.#putBack() }, options)
    addEventListener("keydown", event => { if (event.key === "Escape") { end.abort(); this.#putBack() } }, options)
  }

  #over({ clientX, clientY }) {
    const { part } = this.#dragged
    const kind = part.dataset.kind
    const under = document.elementFromPoint(clientX, clientY)
    const other = under?.closest(`[data-kind="${kind}"]`)
    if (clientY < 60) scrollBy(0, -12)
    if (clientY > innerHeight - 60) scrollBy(0, 12)
    if (other && other !== part && this.contains(other)) {
      const { top, height } = other.getBoundingClientRect()
      clientY < top + height / 2 ? other.before(part) : other.after(part)
    } else if (kind === "activity") {
      const list = under?.closest("[data-kind=module]")?.querySelector("[data-list]")
      if (list && !list.contains(part) && !list.children.length) list.append(part)
    }
  }

  #putBack() {
    const { part, parent, next } = this.#dragged
    parent.insertBefore(part, next)
    part.classList.remove("dragged")
  }

  #drop() {
    const { part, parent, next } = this.#dragged
    part.classList.remove("dragged")
    if (part.parentElement === parent && part.nextElementSibling === next) return
    const form = document.createElement("form")
    form.method = "post"
    form.hidden = true
    form.action = `/${part.dataset.kind === "module" ? "modules" : "activities"}/${part.dataset.part}/position`
    const set = (name, value) => form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }))
    if (part.dataset.kind === "activity") set("module", part.parentElement.dataset.list)
    if (part.nextElementSibling?.dataset.part) set("before", part.nextElementSibling.dataset.part)
    this.append(form)
    form.requestSubmit()
  }
}
customElements.define("course-structure", CourseStructure)
