// What of a survey's form is sent and kept. No DOM, network or clock here: see elements/survey-form.js.

/** The fields of the touched questions alone, with their numbers in `touched`: one emptied is named and has no value. */
export function touchedQuestions(pairs, names) {
  const body = new URLSearchParams({ touched: [...names].map(name => name.slice(1)).join(",") })
  for (const [name, value] of pairs) if (names.has(name)) body.append(name, value)
  return body
}

/** The values of each field by its name. */
export function filled(pairs) {
  const values = new Map()
  for (const [name, value] of pairs) values.set(name, [...values.get(name) ?? [], String(value)])
  return values
}
