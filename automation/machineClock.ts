import { setTimeout as wait } from "node:timers/promises";
import type { Clock } from "./verify/runCheck";

/** Time as it passes on this machine, whatever its clock is set to. */
export const machineClock: Clock = {
  elapsed: () => performance.now(),
  // A wait that was cut short has ended too.
  pause: (milliseconds, signal) => wait(milliseconds, undefined, { signal }).catch(() => undefined),
};
