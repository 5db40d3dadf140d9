import type { Catalog } from "../../../releases/catalog";
import { daysAfter, promotion } from "../../channels";
import { findingId, type Finding } from "../finding";
import { releasePath } from "./rangeUse";

/**
 * Promotions to a channel before the release was there, before the channel that it is promoted from, without that channel,
 * or sooner than it should wait there. OpenShift's graph-data too takes a channel's delay as a rule with exceptions
 * (https://github.com/openshift/cincinnati-graph-data/blob/master/README.md#feeder-channels), so that is a warning.
 */
export function promotionFindings({ releases, channels }: Catalog): Finding[] {
  return releases.flatMap((release) => channels.flatMap(({ name, after, delayDays = 0 }): Finding[] => {
    const { version, date } = release;
    const since = promotion(release, name);
    if (since === undefined) return [];
    const about = { nodes: [version], path: `${releasePath(version)}.channels` };
    const early: Finding[] = date === undefined || date <= since ? [] : [{
      ...about, id: findingId("promoted-before-release", name, version), severity: "error",
      message: `${version} was promoted to ${name} on ${since}, and released on ${date}`,
    }];
    if (after === undefined) return early;
    const feeding = promotion(release, after);
    if (feeding === undefined) {
      return [...early, {
        ...about, id: findingId("promotion-skips-channel", name, version), severity: "warning",
        message: `${version} was promoted to ${name} and never was in ${after}, which releases are promoted from`,
      }];
    }
    if (since < feeding) {
      return [...early, {
        ...about, id: findingId("promoted-out-of-order", name, version), severity: "error",
        message: `${version} was promoted to ${name} on ${since}, before it came to ${after} on ${feeding}`,
      }];
    }
    const due = daysAfter(feeding, delayDays);
    return since >= due ? early : [...early, {
      ...about, id: findingId("promoted-before-delay", name, version), severity: "warning",
      message: `${version} was promoted to ${name} on ${since}; after ${delayDays} days in ${after} that would have been ${due}`,
    }];
  }));
}

/** Roll-outs that start before their release was there. */
export function rolloutFindings({ releases }: Catalog): Finding[] {
  return releases.flatMap(({ version, date, rollout }): Finding[] =>
    !rollout || date === undefined || rollout.start.slice(0, 10) >= date ? [] : [{
      id: findingId("rollout-before-release", version), severity: "error", nodes: [version], path: `${releasePath(version)}.rollout`,
      message: `the roll-out of ${version} starts at ${rollout.start}, before it was released on ${date}`,
    }]);
}
