import type { Catalog } from "../releases/catalog";
import { compareVersions } from "../releases/version";
import type { ReturnedFrom } from "../config/versioned";
import { keptReleaseObstacles } from "./blueGreen";
import type { Change, Circumstances, Other } from "./change";
import { isDemand } from "./demands";
import { hopObstacles, notInCatalog, offlineMigrations, withdrawnObstacle } from "./hop";
import type { InstallationState } from "./installationState";
import { maintenanceWindow } from "./maintenance";
import { installPreconditions, maintenanceOpen, openPreconditions } from "./preconditions";
import { legality, type Reason } from "./reason";
import { openNeighbours } from "./requirements";
import { findRoute } from "./route";

export type Move = "install" | "adopt" | "unchanged" | "retry" | "upgrade" | "return" | "none";

export interface Judgement {
  readonly allowed: boolean;
  /** What the change is; `none` when it is nothing that can be done. */
  readonly move: Move;
  readonly reasons: readonly Reason[];
  /** When the wanted release is only too far for one step: the releases to pass through, from the first to the last. */
  readonly route: readonly string[] | null;
}

/**
 * Whether one `up` may take a component from the state it is in to what the configuration asks. This is the judgement;
 * the hook, the policy pack and the deployer all call it, and nothing else decides about versions.
 */
export function judge(catalog: Catalog, state: InstallationState, change: Change, around: Circumstances): Judgement {
  // Where the others are may have to be read from a stack's state, and several questions ask.
  let others: readonly Other[] | undefined;
  const known: Circumstances = { ...around, others: () => others ??= around.others() };
  if (!catalog.release(change.version)) return refused(notInCatalog(catalog, change.version));
  const judgement = judgeFrom(catalog, state, change, known);
  const beside = judgement.allowed ? keptReleaseObstacles(catalog, change, known) : [];
  return beside.length > 0 ? refused(...beside) : judgement;
}

function judgeFrom(catalog: Catalog, state: InstallationState, change: Change, known: Circumstances): Judgement {
  switch (state.kind) {
    case "absent":
      return judgeFirst(catalog, change, known);
    case "unknown": {
      const stated = known.permits.adopt[change.component];
      if (stated !== undefined) return judgeAdopted(stated, change);
      return refused(legality(
        "deployed-unknown",
        `which release of ${change.component} is deployed is not known: ${state.why}`,
        `find out what runs and state it: stepwise:permits.adopt: {${change.component}: "<release>"}`,
      ));
    }
    case "adopted":
      return judgeAdopted(state.version, change);
    case "incomplete":
      return judgeUnfinished(catalog, state, change, known);
    case "complete":
      return judgeComplete(catalog, state, change, known);
  }
}

/** Nothing of it is in the state: a first install, a component that runs already, or one that was renamed or moved. */
function judgeFirst(catalog: Catalog, change: Change, known: Circumstances): Judgement {
  const { permits } = known;
  const adopted = permits.adopt[change.component];
  if (adopted !== undefined) return judgeAdopted(adopted, change);
  if (!permits.install.includes(change.component)) {
    return refused(legality(
      "install-not-stated",
      `nothing called ${change.component} is in this stack's state, and the stack does not say that it is to be installed; ` +
        "a component that was renamed or moved, or a new stack over a database that exists, looks just like this",
      `for a first install: stepwise:permits.install: [${change.component}]; for one that runs already: stepwise adopt; ` +
        "for one that was renamed or moved: give it its old name, or an alias",
    ));
  }
  if (change.returnedFrom) return refused(returnWithoutPast(change));
  if (change.stage) return refused(stageWithoutHop(change));
  const { version } = change;
  const reasons = [...withdrawnObstacle(catalog, version), ...installPreconditions(catalog, change, version, known)];
  return reasons.length > 0 ? refused(...reasons) : allowed("install");
}

function judgeAdopted(version: string, change: Change): Judgement {
  if (change.returnedFrom) return refused(returnWithoutPast(change));
  if (change.stage) return refused(stageWithoutHop(change));
  if (change.version === version) return allowed("adopt");
  return refused(legality(
    "adopt-as-it-is",
    `${change.component} is being adopted at ${version}, which somebody stated, and can't become ${change.version} in the same step`,
    `bring it under the stack at ${version} first; the next step may upgrade it`,
  ));
}

