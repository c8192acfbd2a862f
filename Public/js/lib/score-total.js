// The total of a score sheet, as the server counts it. No DOM here: see elements/score-sheet.js.

/**
 * On a scale of 100: Σ weight × (mark − lowest) ÷ (highest − lowest), over Σ weight. Undefined until each criterion,
 * {weight, lowest, highest, mark}, has its mark; a mark that is no number in its range counts as none.
 */
export function total(criteria) {
  const weights = criteria.reduce((sum, { weight }) => sum + weight, 0)
  if (!weights || criteria.some(criterion => !isMarked(criterion))) return undefined
  const sum = criteria.reduce((sum, { weight, lowest, highest, mark }) => sum + weight * (mark - lowest) / (highest - lowest), 0)
  return 100 * sum / weights
}

export const isMarked = ({ lowest, highest, mark }) => Number.isFinite(mark) && mark >= lowest && mark <= highest

/** A mark as people write it, with a comma or a point; NaN where there is none. */
export function mark(text) {
  const plain = text.trim().replace(",", ".").replace("−", "-")
  return /^-?\d+(\.\d*)?$/.test(plain) ? +plain : NaN
}
