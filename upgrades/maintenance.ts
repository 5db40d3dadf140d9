import type { Permits } from "./change";

/** The id under which somebody confirms that servers may be stopped now. */
export const maintenanceWindow = "maintenance-window";

/**
 * Whether servers may be stopped at a time, and else when they next may be.
 * @param now in UTC, `2026-11-21T13:00:00Z`
 */
export function maintenanceAt(windows: Permits["maintenance"], now: string): { readonly open: boolean; readonly next?: string | undefined } {
  const time = Date.parse(now);
  if (windows.some(({ from, until }) => Date.parse(from) <= time && time < Date.parse(until))) return { open: true };
  const later = windows.map(({ from }) => from).filter((from) => Date.parse(from) > time);
  return { open: false, next: later.sort((a, b) => Date.parse(a) - Date.parse(b))[0] };
}
