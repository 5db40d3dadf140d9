import { StatefulSet } from "@pulumi/kubernetes/apps/v1/statefulSet";
import type { DataConfig } from "../../config/kleidia";
import { fromApps, toApps } from "../core/networkPolicies";
import { phasesApp } from "../core/objects";
import { postgresBackup, postgresPort, postgresReadable, postgresRestore, postgresScripts, postgresServer, postgresVerify } from "../core/postgres/jobs";
import { ScriptedComponent } from "../core/scriptedComponent";
import type { VersionedComponentOptions } from "../core/versionedComponent";
import { volumeClaim } from "../core/volumeClaim";
import type { KleidiaArgs } from "./args";
import { system } from "./conventions";
import { dataPod } from "./dataPod";

export type DataArgs = Omit<DataConfig, keyof KleidiaArgs> & KleidiaArgs;

/**
 * PostgreSQL, which keeps what the services know: one server with a volume of its own.
 *
 * Its server goes on while its data is restored, since a restore needs it; the services are kept away by the network
 * policy instead of zero replicas.
 */
export class Data extends ScriptedComponent {
  static readonly __pulumiType = "stepwise:kleidia:Data";

  constructor(name: string, args: DataArgs, opts: VersionedComponentOptions = {}) {
    super(Data.__pulumiType, name, args, [...postgresScripts, "components/core/scripts/postgres-can-read.sh"], opts);
    const place = this.jobPlace;
    const server = postgresServer(args);
    const clients = [phasesApp(system, "data"), phasesApp(system, "services"), ...(this.isClosed ? [] : ["backend"])];
    const foundation = [
      this.scripts(),
      this.service({ name: args.name, app: args.name, ports: [{ name: "postgresql", port: postgresPort, targetPort: postgresPort }] }),
      this.networkPolicy({ app: args.name, ingress: [fromApps(postgresPort, ...clients)], egress: [] }),
      this.phasePolicy(toApps(postgresPort, args.name)),
    ];
    const ready = this.data(foundation, {
      backup: [postgresBackup(place, server)],
      // A server updates its own files; what it has to be asked before is whether it can read them.
      migrate: [postgresReadable(place, server)],
      restore: (backup) => [postgresRestore(place, server, backup)],
    });
    const database = new StatefulSet(
      this.logical(args.name),
      {
        metadata: this.marked(args.name),
        spec: {
          serviceName: args.name,
          replicas: 1,
          selector: { matchLabels: { app: args.name } },
          persistentVolumeClaimRetentionPolicy: { whenDeleted: "Retain", whenScaled: "Retain" },
          template: dataPod(args, place),
          volumeClaimTemplates: [volumeClaim("postgres-data", args.storage)],
        },
      },
      this.keeping(ready),
    );
    this.complete([database], postgresVerify(place, server));
  }
}
