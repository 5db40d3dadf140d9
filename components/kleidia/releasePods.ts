import { compareVersions } from "../../releases/version";
import { versionInName } from "../core/labels";
import { appLabel } from "../core/objects";
import type { ServicesArgs } from "./services";

/** A release's Pods of the services: how their Deployments are called, and what they are told apart by. */
export interface ReleasePods {
  readonly version: string;
  /** Whether there are any; what was gone back from has none, and is there to be gone to again. */
  readonly run: boolean;
  /** The name of a program's Deployment: `backend`, or by blue-green `backend-2-3-0`. */
  nameOf(app: string): string;
  /** The labels that a program's Pods are selected by. */
  labelsOf(app: string): Readonly<Record<string, string>>;
}

type Asked = Pick<ServicesArgs, "version" | "blueGreen" | "returnedFrom">;

/** The release that serves. */
export function servingPods({ version, blueGreen }: Asked): ReleasePods {
  return blueGreen ? ownPods(version, true) : { version, run: true, nameOf: (app) => app, labelsOf: appLabel };
}

/** The release that stays beside it; none while the one that serves is not newer, so that an old one is never started anew. */
export function keptPods({ version, blueGreen }: Asked): readonly ReleasePods[] {
  const previous = blueGreen?.previous;
  return previous !== undefined && compareVersions(previous, version) < 0 ? [ownPods(previous, true)] : [];
}

/** The release that was gone back from: stopped, and not taken away, which would have to be confirmed when there is no time for it. */
export function leftPods({ version, blueGreen, returnedFrom }: Asked): readonly ReleasePods[] {
  return blueGreen && returnedFrom && compareVersions(returnedFrom.version, version) > 0 ? [ownPods(returnedFrom.version, false)] : [];
}

function ownPods(version: string, run: boolean): ReleasePods {
  return {
    version,
    run,
    nameOf: (app) => `${app}-${versionInName(version)}`,
    labelsOf: (app) => ({ ...appLabel(app), "app.kubernetes.io/version": version }),
  };
}

/** The Service that leads to the release to come while it has no traffic yet. */
export function candidateName(app: string): string {
  return `${app}-candidate`;
}
