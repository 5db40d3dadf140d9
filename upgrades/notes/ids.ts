/** The longest slug, in characters. */
const slugLength = 48;

/**
 * What a note is called: `PR-12` after its pull request, or else by its first words, after a prefix such as the release.
 * The same text always gives the same name.
 */
export function nameOf(pull: number | undefined, text: string, prefix: string): string {
  const name = pull === undefined ? `${prefix}-${slugOf(text)}` : `PR-${pull}`;
  return name.replace(/[^A-Za-z0-9._-]+/g, "-").replace(/^[^A-Za-z0-9]+/, "");
}

/** The first words, as far as they have letters and digits that an id may have. */
function slugOf(text: string): string {
  const words = text.slice(0, 10 * slugLength).normalize("NFKD").replace(/[\p{M}'’]/gu, "").toLowerCase().match(/[a-z0-9]+/g) ?? [];
  let slug = "";
  for (const word of words) {
    if (slug.length + 1 + word.length > slugLength) break;
    slug = slug === "" ? word : `${slug}-${word}`;
  }
  return slug || words[0]?.slice(0, slugLength) || "note";
}

/**
 * Makes names into ids: a name that occurs once is kept, the others become `PR-12-a`, `PR-12-b` in order.
 * @param taken ids that are used already
 */
export function idsOf(names: readonly string[], taken: ReadonlySet<string>): readonly string[] {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  const used = new Set(taken);
  const next = new Map<string, number>();
  const free = (name: string): string => {
    for (;;) {
      const position = next.get(name) ?? 0;
      next.set(name, position + 1);
      const id = `${name}-${letters(position)}`;
      if (!used.has(id) && !counts.has(id)) return id;
    }
  };
  return names.map((name) => {
    const id = counts.get(name) === 1 && !used.has(name) ? name : free(name);
    used.add(id);
    return id;
  });
}

/** a to z, then aa, ab. */
function letters(position: number): string {
  const last = String.fromCharCode(97 + position % 26);
  return position < 26 ? last : letters(Math.floor(position / 26) - 1) + last;
}
