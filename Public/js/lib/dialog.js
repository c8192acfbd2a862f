/**
 * A question with fields in a dialog; resolves to their values by name, or undefined on Escape and «Cancel».
 * A field: { name, label, hint?, type?, value?, rows?, required? (the sentence said when it is empty), accept? }.
 */
export function askFields({ title, fields, yes, no, live }) {
  const dialog = document.createElement("dialog")
  dialog.className = "wide"
  dialog.innerHTML = `<form class="stack" novalidate><h2 id="ask-title"></h2><div class="stack fields"></div><p class="row">
    <button class="main"></button><button type="button" class="no"></button></p></form>`
  dialog.setAttribute("aria-labelledby", "ask-title")
  const form = dialog.querySelector("form")
  dialog.querySelector("h2").textContent = title
  const [agree, refuse] = dialog.querySelectorAll("button")
  agree.textContent = yes
  refuse.textContent = no
  for (const field of fields) form.querySelector(".fields").append(field.node ?? made(field))
  const control = name => form.elements.namedItem("ask-" + name)
  const values = () => Object.fromEntries(fields.filter(({ name }) => name).map(({ name, type }) => {
    const element = control(name)
    return [name, type === "checkbox" ? element.checked : type === "file" ? element.files[0] : element.value]
  }))
  document.body.append(dialog)
  dialog.showModal()
  if (live) { form.addEventListener("input", () => live(values(), dialog)); live(values(), dialog) }
  return new Promise(resolve => {
    let answer
    refuse.addEventListener("click", () => dialog.close())
    form.addEventListener("submit", event => {
      event.preventDefault()
      const missing = fields.find(({ name, required }) => {
        const value = name && values()[name]
        return required && !(typeof value === "string" ? value.trim() : value)
      })
      for (const message of form.querySelectorAll(".msg")) message.remove()
      if (!missing) { answer = values(); return dialog.close() }
      const element = control(missing.name)
      element.setAttribute("aria-invalid", "true")
      element.insertAdjacentHTML("afterend", `<p class="msg" role="alert"></p>`)
      element.nextElementSibling.textContent = missing.required
      element.focus()
    })
    dialog.addEventListener("close", () => { dialog.remove(); resolve(answer) })
  })
}

function made({ name, label, hint, type = "text", value = "", rows, accept, options }) {
  const box = document.createElement("div")
  const id = "ask-" + name
  if (type === "checkbox") {
    box.innerHTML = `<label class="pick"><input type="checkbox"><span></span></label>`
    box.querySelector("span").textContent = label
    box.querySelector("input").checked = !!value
    box.querySelector("input").name = id
    return box
  }
  box.className = "field"
  box.innerHTML = `<label></label>`
  box.firstChild.htmlFor = id
  box.firstChild.textContent = label
  if (hint) {
    box.insertAdjacentHTML("beforeend", `<p class="hint" id="${id}-hint"></p>`)
    box.lastChild.textContent = hint
  }
  const control = document.createElement(rows ? "textarea" : options ? "select" : "input")
  control.id = control.name = id
  if (rows) control.rows = rows
  else if (!options) control.type = type
  for (const [value, title] of options ?? []) control.append(new Option(title, value))
  if (accept) control.accept = accept
  if (type !== "file") control.value = value
  if (hint) control.setAttribute("aria-describedby", id + "-hint")
  box.append(control)
  return box
}
