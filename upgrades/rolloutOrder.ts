import type { Catalog } from "../releases/catalog";

/**
 * The kinds of component in the order in which they are rolled out; those with nothing between them keep the catalog's.
 * Without recursion, since a chain of them may be longer than the stack of calls.
 */
export function rolloutOrder({ components }: Pick<Catalog, "components">): string[] {
  const order: string[] = [];
  const begun = new Set<string>();
  const way: { readonly kind: string; readonly before: Iterator<string> }[] = [];
  const begin = (kind: string): void => {
    if (begun.has(kind)) return;
    begun.add(kind);
    way.push({ kind, before: (components[kind]?.after ?? []).values() });
  };
  for (const kind of Object.keys(components)) {
    begin(kind);
    for (let last = way.at(-1); last; last = way.at(-1)) {
      const next = last.before.next();
      if (next.done) order.push(way.pop()!.kind);
      else begin(next.value);
    }
  }
  return order;
}
