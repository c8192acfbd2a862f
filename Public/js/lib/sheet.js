// The arithmetic of a spreadsheet: reading what Excel puts on the clipboard, and where a key leads.

/** Rows of cells from tab-separated text; a cell in quotes may hold tabs, line ends and doubled quotes. */
export function table(text) {
  const rows = []
  let row = [], cell = "", quoted = false
  const source = text.replace(/\r\n?/g, "\n")
  for (let i = 0; i < source.length; i++) {
    const sign = source[i]
    if (quoted) {
      if (sign !== '"') cell += sign
      else if (source[i + 1] === '"') { cell += sign; i++ }
      else quoted = false
    } else if (sign === '"' && cell === "") quoted = true
    else if (sign === "\t") { row.push(cell); cell = "" }
    else if (sign === "\n") { row.push(cell); rows.push(row); row = []; cell = "" }
    else cell += sign
  }
  if (cell !== "" || row.length) { row.push(cell); rows.push(row) }
  return rows
}

/** Where the cells of `rows` go from (row, column): [{ row, column, value }], or null when they do not fit. */
export function placed(rows, start, height, width) {
  const cells = rows.flatMap((cells, down) => cells.map((value, right) =>
    ({ row: start.row + down, column: start.column + right, value: value.trim() })))
  return cells.every(({ row, column }) => row < height && column < width) ? cells : null
}

const steps = {
  ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1], Enter: [1, 0], PageUp: [-10, 0], PageDown: [10, 0],
}

/** The cell a key leads to, inside the table; undefined for keys that lead nowhere. */
export function moved({ row, column }, { key, shiftKey = false, ctrlKey = false }, height, width) {
  const last = { row: height - 1, column: width - 1 }
  if (key === "Home") return { row: ctrlKey ? 0 : row, column: 0 }
  if (key === "End") return { row: ctrlKey ? last.row : row, column: last.column }
  const step = key === "Tab" ? [0, 1] : steps[key]
  if (!step) return
  const back = shiftKey && (key === "Enter" || key === "Tab") ? -1 : 1
  return {
    row: Math.min(Math.max(row + step[0] * back, 0), last.row),
    column: Math.min(Math.max(column + step[1] * back, 0), last.column),
  }
}