/** The last `up` did not reach its last phase. What it asked for may be asked again, or gone back from. */
function judgeUnfinished(
  catalog: Catalog,
  state: Extract<InstallationState, { kind: "incomplete" }>,
  change: Change,
  known: Circumstances,
): Judgement {
  const sameReturn = sameReturnedFrom(state.returnedFrom, change.returnedFrom);
  if (change.version === state.attempted && sameReturn) {
    // The same again, or its last stage, or everything stopped before a backup is restored.
    const follows = change.stage === state.stage || change.stage === undefined || change.stage === "halt";
    return follows ? allowed("retry") : refused(stageWithoutHop(change));
  }
  if (state.returnedFrom) {
    return refused(legality(
      "unfinished-return",
      `the return of ${change.component} from ${state.returnedFrom.version} to ${state.attempted} did not finish`,
      `only the same return can follow: version "${state.attempted}" with ${returnText(state.returnedFrom)}`,
    ));
  }
  if (change.returnedFrom?.version === state.attempted && compareVersions(change.version, state.attempted) < 0) {
    return judgeReturn(catalog, state.attempted, state, change, known);
  }
  return refused(legality(
    "unfinished",
    `the last update of ${change.component}, to ${state.attempted}, did not finish, so what is deployed is neither ` +
      `${state.attempted} nor the release before it; ${change.version} can't follow`,
    `mend what failed and ask for "${state.attempted}" again, or go back: a lower version with returnedFrom.version "${state.attempted}"`,
  ));
}

function judgeComplete(
  catalog: Catalog,
  state: Extract<InstallationState, { kind: "complete" }>,
  change: Change,
  known: Circumstances,
): Judgement {
  const { deployed } = state;
  const order = compareVersions(change.version, deployed);
  if (order === 0) {
    if (!sameReturnedFrom(state.returnedFrom, change.returnedFrom)) {
      return refused(legality(
        "returned-from-alone",
        `returnedFrom of ${change.component} changed while the version stayed ${deployed}; together they say how this release was reached`,
        `leave it as it is (${returnText(state.returnedFrom)}) until the version changes`,
      ));
    }
    if (change.stage !== undefined && change.stage !== "quiesce") return refused(stageWithoutHop(change));
    if (change.stage === undefined || state.stage === "quiesce") return allowed("unchanged");
    // Where it goes from here is not known yet; that servers may be stopped has to be.
    const closed = maintenanceOpen(`stopping the servers of ${change.component}`, known);
    return closed.length > 0 ? refused(...closed) : allowed("unchanged");
  }
  if (order < 0) {
    if (change.returnedFrom?.version !== deployed) {
      return refused(legality(
        "downgrade-not-stated",
        `${change.component} is at ${deployed} and the stack asks for the older ${change.version}`,
        `if it is to go back: write returnedFrom.version "${deployed}" beside the version, and the way is judged`,
      ));
    }
    return judgeReturn(catalog, deployed, state, change, known);
  }
  return judgeClimb(catalog, state, change, known);
}

function judgeClimb(
  catalog: Catalog,
  state: Extract<InstallationState, { kind: "complete" }>,
  change: Change,
  known: Circumstances,
): Judgement {
  const { component, kind, version } = change;
  const { deployed } = state;
  if (change.returnedFrom) {
    return refused(legality(
      "return-upwards",
      `${version} is newer than the deployed ${deployed}, and returnedFrom is set`,
      "remove returnedFrom together with raising the version",
    ));
  }
  const obstacles = hopObstacles(catalog, kind, deployed, version, { facts: known.facts });
  if (obstacles.length > 0) {
    const route = findRoute(catalog, kind, deployed, version, { known: { facts: known.facts } });
    if (!route) return { allowed: false, move: "none", reasons: obstacles, route };
    const next: Reason = legality(
      "next-release",
      `${component} can reach ${version}, but not in one step: ${route.join(" → ")}`,
      `\`stepwise up\` walks it hop by hop; by hand, set the version to ${route[1]} first`,
    );
    return { allowed: false, move: "none", reasons: [...obstacles, next], route };
  }
  // Servers that are stopped already are not to be left so because what a hop begins with has changed since.
  const stopped = state.stage === "quiesce";
  const isAboutBeginning = (id: string): boolean => id === maintenanceWindow || isDemand(id);
  const reasons = [
    ...openPreconditions(catalog, change, deployed, version, known).filter(({ id }) => !(stopped && isAboutBeginning(id))),
    ...openNeighbours(catalog, component, kind, version, known),
  ];
  const offline = offlineMigrations(catalog, kind, deployed, version);
  const staged = change.stage === "migrate" && state.stage === "quiesce";
  if (offline.length === 0 && change.stage !== undefined) reasons.push(stageWithoutHop(change));
  if (offline.length > 0 && !staged) {
    reasons.push(legality(
      `offline:${offline[0]!.migration.store}@${offline[0]!.version}`,
      `${deployed} → ${version} crosses ${offline.map((one) => `${one.version} (${one.migration.text})`).join(", ")}, ` +
        "which must run without traffic; one `up` can't stop the servers, migrate and start them again",
      "`stepwise up` takes the three updates that this needs; " +
        `by hand: ${deployed} with stage quiesce, ${version} with stage migrate, then ${version} without a stage (docs/phases.md)`,
    ));
  }
  return reasons.length > 0 ? refused(...reasons) : allowed("upgrade");
}

