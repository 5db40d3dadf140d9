import type { Catalog } from "../releases/catalog";
import { hopObstacles, type Kind } from "./hop";
import type { Reason } from "./reason";
import { directSuccessors, findRoute, nearestReachable } from "./route";

export interface Verdict {
  readonly schema: "stepwise/verdict/v1";
  readonly from: string;
  readonly to: string;
  /** Whether a route exists; one of several hops is allowed and is walked hop by hop. */
  readonly allowed: boolean;
  readonly route: readonly string[] | null;
  /** What can be entered from `from` in one hop. */
  readonly available: readonly string[];
  /** Why `to` can't be reached in one hop, or at all. */
  readonly reasons: readonly Reason[];
  /** When blocked: the reachable releases closest to `to`. */
  readonly nearest: readonly string[];
  /** SHA-256 of the catalog that was asked. */
  readonly catalog: string;
}

/** Whether a graph leads from one release to another, with the witness route or what is missing. */
export function checkGraph(catalog: Catalog, from: string, to: string, kind: Kind = null): Verdict {
  const known = catalog.release(from) !== undefined;
  const route = known && catalog.release(to) ? findRoute(catalog, kind, from, to) : null;
  return {
    schema: "stepwise/verdict/v1",
    from,
    to,
    allowed: route !== null,
    route,
    available: known ? directSuccessors(catalog, kind, from) : [],
    reasons: from === to && known ? [] : hopObstacles(catalog, kind, from, to),
    nearest: route || !known ? [] : nearestReachable(catalog, kind, from, to),
    catalog: catalog.digest,
  };
}
