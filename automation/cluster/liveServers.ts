import type { PlatformFacts } from "../../upgrades/change";
import { containersOf, type Pod } from "./pods";

type Container = ReturnType<typeof containersOf>[number];

interface Server {
  readonly platform: "postgresql" | "openbao";
  /** As its makers publish it, with a version in its tag. The same name elsewhere may be anything. */
  readonly image: RegExp;
  /** Whether a container of that image serves: the same images hold the clients. */
  readonly serves: (command: string, args: string) => boolean;
}

/** https://hub.docker.com/_/postgres, https://github.com/openbao/openbao/pkgs/container/openbao */
const servers: readonly Server[] = [
  {
    platform: "postgresql",
    image: /^(?:(?:index\.)?docker\.io\/)?(?:library\/)?postgres:(.+)$/,
    serves: (command, args) => command === "" ? /^(?:$|-|postgres\b)/.test(args) : /(?:^|\/)(?:postgres|docker-entrypoint\.sh)(?:\s|$)/.test(command),
  },
  {
    platform: "openbao",
    image: /^(?:(?:quay\.io|ghcr\.io|(?:index\.)?docker\.io)\/)?openbao\/openbao(?:-ubi)?:(.+)$/,
    serves: (command, args) => `${command}${args}` === "" || /(?:^|\s)server(?:\s|$)/.test(`${command} ${args}`),
  },
];

/**
 * The versions of platforms that run in a cluster, where they can be told surely: from the images of running servers that are not
 * part of a Job. Where two servers differ, or one's tag says no version, the platform's is left out.
 */
export function liveServers(pods: readonly Pod[]): PlatformFacts {
  const serving = pods.filter(({ status, metadata }) => status.phase === "Running" && !metadata.ownerReferences.some(({ kind }) => kind === "Job"))
    .flatMap(containersOf);
  const found = servers.flatMap(({ platform, image, serves }) => {
    const tags = serving.filter((one) => serves(one.command.join(" "), one.args.join(" "))).flatMap((one) => tagOf(one, image));
    const [version, ...others] = new Set(tags.map(versionIn));
    return version === undefined || others.length > 0 ? [] : [[platform, version] as const];
  });
  return Object.fromEntries(found);
}

function tagOf({ image }: Container, pattern: RegExp): string[] {
  const tag = pattern.exec(image)?.[1];
  return tag === undefined ? [] : [tag];
}

/** `16.4-alpine` is 16.4. Beside a digest a tag says nothing: the digest is what runs. */
function versionIn(tag: string): string | undefined {
  return /^v?(\d+(?:\.\d+){0,2})(?:-[a-z][\w.-]*)?$/.exec(tag)?.[1];
}
