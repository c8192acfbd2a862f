// What an author puts into a text by a dialog: a file of the course, a formula. Pages and questions ask alike.
import { askFields } from "./dialog.js"

/** Markdown as the server sets it. Throws when there is no link. */
export async function rendered(address, text) {
  const response = await fetch(address, { method: "POST", body: new URLSearchParams({ text }) })
  if (!response.ok) throw new Error(await response.text())
  const page = document.createElement("div")
  page.innerHTML = await response.text()
  return page
}

/** Sends a file to the course's files; what became of it: { src, name, kind, width, height } or { error }. */
export async function sendFile(address, file, { asPicture = false, failed }) {
  const body = new FormData()
  body.append("file", file)
  if (asPicture) body.append("as", "picture")
  try {
    const response = await fetch(address, { method: "POST", body, headers: { Accept: "application/json" } })
    return [await response.json()].flat()[0]
  } catch { return { error: failed } }
}

/** Asks for a formula and shows it as it will be set; { tex, display } or undefined. */
export async function askFormula({ words, preview, tex = "", display = false, yes }) {
  const shown = document.createElement("div")
  shown.className = "preview"
  shown.setAttribute("role", "status")
  let latest = 0
  const live = async ({ tex, display }) => {
    const number = latest += 1
    await new Promise(resolve => setTimeout(resolve, 250))
    if (number !== latest) return
    if (!tex.trim()) return shown.replaceChildren()
    try {
      const page = await rendered(preview, display ? `$$${tex.trim()}$$` : `$${tex.trim()}$`)
      if (number !== latest) return
      page.querySelector("math") ? shown.replaceChildren(...page.childNodes) : shown.textContent = words.tex_bad
    } catch { shown.textContent = words.tex_bad }
  }
  const answer = await askFields({
    title: words.formula, yes, no: words.cancel, live,
    fields: [
      { name: "tex", label: words.tex, hint: words.tex_hint, value: tex, rows: 2, required: words.tex },
      { name: "display", label: words.displayed, type: "checkbox", value: display },
      { node: shown },
    ],
  })
  return answer && { tex: answer.tex.trim().replaceAll(/\s*\n\s*/g, " "), display: answer.display }
}
