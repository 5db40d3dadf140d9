import { InputError } from "../../releases/problem";
import { compareVersions } from "../../releases/version";
import { startingVersion, type InstallationState } from "../../upgrades/installationState";
import { described, listed } from "./describe";
import { updateNamed } from "./named";
import { hasEnded, isRead, type PastUpdate, type ReadUpdate } from "./pastUpdates";

/** What a rollback is asked for. */
export interface RollbackWish {
  /** A time, a release, or part of a message. @default - the newest succeeded update that has older releases */
  readonly to?: string | undefined;
  /** Only this component, `halo/kingdom`. @default - all of them */
  readonly component?: string | undefined;
}

/** What an update of the past means for the components as they are now. */
export interface Choice {
  readonly update: ReadUpdate;
  /** What goes back. */
  readonly returns: readonly Return[];
  /** What has the same release then and now. */
  readonly staying: readonly string[];
  /** There now and not then: it stays as it is, and is never removed. */
  readonly notThen: readonly string[];
  /** There then and not now: it is not brought back, since that would be an install. */
  readonly notNow: readonly string[];
}

export interface Return {
  readonly component: string;
  readonly from: string;
  readonly to: string;
}

type Compared = Choice & { /** What would be an upgrade. */ readonly climbs: readonly Return[] };
type Compare = (update: ReadUpdate) => Compared;

/**
 * The update of the past that a rollback goes to.
 * @param past newest first
 * @param current what every component is now
 * @throws InputError where there is none, where several are meant, or where going there is no return; it says what there is
 */
export function chooseUpdate(
  past: readonly PastUpdate[], current: ReadonlyMap<string, InstallationState>, { to, component }: RollbackWish = {},
): Choice {
  const here = new Map([...current].filter(([id, { kind }]) => kind !== "absent" && (component === undefined || id === component)));
  if (here.size === 0) {
    const there = [...current].filter(([, { kind }]) => kind !== "absent").map(([id]) => id).sort().join(", ");
    throw problem(component === undefined ? undefined : "--component", component === undefined ? "found no component in the stack's state, so nothing can go back"
      : `found ${JSON.stringify(component)}, expected a component that is deployed: ${there || "there is none"}`);
  }
  const unknown = [...here].flatMap(([id, state]) => state.kind === "unknown" ? [`${id} (${state.why})`] : []);
  if (unknown.length > 0) {
    throw problem(undefined, `which release is deployed is not known of ${unknown.join(", ")}; find out what runs and state it: stepwise:permits.adopt`);
  }
  const compare: Compare = (update) => compared(update, here, component);
  const ids = [...here.keys()];
  return to === undefined ? newestReturn(past, ids, compare) : asReturn(compare(updateNamed(past, ids, to)));
}

/** What going to an update would do. */
function compared(update: ReadUpdate, here: ReadonlyMap<string, InstallationState>, only: string | undefined): Compared {
  const then = new Map(update.components.filter(({ id }) => only === undefined || id === only).map(({ id, version }) => [id, version]));
  const moves = [...here].flatMap(([component, state]): Return[] => {
    const to = then.get(component);
    return to === undefined ? [] : [{ component, from: startingVersion(state)!, to }];
  });
  const order = ({ from, to }: Return): number => compareVersions(to, from);
  return {
    update,
    returns: moves.filter((move) => order(move) < 0),
    climbs: moves.filter((move) => order(move) > 0),
    staying: moves.filter((move) => order(move) === 0).map(({ component }) => component),
    notThen: [...here.keys()].filter((component) => !then.has(component)),
    notNow: [...then.keys()].filter((component) => !here.has(component)),
  };
}

/** Passing over what can't be read could go back further than anybody meant; so that ends the search. */
function newestReturn(past: readonly PastUpdate[], ids: readonly string[], compare: Compare): Choice {
  for (const update of past.filter(hasEnded)) {
    if (!isRead(update)) {
      throw problem(undefined, `no update newer than ${described(update)} has older releases; name the one that is meant with --to: ${listed(past)}`);
    }
    const { climbs, ...choice } = compare(update);
    if (climbs.length === 0 && choice.returns.length > 0) return choice;
  }
  throw problem(undefined, `no succeeded update has older releases of ${ids.join(", ")}; there are: ${listed(past)}`);
}

function asReturn({ climbs, ...choice }: Compared): Choice {
  const what = described(choice.update);
  if (climbs.length > 0) {
    const newer = climbs.map(({ component, from, to }) => `${component} had ${to}, newer than ${from}`).join(", ");
    throw problem("--to", `${what} is no way back: ${newer}; choose another update, or one component with --component`);
  }
  if (choice.returns.length === 0) throw problem("--to", `${what} has the releases that are there now, so there is nothing to go back to`);
  return choice;
}

function problem(option: "--to" | "--component" | undefined, message: string): InputError {
  return new InputError([{ file: option ?? "the stack's history", path: "", message }]);
}
