import assert from "node:assert/strict"
import { test } from "node:test"
import { offset, sum, trimmed } from "../../Public/js/lib/passage.js"

test("a place in a piece is a place in the whole", () => {
  assert.equal(offset([3, 5, 2], 2, 1), 9)
  assert.equal(offset([3, 5, 2], 0, 0), 0)
  assert.equal(offset([3], -1, 2), -1)
})

test("a range loses the white space at its ends, and is none when nothing is left", () => {
  assert.deepEqual(trimmed("ab  cd ", 1, 7), { start: 1, end: 6 })
  assert.equal(trimmed("ab  cd", 2, 4), undefined)
  assert.equal(trimmed("ab", -1, 2), undefined)
  assert.equal(trimmed("ab", 0, 3), undefined)
})

test("points add up without the errors of binary fractions", () => {
  assert.equal(sum(["0.1", "0.2"]), "0.3")
  assert.equal(sum(["1.5", "2", "0.33333"]), "3.83333")
})
