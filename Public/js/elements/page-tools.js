// The tools above the text: buttons with words, one stop of Tab, arrows inside (WAI-ARIA, "Toolbar Pattern").

const STYLES = ["paragraph", "heading2", "heading3", "quote"]
const CALLOUTS = ["note", "tip", "important", "warning"]

export function toolbar(editor, words, surface) {
  const run = () => editor.chain().focus()
  const element = document.createElement("div")
  const box = document.createElement("div")
  box.className = "tools"
  box.setAttribute("role", "toolbar")
  box.setAttribute("aria-label", words.tools)
  const line = document.createElement("p")
  line.className = "small"
  line.setAttribute("role", "status")
  element.className = "toolbar"
  element.append(box, line)

  const style = select(words.style, STYLES.map(name => [name, words[name]]), value => {
    const chain = run().clearNodes()
    if (value.startsWith("heading")) chain.setNode("heading", { level: +value.slice(-1) })
    else if (value === "quote") chain.wrapIn("blockquote")
    else chain.setNode("paragraph")
    chain.run()
  })
  const kind = select(words.kind, CALLOUTS.map(name => [name, words[name]]), value => run().updateAttributes("callout", { kind: value }).run())
  box.append(style)

  const buttons = []
  const add = (name, act, active, shown) => {
    const button = document.createElement("button")
    button.type = "button"
    button.dataset.tool = name
    button.textContent = words[name]
    if (active) button.setAttribute("aria-pressed", "false")
    button.addEventListener("mousedown", event => event.preventDefault())
    button.addEventListener("click", act)
    buttons.push({ button, active, shown })
    box.append(button)
  }
  const mark = name => add(name, () => run().toggleMark(name).run(), () => editor.isActive(name))
  const inTable = () => editor.isActive("table")
  mark("bold")
  mark("italic")
  add("bullets", () => run().toggleList("bulletList", "listItem").run(), () => editor.isActive("bulletList"))
  add("numbers", () => run().toggleList("orderedList", "listItem").run(), () => editor.isActive("orderedList"))
  add("callout", () => run().toggleWrap("callout", { kind: "note" }).run(), () => editor.isActive("callout"))
  box.append(kind)
  add("link", () => surface.link(), () => editor.isActive("link"))
  add("unlink", () => run().extendMarkRange("link").unsetMark("link").run(), null, () => editor.isActive("link"))
  add("picture", () => surface.picture())
  add("video", () => surface.video())
  add("formula", () => surface.formula())
  add("table", () => run().insertTable({ rows: 3, cols: 3, withHeaderRow: true }).run(), null, () => !inTable())
  add("row", () => run().addRowAfter().run(), null, inTable)
  add("column", () => run().addColumnAfter().run(), null, inTable)
  add("row_less", () => run().deleteRow().run(), null, inTable)
  add("column_less", () => run().deleteColumn().run(), null, inTable)
  add("table_less", () => run().deleteTable().run(), null, inTable)
  const isPart = () => ["picture", "formula", "displayFormula", "verbatim"].includes(editor.state.selection.node?.type.name)
  add("change", () => surface.edit(editor.state.selection.node, editor.state.selection.from), null, isPart)
  add("drop", () => run().deleteSelection().run(), null, isPart)
  add("undo", () => run().undo().run())
  add("redo", () => run().redo().run())

  const stops = () => [...box.children].filter(child => !child.hidden)
  const rove = target => { for (const child of box.children) child.tabIndex = child === target ? 0 : -1 }
  box.addEventListener("focusin", ({ target }) => rove(target))
  box.addEventListener("keydown", event => {
    const all = stops()
    const at = all.indexOf(document.activeElement)
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: all.length - 1 }[event.key]
    if (to === undefined || (document.activeElement.matches("select") && !event.key.startsWith("Arrow"))) return
    event.preventDefault()
    all[(to + all.length) % all.length].focus()
  })
  rove(style)

  function select(label, options, act) {
    const control = document.createElement("select")
    control.setAttribute("aria-label", label)
    for (const [value, title] of options) control.append(new Option(title, value))
    control.addEventListener("change", () => act(control.value))
    return control
  }

  function update() {
    for (const { button, active, shown } of buttons) {
      if (active) button.setAttribute("aria-pressed", String(active()))
      if (shown) button.hidden = !shown()
    }
    kind.hidden = !editor.isActive("callout")
    if (!kind.hidden) kind.value = editor.getAttributes("callout").kind ?? "note"
    const heading = editor.isActive("heading") && editor.getAttributes("heading").level
    style.value = heading ? "heading" + Math.min(Math.max(heading, 2), 3) : editor.isActive("blockquote") ? "quote" : "paragraph"
    if (!stops().some(stop => stop.tabIndex === 0)) rove(style)
  }
  update()
  return { element, update, say: text => { line.textContent = text } }
}
