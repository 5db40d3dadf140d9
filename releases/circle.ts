/**
 * A circle in what comes after what: each name once, every one after the next and the last after the first; undefined
 * where there is none. Without recursion and in O(names + pairs), since a catalog may be as deep as it is long.
 * @param after by name, the names that it comes after; what has no entry comes after nothing
 */
export function circleIn(after: ReadonlyMap<string, readonly string[]>): readonly string[] | undefined {
  const finished = new Set<string>();
  for (const root of after.keys()) {
    const way = [root];
    /** How many of its names each name on the way has been left by. */
    const left = new Map([[root, 0]]);
    for (let name = way.at(-1); name !== undefined; name = way.at(-1)) {
      const next = after.get(name)?.[left.get(name)!];
      left.set(name, left.get(name)! + 1);
      if (next === undefined) {
        finished.add(name);
        left.delete(name);
        way.pop();
      } else if (left.has(next)) {
        return way.slice(way.indexOf(next));
      } else if (!finished.has(next)) {
        way.push(next);
        left.set(next, 0);
      }
    }
  }
  return undefined;
}

/** A circle in words. */
export function circleText(circle: readonly string[]): string {
  const shown = circle.length > 6 ? [...circle.slice(0, 5), "…"] : circle;
  return `${circle[0]!} comes after itself${circle.length === 1 ? "" : `: ${[...shown, circle[0]!].join(" after ")}`}`;
}
