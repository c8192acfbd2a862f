// A rubric and a poll as text and as values. The text is what the form sends; the server reads the same notation.

const blocks = text => text.replaceAll("\r\n", "\n").split(/\n[ \t]*\n/)
  .map(block => block.split("\n").map(line => line.trim()).filter(line => line))
  .filter(lines => lines.length)
const line = text => text.replace(/\s+/g, " ").trim()

/** [{title, levels: [{points, text}]}]; a line that is no level becomes one without points. */
export const readRubric = text => blocks(text).map(([title, ...lines]) => ({
  title,
  levels: lines.map(line => {
    const match = /^([0-9]+(?:[.,][0-9]+)?)\s*[-–—:]\s*(.+)$/.exec(line)
    return match ? { points: match[1], text: match[2] } : { points: "", text: line }
  }),
}))

/** What is empty is left out: a criterion without name, a level without words or points. */
export const writeRubric = criteria => criteria
  .map(({ title, levels }) => [line(title), ...levels
    .filter(({ points, text }) => line(points) || line(text))
    .map(({ points, text }) => `${line(points)} — ${line(text)}`)])
  .filter(([title, ...levels]) => title || levels.length)
  .map(lines => lines.join("\n")).join("\n\n")

/** [{text, kind: single|several|scale|words, options, low, high}] */
export const readPoll = text => blocks(text).map(([text, ...lines]) => {
  const question = { text, kind: "words", options: [], low: "", high: "" }
  for (const line of lines) {
    const option = /^(?:(\()\s*\)|\[\s*\])\s*(.*)$/.exec(line)
    const scale = /^1\s*[-–—]\s*5(?:[\s:]+(.*?)\s*(?:…|\.\.\.)\s*(.*))?$/.exec(line)
    if (option) {
      question.kind = option[1] ? "single" : "several"
      question.options.push(option[2])
    } else if (scale) Object.assign(question, { kind: "scale", low: scale[1] ?? "", high: scale[2] ?? "" })
  }
  return question
})

export const writePoll = questions => questions.filter(({ text }) => line(text)).map(({ text, kind, options, low, high }) => {
  const lines = { single: options, several: options }[kind] ?? []
  const mark = kind === "single" ? "( )" : "[ ]"
  return [line(text), ...lines.filter(line).map(option => `${mark} ${line(option)}`),
    ...kind === "scale" ? [line(low) || line(high) ? `1-5 ${line(low)} … ${line(high)}` : "1-5"] : []].join("\n")
}).join("\n\n")

/** The list with the item at `index` one place nearer to the front. */
export function raised(list, index) {
  if (index < 1 || index >= list.length) return list
  const moved = [...list]
  moved.splice(index - 1, 2, list[index], list[index - 1])
  return moved
}
