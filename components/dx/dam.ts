import { StatefulSet } from "@pulumi/kubernetes/apps/v1/statefulSet";
import { PersistentVolumeClaim } from "@pulumi/kubernetes/core/v1/persistentVolumeClaim";
import type { Resource } from "@pulumi/pulumi";
import type { DamConfig } from "../../config/dx";
import { annotations } from "../core/labels";
import { toApps } from "../core/networkPolicies";
import { appLabel, metadata } from "../core/objects";
import type { PhaseJob } from "../core/phaseJob";
import type { MigrationMode } from "../core/phases";
import { postgresBackup, postgresPort, postgresRestore, postgresScripts, type PostgresServer } from "../core/postgres/jobs";
import { postgresRehearsal } from "../core/postgres/rehearsal";
import { checkJob } from "../core/scriptJobs";
import type { VersionedComponentOptions } from "../core/versionedComponent";
import { nameOf } from "./conventions";
import { damContainer, damPod, serving, uploadPath } from "./damPod";
import { DxComponent, dxUser, type ChartSource, type DxArgs } from "./dxComponent";
import type { Claim } from "./values/shape";
import { binariesClaim, sharedClaim } from "./volumes";

export interface DamArgs extends DxArgs, Pick<DamConfig, "preflight" | "binariesClaimName" | "rehearseRestore"> {
  readonly binaries: Claim;
  /** The read-write server of its database. */
  readonly database: PostgresServer;
}

/**
 * Digital Asset Management: servers that share one volume, with the binaries, and a database, which says what they are.
 * Both are backed up as one, since either is worth nothing without the other. DAM owns the schema and brings it to a new
 * release itself: as it starts, in an init container, or in a Job before the roll-out.
 */
export class Dam extends DxComponent {
  static readonly __pulumiType = "stepwise:dx:Dam";

  constructor(name: string, private readonly args: DamArgs, chart: ChartSource, opts: VersionedComponentOptions = {}) {
    super(Dam.__pulumiType, name, "dam", args, postgresScripts, opts);
    // The binaries belong to DAM's user, and PostgreSQL's tools care for none.
    const database = { ...args.database, runAsUser: dxUser };
    const folders = [{ name: "binaries", path: uploadPath, claimName: args.binariesClaimName ?? binariesClaim(args.release) }];
    const ready = this.data(chart ? [this.scripts(), this.chartPolicy()] : this.foundation(), {
      backup: [postgresBackup(this.jobPlace, database, folders)],
      migrate: this.migration(),
      restore: (backup) => [postgresRestore(this.jobPlace, database, backup, folders)],
    });
    const rehearsal = this.rehearsal(args.rehearseRestore, (backup) => postgresRehearsal(this.jobPlace, database, backup), ready);
    const workloads = [...chart ? this.fromChart(chart, ready, this.mode) : this.servers(ready), ...rehearsal];
    this.complete(workloads, checkJob(this.jobPlace, this.answers(answerSeconds)));
  }

  private foundation(): Resource[] {
    const { release, binaries } = this.args;
    const claim = binariesClaim(release);
    return [
      this.scripts(),
      this.config({
        DB_HOST: this.args.database.host,
        DB_PORT: String(postgresPort),
        DB_NAME: this.args.database.database,
        IMAGE_PROCESSOR_HOST: nameOf("image-processor", release),
        RING_API_HOST: nameOf("ring-api", release),
        PORT: String(this.part.port),
      }),
      ...this.policies({ alsoCalls: [toApps(postgresPort, this.args.database.app ?? this.args.database.host)] }),
      this.service({ name: this.app, app: this.app, ports: [{ name: "http", port: this.part.port, targetPort: this.part.port }] }),
      new PersistentVolumeClaim(this.logical(`${claim}-binaries`), sharedClaim(metadata(this.home, claim), binaries), this.keeping()),
    ];
  }

  private migration(): readonly PhaseJob[] {
    const { preflight } = this.args;
    if (preflight?.as !== "job") return [];
    const container = { ...damContainer(this.args, this.app), name: "migrate", command: [...preflight.command] };
    return [{ pod: damPod(this.args, container), deadlineSeconds: 4 * 3600 }];
  }

  /** How its workloads migrate, where no Job does it. */
  private get mode(): MigrationMode | undefined {
    const { preflight } = this.args;
    return preflight === undefined ? "application" : preflight.as === "job" ? undefined : preflight.as;
  }

  private servers(ready: readonly Resource[]): Resource[] {
    const { args } = this;
    const { preflight } = args;
    const server = { ...damContainer(args, this.app), ...serving(args) };
    const marked = this.marked(this.app);
    const { mode } = this;
    const servers = new StatefulSet(
      this.logical(this.app),
      {
        metadata: mode === undefined ? marked : { ...marked, annotations: { ...marked.annotations, [annotations.migration]: mode } },
        spec: {
          ...this.ownReplicas(),
          serviceName: this.app,
          selector: { matchLabels: appLabel(this.app) },
          updateStrategy: { type: "RollingUpdate" },
          template: this.template(damPod(args, server, preflight?.as === "init-container" ? preflight.command : undefined)),
        },
      },
      this.keeping(ready),
    );
    return [servers, ...this.autoscaler("StatefulSet", servers)];
  }
}

/** How long DAM may take until it answers, in seconds: it may migrate its schema as it starts. */
const answerSeconds = 1800;
