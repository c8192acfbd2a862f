import { readPoll, writePoll } from "../lib/blocks.js"
import { RowsEditor } from "../lib/rows-editor.js"

// Questions and their options as rows instead of the text that stands for them.
class PollEditor extends RowsEditor {
  read = readPoll
  write = writePoll
  rowsOf = "options"
  addWord = "addQuestion"

  empty() { return { text: "", kind: "single", options: ["", ""], low: "", high: "" } }
  emptyRow() { return "" }

  take({ value, dataset: { item, row, name } }) {
    const question = this.items[item]
    if (row !== undefined) question.options[row] = value
    else question[name] = value
    if (name === "kind" && (value === "single" || value === "several") && !question.options.length) question.options = ["", ""]
  }

  box(question, item) {
    const box = document.createElement("fieldset")
    const kind = this.field(this.words.kind, "", { item, name: "kind" }, "select")
    const select = kind.querySelector("select")
    for (const value of ["single", "several", "scale", "words"]) select.add(new Option(this.words[value], value))
    select.value = question.kind
    const list = document.createElement("ol")
    const tools = this.tools(item)
    if (question.kind === "single" || question.kind === "several") {
      list.append(...question.options.map((option, row) => {
        const line = document.createElement("li")
        line.append(this.field(`${this.words.option} ${row + 1}`, option, { item, row, name: "option" }),
          this.button(this.words.remove, "remove-row", { item, row }))
        return line
      }))
      tools.prepend(this.button(this.words.addOption, "add-row", { item }))
    } else if (question.kind === "scale") {
      for (const name of ["low", "high"]) {
        const line = document.createElement("li")
        line.append(this.field(this.words[name], question[name], { item, name }))
        list.append(line)
      }
    }
    box.append(this.field(`${this.words.question} ${item + 1}`, question.text, { item, name: "text" }), kind, list, tools)
    return box
  }
}
customElements.define("poll-editor", PollEditor)
