// <inline-form id="…"> around a form: the same form, the same answer, without leaving the page.
class InlineForm extends HTMLElement {
  #busy = false

  connectedCallback() { this.addEventListener("submit", this) }

  async handleEvent(event) {
    const form = event.target
    const button = event.submitter
    if (form.enctype === "multipart/form-data" || event.defaultPrevented) return
    event.preventDefault()
    if (this.#busy) return
    this.#busy = true
    this.setAttribute("aria-busy", "true")
    const focused = document.activeElement
    // A button named `action` or `method` would hide the form's own property.
    const address = new URL(button?.getAttribute("formaction") ?? form.getAttribute("action") ?? "", document.baseURI)
    const fields = new URLSearchParams(new FormData(form))
    if (button?.name) fields.append(button.name, button.value)
    try {
      const post = form.getAttribute("method")?.toLowerCase() === "post"
      if (!post) address.search = fields
      const response = await fetch(address, post ? { method: "POST", body: fields } : {})
      const page = new DOMParser().parseFromString(await response.text(), "text/html")
      const fresh = page.getElementById(this.id)
      if (!fresh && response.status >= 400) throw response.status
      if (!fresh) return location.assign(response.url)
      this.replaceWith(fresh)
      this.#focus(fresh, focused)
    } catch {
      // The browser's own sending says what went wrong, in its own words, and can be repeated.
      this.#busy = false
      this.removeAttribute("aria-busy")
      if (button?.name) form.insertAdjacentElement("beforeend", this.#hidden(button))
      HTMLFormElement.prototype.submit.call(form)
    }
  }

  #hidden({ name, value }) {
    return Object.assign(document.createElement("input"), { type: "hidden", name, value })
  }

  /** An error first, then the same control, then the first one: the focus never falls back to the page's top. */
  #focus(fresh, old) {
    const alert = fresh.querySelector("[role=alert]")
    const same = old?.id ? document.getElementById(old.id) : old?.name && fresh.querySelector(`[name="${CSS.escape(old.name)}"]`)
    const target = alert ?? (same && fresh.contains(same) ? same : fresh.querySelector("[autofocus], button, a, input")) ?? fresh
    if (!target.matches("button, a[href], input, select, textarea")) target.tabIndex = -1
    target.focus()
  }
}
customElements.define("inline-form", InlineForm)
