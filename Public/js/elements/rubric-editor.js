import { readRubric, writeRubric } from "../lib/blocks.js"
import { RowsEditor } from "../lib/rows-editor.js"

// Criteria and levels as rows instead of the text that stands for them.
class RubricEditor extends RowsEditor {
  read = readRubric
  write = writeRubric
  rowsOf = "levels"
  addWord = "addCriterion"

  empty() { return { title: "", levels: [this.emptyRow(), this.emptyRow(), this.emptyRow()] } }
  emptyRow() { return { points: "", text: "" } }

  take({ value, dataset: { item, row, name } }) {
    const target = row === undefined ? this.items[item] : this.items[item].levels[row]
    target[name] = value
  }

  box({ title, levels }, item) {
    const box = document.createElement("fieldset")
    const list = document.createElement("ol")
    list.append(...levels.map(({ points, text }, row) => {
      const line = document.createElement("li")
      line.className = "level"
      const number = this.field(this.words.points, points, { item, row, name: "points" })
      number.querySelector("input").inputMode = "decimal"
      line.append(number, this.field(this.words.level, text, { item, row, name: "text" }),
        this.button(this.words.remove, "remove-row", { item, row }))
      return line
    }))
    const tools = this.tools(item)
    tools.prepend(this.button(this.words.addLevel, "add-row", { item }))
    box.append(this.field(`${this.words.criterion} ${item + 1}`, title, { item, name: "title" }), list, tools)
    return box
  }
}
customElements.define("rubric-editor", RubricEditor)