/** Going back from `from`, which was deployed or attempted. A named backup takes the place of reversible migrations. */
function judgeReturn(
  catalog: Catalog,
  from: string,
  state: Extract<InstallationState, { kind: "complete" | "incomplete" }>,
  change: Change,
  known: Circumstances,
): Judgement {
  const { kind, version, returnedFrom, stage } = change;
  const restoring = returnedFrom?.restore !== undefined;
  const data = { restoring, schema: state.kind === "complete" ? state.schema : undefined };
  const obstacles = hopObstacles(catalog, kind, from, version, data);
  if (obstacles.length > 0) {
    return { allowed: false, move: "none", reasons: obstacles, route: findRoute(catalog, kind, from, version, { known: data }) };
  }
  const neighbours = openNeighbours(catalog, change.component, kind, version, known);
  if (neighbours.length > 0) return refused(...neighbours);
  if (!restoring) return stage === undefined ? allowed("return") : refused(stageWithoutHop(change));
  // Nothing runs: a deployed release was quiesced; an unfinished one was halted, or had not come further than migrating.
  const stopped = state.kind === "complete" ? state.stage === "quiesce" : state.stage === "halt" || state.stage === "migrate";
  if (stage === "restore" && stopped) return allowed("return");
  return refused(legality(
    "restore-needs-stages",
    `going back to ${version} restores the backup ${returnedFrom?.restore}, which must happen while nothing is served`,
    "`stepwise rollback` takes the three steps that this needs; " +
      `by hand: stop ${from} (stage ${state.kind === "complete" ? "quiesce" : "halt"}), then stage restore, then the roll-out`,
  ));
}

/** A component is gone from the stack, and nobody said that it is to go. */
export function removalNotStated(component: string): Reason {
  return legality(
    "removal-not-stated",
    `${component} would be removed: it is gone from the stack, was renamed or moved, or is being replaced`,
    `put it back under its name; if it is to go: stepwise:permits.remove: [${component}]`,
  );
}

function sameReturnedFrom(a: ReturnedFrom | undefined, b: ReturnedFrom | undefined): boolean {
  return a?.version === b?.version && a?.restore === b?.restore;
}

function returnText(returnedFrom: ReturnedFrom | undefined): string {
  if (!returnedFrom) return "returnedFrom absent";
  const backup = returnedFrom.restore === undefined ? "" : ` and returnedFrom.restore "${returnedFrom.restore}"`;
  return `returnedFrom.version "${returnedFrom.version}"${backup}`;
}

function returnWithoutPast(change: Change): Reason {
  return legality(
    "return-without-past",
    `${change.component} says that it was returned from ${change.returnedFrom?.version}, and nothing of it is in the state`,
    "remove returnedFrom",
  );
}

function stageWithoutHop(change: Change): Reason {
  return legality(
    "stage-without-hop",
    `${change.component} has the stage ${change.stage}, which is no part of the step from where it is to ${change.version}`,
    "remove `stage`; only a deployer sets it, in the temporary copy of a stack file",
  );
}

function allowed(move: Move): Judgement {
  return { allowed: true, move, reasons: [], route: null };
}

function refused(...reasons: readonly Reason[]): Judgement {
  return { allowed: false, move: "none", reasons, route: null };
}
