/** The fields of a map that a graph does not say, as the details of a node or an edge; nothing where there are none. */
export function otherFields(value: Readonly<Record<string, unknown>>, known: readonly string[]): { details?: Record<string, unknown> } {
  const fields = Object.entries(value).filter(([key]) => !known.includes(key));
  return fields.length === 0 ? {} : { details: Object.fromEntries(fields) };
}
