import { StatefulSet } from "@pulumi/kubernetes/apps/v1/statefulSet";
import { PersistentVolumeClaim } from "@pulumi/kubernetes/core/v1/persistentVolumeClaim";
import type { Resource } from "@pulumi/pulumi";
import type { CoreConfig } from "../../config/dx";
import { foldersBackup, foldersRehearsal, foldersRestore, foldersScripts } from "../core/folderJobs";
import { annotations } from "../core/labels";
import { fromApps, toAnywhere } from "../core/networkPolicies";
import { appLabel, metadata, phasesApp } from "../core/objects";
import type { MigrationMode } from "../core/phases";
import { checkJob } from "../core/scriptJobs";
import type { VersionedComponentOptions } from "../core/versionedComponent";
import { system } from "./conventions";
import { corePod, profilePath } from "./corePod";
import { DxComponent, dxUser, globalName, type ChartSource, type DxArgs } from "./dxComponent";
import type { MergedValues } from "./values/shape";
import { ownClaim, profileClaim, sharedClaim } from "./volumes";

export interface CoreArgs extends DxArgs, Pick<CoreConfig, "credentialsSecretName" | "profileClaimName" | "rehearseRestore"> {
  readonly values: Pick<MergedValues, "volumes" | "probes" | "networking">;
  /** Whether Core brings the schema of its database to a new release by itself; otherwise whoever runs the database has. */
  readonly migratesItsDatabase: boolean;
}

/**
 * DX Core: servers that share one volume, the profile, and use a database that is not ours. The profile is backed up here;
 * the database by whoever runs it, who confirms it before the hop. Going back, an older Core finds the profile of its own
 * release on the volume, and the database as it was left, unless both are restored.
 */
export class Core extends DxComponent {
  static readonly __pulumiType = "stepwise:dx:Core";

  constructor(name: string, private readonly args: CoreArgs, chart: ChartSource, opts: VersionedComponentOptions = {}) {
    super(Core.__pulumiType, name, "core", args, foldersScripts, opts);
    const profile = { name: "profile", path: profilePath, claimName: args.profileClaimName ?? profileClaim(args.release) };
    const job = { image: args.tools.image, user: dxUser, folders: [profile] };
    const ready = this.data(chart ? [this.scripts(), this.chartPolicy()] : this.foundation(), {
      backup: [foldersBackup(this.jobPlace, job)],
      migrate: [],
      restore: (backup) => [foldersRestore(this.jobPlace, job, backup)],
    });
    const rehearsal = this.rehearsal(args.rehearseRestore, (backup) => foldersRehearsal(this.jobPlace, job, backup), ready);
    const mode = args.migratesItsDatabase ? "application" : "operator";
    const workloads = [...chart ? this.fromChart(chart, ready, mode) : this.servers(mode, ready), ...rehearsal];
    const { contextRoot, home } = args.values.networking.core;
    this.complete(workloads, checkJob(this.jobPlace, this.answers(answerSeconds, `/${contextRoot}/${home}`)));
  }

  private foundation(): Resource[] {
    const { release, global, values: { networking, volumes } } = this.args;
    const { profile } = volumes.core;
    const callers = this.isClosed ? [] : this.callers();
    return [
      this.scripts(),
      this.configMap(globalName(release), global),
      this.config({
        CONTEXT_ROOT: networking.core.contextRoot,
        HOME_PATH: networking.core.home,
        PERSONALIZED_HOME_PATH: networking.core.personalizedHome,
      }),
      this.networkPolicy({
        app: this.app,
        ingress: [fromApps(this.part.port, phasesApp(system, "core"), this.app, ...callers)],
        // Its database and its directory of users, whose addresses nobody can list.
        egress: [toAnywhere],
      }),
      this.chartPolicy(),
      this.service({ name: this.app, app: this.app, ports: [{ name: "http", port: this.part.port, targetPort: this.part.port }] }),
      new PersistentVolumeClaim(
        this.logical(profileClaim(release)), sharedClaim(metadata(this.home, profileClaim(release)), profile), this.keeping(),
      ),
    ];
  }

  private servers(mode: MigrationMode, ready: readonly Resource[]): Resource[] {
    const { args } = this;
    const marked = this.marked(this.app);
    const { probes, volumes } = args.values;
    const start = probes.core.startupProbe;
    const replicas = args.app.autoscaler?.maxReplicas ?? args.app.replicas;
    // Servers are replaced one after the other, and each may apply a fix to the profile before it is ready.
    const seconds = (start.initialDelaySeconds + start.failureThreshold * start.periodSeconds) * Math.max(1, replicas);
    const servers = new StatefulSet(
      this.logical(this.app),
      {
        metadata: { ...marked, annotations: { ...marked.annotations, [annotations.migration]: mode } },
        spec: {
          ...this.ownReplicas(),
          serviceName: this.app,
          selector: { matchLabels: appLabel(this.app) },
          updateStrategy: { type: "RollingUpdate" },
          persistentVolumeClaimRetentionPolicy: { whenDeleted: "Retain", whenScaled: "Retain" },
          template: this.template(corePod(args, this.app, this.part.port)),
          volumeClaimTemplates: [ownClaim("tranlog", volumes.core.tranlog), ownClaim("log", volumes.core.log)],
        },
      },
      { ...this.keeping(ready), customTimeouts: { create: `${seconds}s`, update: `${seconds}s` } },
    );
    return [servers, ...this.autoscaler("StatefulSet", servers)];
  }
}

/** How long Core may take until it answers once it is ready, in seconds. */
const answerSeconds = 1800;
