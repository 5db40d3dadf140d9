import { ClusterError, type Cluster, type KubernetesObject, type LogQuery, type ObjectName, type ObjectQuery } from "../../automation/cluster/cluster";

export interface FakeClusterOptions {
  /** @default - v1.31.2 */
  readonly version?: string;
  /** What containers have said: `pod/container`, or `pod/container (previous)`. @default - nothing */
  readonly logs?: Readonly<Record<string, string>>;
  /** Why a request is refused, such as `log` or `get secret halo-db`, or undefined. @default - none is */
  readonly refuses?: (asked: string) => string | undefined;
  /** What the cluster makes of an object that it is given, such as a Job with a status. @default - the object as it is */
  readonly becomes?: (created: KubernetesObject) => KubernetesObject;
}

/** A cluster that is a list of objects. It answers as a real one does through kubectl: of a Secret, only that it is there. */
export class FakeCluster implements Cluster {
  /** Everything that was asked, in order: `list pods in kingdom`, `create job kingdom/check`. */
  readonly asked: string[] = [];
  private readonly held: KubernetesObject[];

  constructor(objects: readonly KubernetesObject[] = [], private readonly options: FakeClusterOptions = {}) {
    this.held = [...objects];
  }

  /** What there is now. */
  get objects(): readonly KubernetesObject[] {
    return this.held;
  }

  version(): Promise<string> {
    return this.answer("version", () => this.options.version ?? "v1.31.2");
  }

  get(name: ObjectName): Promise<KubernetesObject | undefined> {
    return this.answer(`get ${nameText(name)}`, () => {
      const found = this.held.find((object) => isCalled(object, name));
      if (found?.kind !== "Secret") return found;
      return { apiVersion: "v1", kind: "Secret", metadata: { name: found.metadata.name, namespace: found.metadata.namespace ?? "" } };
    });
  }

  list({ kinds, namespace, selector }: ObjectQuery): Promise<readonly KubernetesObject[]> {
    const asked = `list ${kinds.join(",")} in ${namespace ?? "all namespaces"}${selector === undefined ? "" : ` with ${selector}`}`;
    return this.answer(asked, () => {
      if (kinds.some((kind) => isOfKind("Secret", kind))) throw new ClusterError("Secrets are not listed, only looked for by name");
      return this.held.filter((object) => kinds.some((kind) => isOfKind(object.kind, kind))
        && (namespace === undefined || object.metadata.namespace === namespace) && isSelected(object.metadata.labels ?? {}, selector ?? ""));
    });
  }

  log({ namespace, pod, container, previous, lines }: LogQuery): Promise<string> {
    return this.answer(`log ${namespace}/${pod} ${container}${previous ? " (previous)" : ""}`, () => {
      const said = this.options.logs?.[`${pod}/${container}${previous ? " (previous)" : ""}`] ?? "";
      return said.split("\n").slice(-lines - (said.endsWith("\n") ? 1 : 0)).join("\n");
    });
  }

  create(object: KubernetesObject): Promise<void> {
    const name = { kind: object.kind, namespace: object.metadata.namespace, name: object.metadata.name };
    return this.answer(`create ${nameText(name)}`, () => {
      if (this.held.some((one) => isCalled(one, name))) throw new ClusterError(`${object.kind} "${object.metadata.name}" already exists`);
      this.held.push(this.options.becomes?.(object) ?? object);
    });
  }

  delete(name: ObjectName): Promise<void> {
    return this.answer(`delete ${nameText(name)}`, () => {
      const at = this.held.findIndex((object) => isCalled(object, name));
      if (at < 0) return;
      const [gone] = this.held.splice(at, 1);
      const uid = gone?.metadata.uid;
      // What it owned goes with it.
      for (const object of uid === undefined ? [] : this.held.filter((one) => ownersOf(one).includes(uid))) {
        this.held.splice(this.held.indexOf(object), 1);
      }
    });
  }

  private async answer<T>(asked: string, work: () => T): Promise<T> {
    this.asked.push(asked);
    const refused = this.options.refuses?.(asked);
    if (refused !== undefined) throw new ClusterError(refused);
    return Promise.resolve(work());
  }
}

/** `job`, `jobs` and `jobs.batch` all mean a Job. */
function isOfKind(kind: string, asked: string): boolean {
  const [word = ""] = asked.toLowerCase().split(".");
  const plural = kind.toLowerCase().replace(/y$/, "ie").replace(/s$/, "se");
  return word === kind.toLowerCase() || word === `${plural}s`;
}

function isCalled({ kind, metadata }: KubernetesObject, asked: ObjectName): boolean {
  return isOfKind(kind, asked.kind) && metadata.name === asked.name && metadata.namespace === asked.namespace;
}

function nameText({ kind, namespace, name }: ObjectName): string {
  return `${kind.toLowerCase()} ${namespace === undefined ? "" : `${namespace}/`}${name}`;
}

function ownersOf({ metadata }: KubernetesObject): unknown[] {
  const owners = (metadata as { readonly ownerReferences?: unknown }).ownerReferences;
  return Array.isArray(owners) ? owners.map((owner: { readonly uid?: unknown }) => owner.uid) : [];
}

/** A label selector as kubectl takes it: `a=b`, `a==b`, `a!=b`, `a in (b,c)`, `a notin (b,c)`, `a`, `!a`, with commas between. */
function isSelected(labels: Readonly<Record<string, string>>, selector: string): boolean {
  return selector.split(/,(?![^(]*\))/).filter((part) => part.trim() !== "").every((part) => {
    const [, key = "", operator, list = ""] = /^\s*([\w./-]+)\s+(in|notin)\s*\(([^)]*)\)\s*$/.exec(part) ?? [];
    const value = (name: string): string | undefined => Object.hasOwn(labels, name) ? labels[name] : undefined;
    if (operator !== undefined) {
      const said = value(key);
      const among = said !== undefined && list.split(",").map((one) => one.trim()).includes(said);
      return operator === "in" ? among : !among;
    }
    const [, name = "", sign, wanted = ""] = /^\s*([\w./-]+)\s*(==?|!=)\s*([\w.-]*)\s*$/.exec(part) ?? [];
    if (sign !== undefined) return sign === "!=" ? value(name) !== wanted : value(name) === wanted;
    const bare = part.trim();
    return bare.startsWith("!") ? value(bare.slice(1).trim()) === undefined : value(bare) !== undefined;
  });
}
