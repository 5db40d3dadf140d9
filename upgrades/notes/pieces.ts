/** The longest text that a note has in a catalog, in UTF-16 units (`releases/schema.ts`). */
export const longestText = 2_000;

/** Parts a text that is too long for one note, at the end of a line, of a sentence or of a word. */
export function piecesOf(text: string): readonly string[] {
  const pieces: string[] = [];
  let rest = text;
  while (rest.length > longestText) {
    const head = rest.slice(0, longestText + 1);
    const end = lastEnd(head);
    pieces.push(rest.slice(0, end).trimEnd());
    rest = rest.slice(end).trimStart();
  }
  return rest === "" ? pieces : [...pieces, rest];
}

function lastEnd(head: string): number {
  const sentence = Math.max(...[". ", "! ", "? ", "; "].map((end) => head.lastIndexOf(end) + 1));
  // A first piece of a few words helps nobody.
  const end = [head.lastIndexOf("\n"), sentence, head.lastIndexOf(" ")].find((place) => place > longestText / 2);
  if (end !== undefined) return end;
  // A character outside the basic plane has two units.
  return /[\uD800-\uDBFF]/.test(head[longestText - 1]!) ? longestText - 1 : longestText;
}
