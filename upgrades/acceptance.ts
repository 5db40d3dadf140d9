import type { Permits } from "./change";

/** Whether somebody has accepted a risk, and that still holds. */
export function isAccepted(risks: Permits["risks"], id: string, now: string): boolean {
  return Object.hasOwn(risks, id) && now.slice(0, 10) <= risks[id]!.until;
}

/** How a risk is accepted. */
export function acceptance(id: string): string {
  return `accept it: stepwise:permits.risks.${id}: {owner, reason, until}`;
}

/** How something is stated to have been seen to. */
export function confirmation(id: string): string {
  return `stepwise:permits.confirmed.${id}: {by, date}`;
}
