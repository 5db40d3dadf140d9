import type { Catalog } from "../releases/catalog";
import type { Release } from "../releases/schema";
import { confirmation } from "./acceptance";
import type { Circumstances } from "./change";
import type { Reason } from "./reason";

/**
 * Nothing where a release is in the channel that the stack follows, or it follows none, and else since when it will be, as
 * far as the catalog says. A channel's delay is no promotion: that is stated, reviewed and dated, or it has not happened.
 */
export function openChannel(catalog: Catalog, to: string, { channels, permits, now }: Circumstances): Reason[] {
  const channel = Object.hasOwn(channels, catalog.system) ? channels[catalog.system] : undefined;
  const release = catalog.release(to);
  if (channel === undefined || !release || isIn(release, channel, now)) return [];
  const id = idOf(channel, to);
  if (Object.hasOwn(permits.confirmed, id)) return [];
  const since = promotion(release, channel);
  const { found, remedy } = since === undefined ? notPromoted(catalog, release, channel)
    : { found: `${to} is in the channel ${channel}, which this stack follows, only from ${since} on`, remedy: `wait until ${since}` };
  return [{ id, kind: "readiness", message: found, remedy: `${remedy}; or state that it may be taken all the same: ${confirmation(id)}` }];
}

/** Every id under which somebody can confirm that a release may be taken before it is in a channel. */
export function channelIds({ channels, releases }: Catalog): string[] {
  return channels.flatMap(({ name }) => releases.map(({ version }) => idOf(name, version)));
}

/** The newest release that can be entered and is in a channel, or undefined where there is none. */
export function newestIn({ releases }: Catalog, channel: string, now: string): string | undefined {
  return releases.filter((release) => !release.withdrawn && isIn(release, channel, now)).at(-1)?.version;
}

/** The day on which a release was or will be promoted to a channel. */
export function promotion({ channels = {} }: Release, channel: string): string | undefined {
  return Object.hasOwn(channels, channel) ? channels[channel] : undefined;
}

/** The day that is so many days after another. */
export function daysAfter(day: string, days: number): string {
  return new Date(Date.parse(day) + days * 86_400_000).toISOString().slice(0, 10);
}

function idOf(channel: string, version: string): string {
  return `channel:${channel}@${version}`;
}

function isIn(release: Release, channel: string, now: string): boolean {
  const since = promotion(release, channel);
  return since !== undefined && since <= now.slice(0, 10);
}

function notPromoted(catalog: Catalog, release: Release, channel: string): { readonly found: string; readonly remedy: string } {
  const { version } = release;
  const rule = catalog.channels.find(({ name }) => name === channel);
  if (!rule) {
    const names = catalog.channels.map(({ name }) => name);
    return {
      found: `this stack follows the channel ${channel} of ${catalog.title}, which has ${names.length === 0 ? "no channels" : `only ${names.join(", ")}`}`,
      remedy: names.length === 0 ? `take ${catalog.system} out of stepwise:channel` : `name one of these in stepwise:channel.${catalog.system}`,
    };
  }
  const { after, delayDays = 0 } = rule;
  const feeding = after === undefined ? undefined : promotion(release, after);
  const due = feeding === undefined ? "" : ` (in ${after!} from ${feeding} on, so due from ${daysAfter(feeding, delayDays)} on)`;
  return {
    found: `${version} was not promoted to the channel ${channel}, which this stack follows${due}`,
    remedy: `wait until it is, or go to a release that is in ${channel}`,
  };
}
