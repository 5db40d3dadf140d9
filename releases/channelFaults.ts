import { circleIn, circleText } from "./circle";
import type { CatalogFile } from "./schema";

/** What the schema can't say of channels: that each is listed once, that all names lead somewhere, and none to itself. */
export function channelFaults({ channels = [], releases }: CatalogFile): { at: PropertyKey[]; message: string }[] {
  const names = new Set<string>();
  const twice = channels.flatMap(({ name }, i) => {
    const isKnown = names.has(name);
    names.add(name);
    return isKnown ? [{ at: ["channels", i, "name"], message: `the channel ${name} is listed twice` }] : [];
  });
  const expected = names.size === 0 ? "the catalog to list it under `channels`" : `one of ${[...names].join(", ")}`;
  const unknown = (name: string, at: PropertyKey[]) => names.has(name) ? [] : [{ at, message: `found the channel ${name}, expected ${expected}` }];
  const circle = circleIn(new Map(channels.map(({ name, after }) => [name, after === undefined ? [] : [after]])));
  return [
    ...twice,
    ...channels.flatMap(({ after }, i) => after === undefined ? [] : unknown(after, ["channels", i, "after"])),
    ...(circle ? [{ at: ["channels", channels.findIndex(({ name }) => name === circle[0]), "after"], message: circleText(circle) }] : []),
    ...releases.flatMap(({ channels: promoted = {} }, i) =>
      Object.keys(promoted).flatMap((name) => unknown(name, ["releases", i, "channels", name]))),
  ];
}
