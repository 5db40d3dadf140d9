import { StatefulSet } from "@pulumi/kubernetes/apps/v1/statefulSet";
import type { Service } from "@pulumi/kubernetes/core/v1/service";
import type { Resource } from "@pulumi/pulumi";
import type { DataConfig } from "../../config/kleidia";
import { fromApps, toApps } from "../core/networkPolicies";
import { phasesApp } from "../core/objects";
import {
  postgresBackup, postgresMovable, postgresMove, postgresMoveScript, postgresPort, postgresReadable, postgresRestore, postgresScripts,
  postgresServer, postgresVerify,
} from "../core/postgres/jobs";
import { postgresPodScripts } from "../core/postgres/pod";
import { postgresRehearsal } from "../core/postgres/rehearsal";
import { ScriptedComponent } from "../core/scriptedComponent";
import type { VersionedComponentOptions } from "../core/versionedComponent";
import type { KleidiaArgs } from "./args";
import { system } from "./conventions";
import { dataServers, dataSpec, type DataServer } from "./dataPod";

export type DataArgs = Omit<DataConfig, keyof KleidiaArgs> & KleidiaArgs;

/**
 * PostgreSQL, which keeps what the services know: one server with a volume of its own.
 *
 * Its server goes on while its data is restored, since a restore needs it; the services are kept away by the network
 * policy instead of zero replicas. Data of another major release moves to a second server with a new volume; then clients
 * are led there, and the one before is stopped.
 */
export class Data extends ScriptedComponent {
  static readonly __pulumiType = "stepwise:kleidia:Data";

  constructor(name: string, private readonly args: DataArgs, opts: VersionedComponentOptions = {}) {
    super(Data.__pulumiType, name, args, [...postgresScripts, ...postgresPodScripts, postgresMoveScript], opts);
    const place = this.jobPlace;
    const server = postgresServer(args);
    const { current, previous } = dataServers(args);
    const servers = previous ? [current, previous] : [current];
    const before = [
      // Said in a file and not in its Pod, which would restart when it is no longer so.
      this.scripts(previous && { "may-be-empty": current.name }),
      ...servers.map((one) => this.doors(one)),
      this.phasePolicy(toApps(postgresPort, ...servers.map((one) => one.name))),
      ...(current.name === args.name ? [] : [this.serviceOf(current.name, current)]),
    ];
    const foundation = previous ? before : [...before, this.serviceOf(args.name, current)];
    const ready = this.data(foundation, {
      backup: [postgresBackup(place, server)],
      // A server updates its own files; what it has to be asked before is whether it can read them, or take them.
      migrate: [previous ? postgresMovable(place, server) : postgresReadable(place, server)],
      restore: (backup) => [postgresRestore(place, server, backup)],
    });
    const database = this.database(current, 1, ready);
    const rolledOut = previous ? this.moved({ current, previous }, [...ready, database]) : [database];
    const rehearsal = this.rehearsal(args.rehearseRestore, (backup) => postgresRehearsal(place, server, backup), ready);
    this.complete([...rolledOut, ...rehearsal], postgresVerify(place, server));
  }

  /** Clients are led to the new server only when it has everything, and only then the one before is stopped. */
  private moved({ current, previous }: Record<"current" | "previous", DataServer>, after: readonly Resource[]): Resource[] {
    const server = { ...postgresServer(this.args), host: current.name };
    const move = this.sideJob("move", current.name, postgresMove(this.jobPlace, server, this.args.name), after);
    const led = this.serviceOf(this.args.name, current, [...after, move]);
    return [led, this.database(previous, 0, [...after, led])];
  }

  private database(server: DataServer, replicas: 0 | 1, after: readonly Resource[]): StatefulSet {
    const spec = dataSpec(server, replicas, this.jobPlace);
    return new StatefulSet(
      this.logical(server.name),
      { metadata: this.marked(server.name), spec: { ...spec, template: this.restarting(spec.template) } },
      this.keeping(after),
    );
  }

  private serviceOf(name: string, { name: app }: DataServer, after: readonly Resource[] = []): Service {
    return this.service({ name, app, ports: [{ name: "postgresql", port: postgresPort, targetPort: postgresPort }] }, after);
  }

  private doors({ name: app }: DataServer): Resource {
    const clients = [phasesApp(system, "data"), phasesApp(system, "services"), ...(this.isClosed ? [] : ["backend"])];
    return this.networkPolicy({ app, ingress: [fromApps(postgresPort, ...clients)], egress: [] });
  }
}
