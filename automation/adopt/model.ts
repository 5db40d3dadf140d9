import type { InstallationState } from "../../upgrades/installationState";
import type { Reason } from "../../upgrades/reason";

/** A field of an object that is otherwise than the program would have it. */
export interface FieldDifference {
  /** `spec.template.spec.containers[server].image` */
  readonly path: string;
  /** In words that fit a line; undefined: absent. */
  readonly declared: string | undefined;
  readonly live: string | undefined;
}

/** What becomes of one object that the program asks for. */
export type Finding =
  /** It is there as the program asks for it. */
  | "equal"
  /** It is there, and something that the program asks for is otherwise. */
  | "different"
  /** It is not there, and is created. */
  | "missing"
  /** The Job of a phase that lies behind a running component: it is put into the state and never run. */
  | "not run"
  /** What it holds can't be compared: a Secret, or a value that is generated. */
  | "not comparable";

/** One object that the program asks for and the state does not have. */
export interface ObjectAdoption {
  readonly urn: string;
  /** `<system>/<name>`; undefined for what components share. */
  readonly component: string | undefined;
  /** `Deployment/kingdom/system-api-server-deployment`: what `--accept` calls it. */
  readonly name: string;
  readonly finding: Finding;
  /** What only a new one can have exists in the cluster from here on. */
  readonly uid: string | undefined;
  /** What an update would change. */
  readonly differences: readonly FieldDifference[];
  /** What it has beyond what is asked for; its next update takes it away. */
  readonly surplus: readonly FieldDifference[];
  /** Who else owns fields that are asked for, by the names of their field managers. */
  readonly others: readonly string[];
  /** Whether it already belongs to a Pulumi stack. */
  readonly managedElsewhere: boolean;
  readonly accepted: boolean;
}

/** Something in the cluster that says which release runs. */
export interface Evidence {
  readonly version: string;
  /** `Deployment kingdom/system-api-server-deployment, image of container server` */
  readonly where: string;
}

export interface ComponentAdoption {
  readonly component: string;
  /** The release at which it is to be adopted. */
  readonly wanted: string;
  /** The release that runs; undefined where that can't be told, or is more than one. */
  readonly running: string | undefined;
  readonly evidence: readonly Evidence[];
}

/** A Helm release that the objects belong to. */
export interface HelmRelease {
  readonly name: string;
  readonly namespace: string;
  /** As the chart's label has it: `halo-0.5.46`. */
  readonly chart: string | undefined;
  readonly objects: number;
}

/** Everything that is known before anything is done. */
export interface AdoptionPlan {
  readonly stack: string;
  readonly components: readonly ComponentAdoption[];
  readonly objects: readonly ObjectAdoption[];
  /** Objects of the same kinds in the same namespaces that the program does not ask for; they are left alone. */
  readonly leftAlone: readonly string[];
  readonly helm: readonly HelmRelease[];
  /** Why it can't be done as it is; none: it can. */
  readonly reasons: readonly (Reason & { readonly component?: string })[];
}

/**
 * How it ended. `adopted`: the engine's preview shows nothing but what was accepted. `refused`: nothing was changed, or it
 * was put back. `unverified`: the objects are under the stack, and the verification did not pass.
 */
export type AdoptionResult = "adopted" | "refused" | "unverified" | "locked";

export interface Adoption {
  readonly result: AdoptionResult;
  readonly reasons: readonly Reason[];
  /** What every component is afterwards, by the state. */
  readonly states: ReadonlyMap<string, InstallationState>;
  /** What to do next. */
  readonly next: readonly string[];
}

/** `Deployment/kingdom/server`, and `Namespace/kingdom` of what belongs to the whole cluster. */
export function objectName({ kind, namespace, name }: {
  readonly kind: string; readonly namespace?: string | undefined; readonly name: string;
}): string {
  return [kind, ...(namespace === undefined ? [] : [namespace]), name].join("/");
}
