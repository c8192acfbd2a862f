import assert from "node:assert/strict"
import { test } from "node:test"
import { played, resumeAt } from "../../Public/js/lib/watching.js"

test("seconds count when the position moved as fast as the clock and the speed allow", () => {
  assert.equal(played(10, 10.25, 0.25, 1), 0.25)
  assert.equal(played(10, 12, 1, 2), 2)
  assert.equal(played(10, 300, 1, 1), 0)
  assert.equal(played(10, 4, 1, 1), 0)
})

test("watching goes on where it stopped, and from the start after the end", () => {
  assert.equal(resumeAt(12, 100), 12)
  assert.equal(resumeAt(97, 100), 0)
  assert.equal(resumeAt(Number.NaN, 100), 0)
  assert.equal(resumeAt(12, Number.NaN), 12)
})
