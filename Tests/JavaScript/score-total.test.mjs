import { test } from "node:test"
import assert from "node:assert/strict"
import { isMarked, mark, total } from "../../Public/js/lib/score-total.js"

const method = { weight: 2, lowest: 0, highest: 10 }, speech = { weight: 1, lowest: 1, highest: 5 }

test("a total counts each criterion by its weight and its own range", () => {
  assert.equal(total([{ ...method, mark: 10 }, { ...speech, mark: 5 }]), 100)
  assert.equal(total([{ ...method, mark: 0 }, { ...speech, mark: 1 }]), 0)
  assert.equal(total([{ ...method, mark: 5 }, { ...speech, mark: 5 }]), 200 / 3)
})

test("there is no total until every criterion has a mark in its range", () => {
  assert.equal(total([{ ...method, mark: NaN }, { ...speech, mark: 5 }]), undefined)
  assert.equal(total([{ ...method, mark: 11 }, { ...speech, mark: 5 }]), undefined)
  assert.equal(total([]), undefined)
  assert.deepEqual([0, 10, -1, 10.5, NaN].map(mark => isMarked({ ...method, mark })), [true, true, false, false, false])
})

test("marks are read as people write them, and nothing else is a mark", () => {
  assert.equal(mark(" 7,5 "), 7.5)
  assert.equal(mark("−2"), -2)
  for (const text of ["", "NaN", "Infinity", "1e3", "0x10", "4 5", "пять"]) assert.ok(Number.isNaN(mark(text)), text)
})
