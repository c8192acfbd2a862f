import assert from "node:assert/strict"
import { test } from "node:test"
import {
  due, filled, line, moved, neighbour, put, spelledWord, squaresOf, stepped, straight, wordAt,
} from "../../Public/js/lib/exercise-moves.js"

test("a thing put to a free place stands there, and elsewhere nothing changes", () => {
  assert.deepEqual(put([-1, 2, -1], 0, 1), [1, 2, -1])
})

test("a thing put where another stands takes its place; the other goes where the first came from", () => {
  assert.deepEqual(put([0, 1, -1], 0, 1), [1, 0, -1])
  assert.deepEqual(put([0, 1, -1], 2, 1), [0, -1, 1])
})

test("a group takes as many things as one likes", () => {
  assert.deepEqual(put([0, 0, -1], 2, 0, true), [0, 0, 0])
})

test("a thing taken back stands nowhere", () => assert.deepEqual(put([0, 1], 1, -1), [0, -1]))

test("a step moved up or down shifts those between", () => {
  assert.deepEqual(moved(["a", "b", "c", "d"], 3, 1), ["a", "d", "b", "c"])
  assert.deepEqual(moved(["a", "b", "c"], 0, 9), ["b", "c", "a"])
})

test("arrows go round, Home and End to the ends, other keys nowhere", () => {
  assert.deepEqual(["ArrowRight", "ArrowLeft", "Home", "End"].map(key => stepped(key, 2, 3)), [0, 1, 0, 2])
  assert.equal(stepped("x", 0, 3), undefined)
  assert.equal(stepped("End", 0, 0), undefined)
})

test("a line runs along rows, columns and diagonals, either way, and no other way", () => {
  assert.deepEqual(line([1, 1], [1, 3]), [[1, 1], [1, 2], [1, 3]])
  assert.deepEqual(line([3, 3], [1, 1]), [[3, 3], [2, 2], [1, 1]])
  assert.deepEqual(line([0, 0], [0, 0]), [[0, 0]])
  assert.deepEqual(line([0, 0], [1, 2]), [])
})

test("a hand that is not quite straight draws a straight line inside the square", () => {
  assert.deepEqual(straight([4, 0], [5, 6], 8), [4, 6])
  assert.deepEqual(straight([0, 4], [6, 5], 8), [6, 4])
  assert.deepEqual(straight([5, 5], [7, 8], 9), [8, 8])
  assert.deepEqual(straight([6, 1], [7, 3], 8), [7, 2])
  for (let seed = 0; seed < 2000; seed += 1) {
    const [row, column, toRow, toColumn] = [seed % 7, seed * 3 % 7, seed * 5 % 7, seed * 11 % 7]
    const [lastRow, lastColumn] = straight([row, column], [toRow, toColumn], 7)
    assert.ok(line([row, column], [lastRow, lastColumn]).length > 0)
    assert.ok([lastRow, lastColumn].every(number => number >= 0 && number < 7), `${[row, column, toRow, toColumn]}`)
  }
})

test("a word is spelled either way", () => {
  assert.equal(spelledWord("ТОК", ["КИТ", "КОТ"]), "КОТ")
  assert.equal(spelledWord("ЁЖ", ["ЁЖ"]), "ЁЖ")
  assert.equal(spelledWord("ТО", ["КОТ"]), undefined)
})

const across = { row: 0, column: 1, length: 3, down: false }
const down = { row: 0, column: 2, length: 4, down: true }

test("a square belongs to the word of the wanted direction, else to the other", () => {
  assert.deepEqual(squaresOf(down), ["0-2", "1-2", "2-2", "3-2"])
  assert.equal(wordAt([across, down], "0-2", true), down)
  assert.equal(wordAt([across, down], "0-2", false), across)
  assert.equal(wordAt([across, down], "3-2", false), down)
  assert.equal(wordAt([across, down], "5-5", false), undefined)
})

test("arrows step over black squares and stop at the edge", () => {
  const squares = new Set(["0-0", "0-3"])
  assert.equal(neighbour(squares, "0-0", [0, 1]), "0-3")
  assert.equal(neighbour(squares, "0-3", [0, 1]), undefined)
  assert.equal(neighbour(squares, "0-0", [-1, 0]), undefined)
})

test("a sentence is filled in by names; what is unknown falls out", () => {
  assert.equal(filled("{word}: {count}{x}", { word: "КОТ", count: 2 }), "КОТ: 2")
  assert.equal(filled(undefined, {}), "")
})

test("the first question passed and not asked is due", () => {
  assert.equal(due([5000, 9000], new Set(), 4000), -1)
  assert.equal(due([5000, 9000], new Set(), 9500), 0)
  assert.equal(due([5000, 9000], new Set([0]), 9500), 1)
  assert.equal(due([5000, 9000], new Set([0, 1]), 9500), -1)
})
