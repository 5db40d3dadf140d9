import { changeReasons, type ExplainedChange } from "../../upgrades/explain";
import type { Hop, OpenReason, Plan } from "../../upgrades/planModel";
import type { Reason } from "../../upgrades/reason";
import type { PlanRequest } from "../request";

/** What of a hop's changes has to be accepted by name, as the component's whose it is by its name. */
export function openReasons(
  { changes }: Pick<Hop, "changes">, explained: readonly ExplainedChange[], { surroundings: { permits, now } }: PlanRequest,
): OpenReason[] {
  return explained.flatMap((change) => {
    const own = changes.find(({ component }) => `${change.name}-`.startsWith(`${component.split("/")[1]}-`)) ?? changes[0];
    return changeReasons([change], permits.risks, now).map((reason) => ({ ...reason, component: own?.component ?? "" }));
  });
}

/** A plan in which more is open before its hops, each reason once. A plan without hops stays as it is. */
export function withOpenReasons(plan: Plan, byHop: readonly (readonly OpenReason[] | undefined)[]): Plan {
  const news = plan.hops.map(({ open }, i) => {
    const known = new Set(open.map(({ id }) => id));
    return (byHop[i] ?? []).filter(({ id }, at, all) => !known.has(id) && all.findIndex((one) => one.id === id) === at);
  });
  const all = news.flat();
  return {
    ...plan,
    hops: plan.hops.map((hop, i) => ({ ...hop, open: [...hop.open, ...news[i]!] })),
    components: plan.components.map((one) => {
      const own = all.filter(({ component }) => component === one.component);
      return { ...one, reasons: [...one.reasons, ...own.map(({ id, kind, message, remedy }): Reason => ({ id, kind, message, remedy }))] };
    }),
  };
}
