import { adopt, type AdoptionRun } from "../../../automation/adopt/adopt";
import { planAdoption, type AdoptionWish, type PlannedAdoption } from "../../../automation/adopt/planAdoption";
import { rehearsedAdoption } from "../../../automation/adopt/rehearsedAdoption";
import type { Adoption } from "../../../automation/adopt/model";
import { planRequest } from "../../../automation/request";
import { parseStackFile } from "../../../config/stack";
import type { Fault } from "../../../engines/rehearsal/cluster";
import { objectKey } from "../../../engines/rehearsal/decide";
import { RehearsalEngine } from "../../../engines/rehearsal/rehearsalEngine";
import type { Store } from "../../../engines/rehearsal/store";
import type { Properties } from "../../../engines/rehearsal/values";
import { stackText, type SmallStack } from "../../support/kingdomStack";
import { catalogs, deployed, storeFrom } from "../deploy/world";

/** An object of a manifest, as far as tests change it. */
export interface Manifest {
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace: string; uid?: string; labels?: Record<string, string>; annotations?: Record<string, string> };
  spec: Record<string, unknown>;
  [field: string]: unknown;
}

export interface PodManifest {
  metadata: Record<string, unknown>;
  spec: { containers: { name: string; image: string; args: string[] }[]; initContainers?: unknown[] };
}

/** What only the stack itself makes: an operator who applies upstream's manifests has none of it. */
function isOnlyOurs({ kind, metadata: { name } }: Manifest): boolean {
  return kind === "Job" || kind === "LimitRange" || /^kingdom-(phases|verif)/.test(name);
}

/**
 * A cluster in which a stack runs as its operator has applied it, and of which no state knows.
 * @param change what the operator has otherwise; returns whether the object is there at all
 */
export async function running(
  { version, backupRetention, duchies }: SmallStack, change: (object: Manifest) => boolean = () => true,
): Promise<Store> {
  const { cluster } = await deployed({ version, ...(backupRetention !== undefined && { backupRetention }), ...(duchies && { duchies }) });
  const all = Object.values(structuredClone(cluster.objects))
    .map(({ manifest, settled }) => ({ manifest: manifest as unknown as Manifest, settled }));
  const objects = all.filter(({ manifest }) => !isOnlyOurs(manifest)).flatMap(({ manifest, settled }, i) => {
    const { annotations = {} } = manifest.metadata;
    const kept = Object.entries(annotations).filter(([key]) => !key.startsWith("stepwise.dev/"));
    manifest.metadata = { ...manifest.metadata, annotations: Object.fromEntries(kept), uid: `uid-${i}` };
    const applied = manifest as unknown as Properties;
    return change(manifest) ? [[objectKey(applied)!, { manifest: applied, settled }] as const] : [];
  });
  return storeFrom({ resources: [], pending: [], history: [], tags: {}, cluster: { objects: Object.fromEntries(objects), struck: {} } });
}

type Asked = Pick<AdoptionWish, "accept" | "managers" | "cluster"> & Pick<AdoptionRun, "engine" | "policyPack">;

export interface Adopting extends Partial<Asked> {
  readonly set?: readonly string[];
  readonly faults?: readonly Fault[];
}

export function engineOf(store: Store, faults?: readonly Fault[]): RehearsalEngine {
  return new RehearsalEngine({ stack: "small", store, faults });
}

export async function planned(
  stack: SmallStack, store: Store, { set = [], accept = [], managers = [], ...more }: Adopting = {},
): Promise<PlannedAdoption> {
  return planAdoption({
    request: planRequest(parseStackFile("Pulumi.small.yaml", stackText(stack)), catalogs, { set }), catalogs,
    engine: more.engine ?? engineOf(store), cluster: more.cluster ?? rehearsedAdoption(store, () => new Date()), accept, managers,
  });
}

/** Plans an adoption and carries it out, without the policies, which take most of the time. */
export async function adopted(stack: SmallStack, store: Store, asked: Adopting = {}): Promise<Adoption> {
  return adopt({
    planned: await planned(stack, store, asked),
    engine: asked.engine ?? engineOf(store, asked.faults),
    cluster: asked.cluster ?? rehearsedAdoption(store, () => new Date()),
    policyPack: asked.policyPack, onStep: () => undefined,
  });
}

/** Every object that there is, with the identity that only a new one changes; none of one that the engine has made or changed. */
export function uids({ cluster }: Store): Map<string, string | undefined> {
  return new Map(Object.entries(cluster.objects).map(([key, { manifest }]) => [key, (manifest as unknown as Manifest).metadata.uid]));
}

export function podOf({ spec }: Manifest): PodManifest {
  return spec["template"] as PodManifest;
}
