import assert from "node:assert/strict"
import { test } from "node:test"
import { block, link, prefixLines, wrap } from "../../Public/js/lib/markdown-edits.js"

const done = (value, { from, to, text }) => value.slice(0, from) + text + value.slice(to)
const chosen = (value, edit) => done(value, edit).slice(...edit.select)

test("bold goes around the selection, keeps it selected, and comes off again", () => {
  const on = wrap("один два", 5, 8, "**")
  assert.equal(done("один два", on), "один **два**")
  assert.equal(chosen("один два", on), "два")
  assert.equal(done("один **два**", wrap("один **два**", 7, 10, "**")), "один два")
})

test("a list begins each selected line, and comes off when all have it", () => {
  assert.equal(done("a\nb\nc", prefixLines("a\nb\nc", 2, 4, "- ")), "a\n- b\n- c")
  assert.equal(done("- a\n- b", prefixLines("- a\n- b", 0, 7, "- ")), "a\nb")
})

test("a table stands apart from the text before it", () => {
  assert.equal(done("текст", block("текст", 5, "| A |\n|---|", "A")), "текст\n\n| A |\n|---|\n")
  assert.equal(chosen("текст", block("текст", 5, "| A |\n|---|", "A")), "A")
  assert.equal(done("", block("", 0, "| A |")), "| A |\n")
})

test("a link waits for its address", () => {
  assert.equal(done("см. план", link("см. план", 4, 8)), "см. [план](https://)")
  assert.equal(chosen("см. план", link("см. план", 4, 8)), "https://")
})
