import assert from "node:assert/strict"
import test from "node:test"
import { moved, placed, table } from "../../Public/js/lib/sheet.js"

test("a column from Excel is as many rows as it has lines", () => {
  assert.deepEqual(table("5\r\n4\r\n\r\n3\r\n"), [["5"], ["4"], [""], ["3"]])
})

test("a block is rows of cells, and quotes keep what is inside together", () => {
  assert.deepEqual(table('1\t"a\tb"\t3\n"say ""no"""\t\t"two\nlines"'), [["1", "a\tb", "3"], ['say "no"', "", "two\nlines"]])
  assert.deepEqual(table(""), [])
})

test("what is pasted is placed from the chosen cell on, or refused whole when it does not fit", () => {
  const rows = [["5", " 4 "], ["3", "2"]]
  assert.deepEqual(placed(rows, { row: 1, column: 2 }, 3, 4), [
    { row: 1, column: 2, value: "5" }, { row: 1, column: 3, value: "4" },
    { row: 2, column: 2, value: "3" }, { row: 2, column: 3, value: "2" }])
  assert.equal(placed(rows, { row: 2, column: 0 }, 3, 4), null)
  assert.equal(placed(rows, { row: 0, column: 3 }, 3, 4), null)
})

test("keys lead from cell to cell and stop at the edges", () => {
  const go = (key, more = {}, from = { row: 1, column: 1 }) => moved(from, { key, ...more }, 3, 3)
  assert.deepEqual(go("ArrowUp"), { row: 0, column: 1 })
  assert.deepEqual(go("ArrowRight"), { row: 1, column: 2 })
  assert.deepEqual(go("Enter"), { row: 2, column: 1 })
  assert.deepEqual(go("Enter", { shiftKey: true }), { row: 0, column: 1 })
  assert.deepEqual(go("Tab", { shiftKey: true }), { row: 1, column: 0 })
  assert.deepEqual(go("ArrowDown", {}, { row: 2, column: 2 }), { row: 2, column: 2 })
  assert.deepEqual(go("End", { ctrlKey: true }), { row: 2, column: 2 })
  assert.equal(go("a"), undefined)
})
