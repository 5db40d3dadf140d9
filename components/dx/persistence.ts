import { StatefulSet } from "@pulumi/kubernetes/apps/v1/statefulSet";
import type { Resource } from "@pulumi/pulumi";
import type { PersistenceConfig } from "../../config/dx";
import { fromApps, toApps, toDns } from "../core/networkPolicies";
import { partOf, phasesApp } from "../core/objects";
import { pairScripts, pairServices, pairSettings, pairSpec, pairTimeout, pairVerify, type PostgresPair } from "../core/postgres/pair";
import {
  postgresBackup, postgresMovable, postgresMove, postgresMoveScript, postgresPort, postgresReadable, postgresRestore, postgresScripts,
  postgresVerify, type PostgresServer,
} from "../core/postgres/jobs";
import { postgresRehearsal } from "../core/postgres/rehearsal";
import { postgresVolume } from "../core/postgres/volume";
import type { VersionedComponentOptions } from "../core/versionedComponent";
import { nameOf, system } from "./conventions";
import { firstServers } from "./database";
import { DxComponent, type ChartSource, type DxArgs } from "./dxComponent";
import type { Claim } from "./values/shape";

export interface PersistenceArgs extends DxArgs, Pick<PersistenceConfig, "primary" | "reseed" | "server" | "previous" | "rehearseRestore"> {
  readonly claim: Claim;
  /** The server that is written to. */
  readonly database: PostgresServer;
}

/**
 * What DAM keeps its data in: a PostgreSQL server to write to, and one that follows it and is read from, each with a volume
 * of its own. Images hold no schema; that is DAM's. Servers go on while their data is restored, and DAM is kept away. Data of
 * another major release moves to a second pair with new volumes; then clients are led there, and the one before is stopped.
 */
export class Persistence extends DxComponent {
  static readonly __pulumiType = "stepwise:dx:Persistence";

  constructor(name: string, private readonly args: PersistenceArgs, chart: ChartSource, opts: VersionedComponentOptions = {}) {
    super(Persistence.__pulumiType, name, "persistence", args, [...postgresScripts, postgresMoveScript, ...pairScripts], opts);
    const place = this.jobPlace;
    const { database } = args;
    const { current, previous } = pairsOf(args);
    const ready = this.data(chart ? [this.scripts(), this.chartPolicy()] : this.foundation(current, previous), {
      backup: [postgresBackup(place, database)],
      // A server updates its own files; what it has to be asked before is whether it can read them, or take them.
      migrate: chart ? [] : [previous ? postgresMovable(place, database) : postgresReadable(place, database)],
      restore: (backup) => [postgresRestore(place, database, backup)],
    });
    const rehearsal = this.rehearsal(args.rehearseRestore, (backup) => postgresRehearsal(place, database, backup), ready);
    // HCL's own servers bring their data to a new major release themselves.
    if (chart) this.complete([...this.fromChart(chart, ready, "application"), ...rehearsal], postgresVerify(place, database, "same-major"));
    else this.complete([...this.rolledOut(current, previous, ready), ...rehearsal], pairVerify(place, current));
  }

  private rolledOut(current: PostgresPair, previous: PostgresPair | undefined, ready: readonly Resource[]): Resource[] {
    const servers = this.servers(current, 2, ready);
    return previous ? this.moved({ current, previous }, [...ready, servers]) : [servers];
  }

  private foundation(current: PostgresPair, previous: PostgresPair | undefined): Resource[] {
    const pairs = previous ? [current, previous] : [current];
    return [
      // Said in a file and not in their Pods, which would restart when it is no longer so.
      this.scripts(previous && { "may-be-empty": current.name }),
      ...pairs.flatMap((pair) => [this.settings(pair), this.door(pair)]),
      this.phasePolicy(toApps(postgresPort, ...pairs.map(({ name }) => name))),
      ...this.services(current),
      ...(previous ? [] : this.clientServices(current)),
    ];
  }

  private settings(pair: PostgresPair): Resource {
    const { name, data } = pairSettings(pair);
    return this.configMap(name, data);
  }

  private door({ name }: PostgresPair): Resource {
    const dam = nameOf("dam", this.args.release);
    const clients = [phasesApp(system, "persistence"), phasesApp(system, "dam"), ...(this.isClosed ? [] : [dam])];
    return this.networkPolicy({
      app: name, ingress: [fromApps(postgresPort, name, ...clients)], egress: [toDns, toApps(postgresPort, name)],
    });
  }

  /** By which a pair that is not the first one finds its own servers. */
  private services(pair: PostgresPair): Resource[] {
    return pair.host === this.args.database.host ? [] : pairServices(pair).map((service) => this.service(service));
  }

  /** By which DAM finds the servers, whichever they are. */
  private clientServices(pair: PostgresPair, after: readonly Resource[] = []): Resource[] {
    return pairServices({ ...pair, host: this.args.database.host }).map((service) => this.service(service, after));
  }

  /** Clients are led to the new pair only when it has everything, and only then the one before is stopped. */
  private moved({ current, previous }: Record<"current" | "previous", PostgresPair>, after: readonly Resource[]): Resource[] {
    const move = this.sideJob("move", current.name, postgresMove(this.jobPlace, current, this.args.database.host), after);
    const led = this.clientServices(current, [...after, move]);
    return [...led, this.servers(previous, 0, [...after, ...led])];
  }

  private servers(pair: PostgresPair, replicas: 0 | 2, after: readonly Resource[]): StatefulSet {
    const spec = pairSpec(pair, partOf(system), this.jobPlace);
    return new StatefulSet(
      this.logical(pair.name),
      { metadata: this.marked(pair.name), spec: { ...spec, replicas, template: this.template(spec.template.spec, pair.name) } },
      { ...this.keeping(after), customTimeouts: { create: pairTimeout, update: pairTimeout } },
    );
  }
}

/** The servers that have the data, and those that it is moved from. */
function pairsOf(args: PersistenceArgs): { readonly current: PostgresPair; readonly previous: PostgresPair | undefined } {
  const { release, database, claim: { storageClassName, requests }, primary, reseed, server, previous } = args;
  const pair = (image: string, name: string | undefined): PostgresPair => ({
    ...database,
    image,
    name: name ?? firstServers(release),
    // A pair finds its own servers by a name of its own, since DAM's leads to the other one until the data has moved.
    host: name ?? database.host,
    claim: "database",
    volume: postgresVolume({ image, volume: undefined }),
    storage: { size: requests.storage, ...(storageClassName !== "" && { className: storageClassName }) },
    replication: { secret: database.secret, key: "replication" },
    primary,
    ...(reseed && { reseed }),
  });
  return { current: pair(database.image, server), previous: previous && pair(previous.image, previous.server) };
}
