// The arithmetic of exercises: what stands where after a move, which square comes next. No DOM here.

/** A sentence with its `{name}` placeholders filled in. */
export const filled = (text, values) => (text ?? "").replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "")

/** Where each thing stands after `thing` was put to `place` (-1: nowhere). What stood there makes room, unless many may. */
export function put(homes, thing, place, many = false) {
  const from = homes[thing]
  return homes.map((home, number) =>
    number === thing ? place : !many && place >= 0 && home === place ? (from >= 0 ? from : -1) : home)
}

/** The order after the thing at `from` was moved to `to`; those between move up. */
export function moved(order, from, to) {
  const next = [...order]
  const last = next.length - 1
  next.splice(Math.min(Math.max(to, 0), last), 0, ...next.splice(from, 1))
  return next
}

/** The place among `count` that a key leads to from `at`, or undefined for other keys. */
export function stepped(key, at, count) {
  if (!count) return undefined
  if (key === "ArrowRight" || key === "ArrowDown") return (at + 1) % count
  if (key === "ArrowLeft" || key === "ArrowUp") return (at - 1 + count) % count
  if (key === "Home") return 0
  if (key === "End") return count - 1
}

/** Squares [row, column] of the straight line between two, ends included; [] when it is not straight. */
export function line([row, column], [lastRow, lastColumn]) {
  const down = lastRow - row, across = lastColumn - column
  if (down && across && Math.abs(down) !== Math.abs(across)) return []
  const steps = Math.max(Math.abs(down), Math.abs(across))
  return Array.from({ length: steps + 1 }, (_, step) =>
    [row + Math.sign(down) * step, column + Math.sign(across) * step])
}

/** The end of a straight line nearest to where the pointer is: along a row, a column or a diagonal of a square of `side`. */
export function straight([row, column], [toRow, toColumn], side) {
  const down = toRow - row, across = toColumn - column
  const [high, wide] = [Math.abs(down), Math.abs(across)]
  if (high * 2 < wide) return [row, toColumn]
  if (wide * 2 < high) return [toRow, column]
  const room = (sign, at) => sign > 0 ? side - 1 - at : sign < 0 ? at : side
  const steps = Math.min(Math.max(high, wide), room(down, row), room(across, column))
  return [row + Math.sign(down) * steps, column + Math.sign(across) * steps]
}

/** The word of `words` that the letters spell, either way, or undefined. */
export const spelledWord = (letters, words) =>
  words.find(word => word === letters || word === [...letters].reverse().join(""))

/** The squares of a crossword's word as keys «row-column». */
export const squaresOf = ({ row, column, length, down }) =>
  Array.from({ length }, (_, step) => down ? `${row + step}-${column}` : `${row}-${column + step}`)

/** The word of a crossword at a square: in the direction wanted, else in the other. */
export function wordAt(words, square, down) {
  const here = words.filter(word => squaresOf(word).includes(square))
  return here.find(word => word.down === down) ?? here[0]
}

/** The nearest square in a direction from `square`, over black ones; undefined at the edge. `squares` is a set of keys. */
export function neighbour(squares, square, [down, across], limit = 60) {
  let [row, column] = square.split("-").map(Number)
  for (let step = 0; step < limit; step += 1) {
    row += down
    column += across
    if (row < 0 || column < 0) return undefined
    if (squares.has(`${row}-${column}`)) return `${row}-${column}`
  }
}

/** The question to be asked now: the first one passed that was not asked yet; -1 for none. Times in milliseconds. */
export const due = (times, asked, now) => times.findIndex((at, number) => at <= now && !asked.has(number))
