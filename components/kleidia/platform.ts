import { StatefulSet } from "@pulumi/kubernetes/apps/v1/statefulSet";
import { ServiceAccount } from "@pulumi/kubernetes/core/v1/serviceAccount";
import { Role } from "@pulumi/kubernetes/rbac/v1/role";
import { RoleBinding } from "@pulumi/kubernetes/rbac/v1/roleBinding";
import type { input } from "@pulumi/kubernetes/types";
import { log, type Resource } from "@pulumi/pulumi";
import type { PlatformConfig } from "../../config/kleidia";
import { annotations } from "../core/labels";
import { fromApps, toAnywhere, toApps, toCluster } from "../core/networkPolicies";
import { metadata, phasesApp } from "../core/objects";
import { checkJob } from "../core/scriptJobs";
import { ScriptedComponent } from "../core/scriptedComponent";
import type { VersionedComponentOptions } from "../core/versionedComponent";
import { volumeClaim } from "../core/volumeClaim";
import type { KleidiaArgs } from "./args";
import { openbaoClusterPort, openbaoPort, system } from "./conventions";
import { activeName, internalName, openbaoConfig, serverNames } from "./openbaoConfig";
import { stopperName } from "./openbaoFileJobs";
import { openbaoBackup, openbaoRestore, openbaoScripts, openbaoSetup, setupScripts } from "./openbaoJobs";
import { fileStorageWarnings } from "./openbaoProblems";
import { platformPod } from "./platformPod";
import { platformVerification, replacerName, replaceScript, verifyScript } from "./verification";

export type PlatformArgs = Omit<PlatformConfig, keyof KleidiaArgs> & KleidiaArgs;

/**
 * OpenBao, which keeps keys and secrets: servers that share their data by Raft, or one that has it in files.
 *
 * Kubernetes replaces none of its Pods by itself (`OnDelete`): standbys have to go first and the active server last, each
 * only when the one before is unsealed again. The verification begins with that. Servers go on while a snapshot is
 * restored; the services are kept away by the network policy instead. A server with files is stopped for it.
 */
export class Platform extends ScriptedComponent {
  static readonly __pulumiType = "stepwise:kleidia:Platform";

  constructor(name: string, args: PlatformArgs, opts: VersionedComponentOptions = {}) {
    const scripts = [...openbaoScripts(args), ...(args.setup ? setupScripts : []), replaceScript, verifyScript];
    super(Platform.__pulumiType, name, args, scripts, opts);
    const hasFiles = args.storageBackend === "file";
    for (const warning of fileStorageWarnings(args)) void log.warn(warning, this);
    const place = this.jobPlace;
    const clients = [phasesApp(system, "platform"), phasesApp(system, "services"), ...(this.isClosed ? [] : ["backend"])];
    const config = { "openbao.hcl": openbaoConfig(args) };
    const configName = `${args.name}-config`;
    const ports = [{ name: "http", port: openbaoPort, targetPort: openbaoPort }];
    const foundation = [
      this.scripts(),
      this.configMap(configName, config),
      ...this.accounts(args),
      this.service({ name: args.name, app: args.name, ports }),
      ...(hasFiles ? [] : [this.service({ name: activeName(args.name), app: args.name, ports, also: { "openbao-active": "true" } })]),
      this.service({
        name: internalName(args.name),
        app: args.name,
        ports: [...ports, { name: "https-internal", port: openbaoClusterPort, targetPort: openbaoClusterPort }],
        headless: true,
      }),
      this.networkPolicy({
        app: args.name,
        ingress: [fromApps(openbaoPort, args.name, ...clients), fromApps(openbaoClusterPort, args.name)],
        egress: [toAnywhere],
      }),
      this.phasePolicy(toApps(openbaoPort, args.name), toCluster),
    ];
    const ready = this.data(foundation, {
      backup: [openbaoBackup(place, args)],
      migrate: [],
      restore: (backup) => [openbaoRestore(place, args, backup)],
    });
    const marked = this.marked(args.name);
    // OpenBao reads its configuration as it starts.
    const template = this.restarting(platformPod(args, configName), new Map([[configName, config]]));
    const servers = new StatefulSet(
      this.logical(args.name),
      {
        // A server updates the data that it finds as it starts.
        metadata: { ...marked, annotations: { ...marked.annotations, [annotations.migration]: "application" } },
        spec: {
          serviceName: internalName(args.name),
          podManagementPolicy: "Parallel",
          replicas: hasFiles ? this.replicas(args.servers) : args.servers,
          updateStrategy: { type: "OnDelete" },
          selector: { matchLabels: { app: args.name } },
          persistentVolumeClaimRetentionPolicy: { whenDeleted: "Retain", whenScaled: "Retain" },
          template,
          volumeClaimTemplates: [volumeClaim("data", args.storage)],
        },
      },
      this.keeping(ready),
    );
    this.complete([servers, ...this.setUp(args, [servers])], checkJob(place, platformVerification(args, template)));
  }

  /** Runs once, however many releases follow, so that nothing needs a token that may do everything to stay. */
  private setUp(args: PlatformArgs, after: readonly Resource[]): Resource[] {
    if (!args.setup) return [];
    const { tokenSecretName } = args.setup;
    return [this.sideJob("setup", tokenSecretName, openbaoSetup(this.jobPlace, args, tokenSecretName), after)];
  }

  /** Who OpenBao is for the cluster, which may label its own Pods as active or standby, and who may replace them. */
  private accounts(args: PlatformArgs): Resource[] {
    const { name } = args;
    const pods = { apiGroups: [""], resources: ["pods"], resourceNames: serverNames(args) };
    return [
      ...this.account(name, [{ ...pods, verbs: ["get", "update", "patch"] }]),
      ...this.account(replacerName(name), [
        { ...pods, verbs: ["get", "delete"] },
        { apiGroups: ["apps"], resources: ["statefulsets"], resourceNames: [name], verbs: ["get"] },
      ]),
      ...(args.storageBackend === "raft" ? [] : this.account(stopperName(name), [
        { ...pods, verbs: ["get"] },
        { apiGroups: ["apps"], resources: ["statefulsets/scale"], resourceNames: [name], verbs: ["get", "patch"] },
      ])),
    ];
  }

  private account(name: string, rules: input.rbac.v1.PolicyRule[]): Resource[] {
    const head = metadata(this.home, name);
    const roleRef = { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name };
    const subjects = [{ kind: "ServiceAccount", name, namespace: this.home.namespace }];
    return [
      new ServiceAccount(`${this.logical(name)}-account`, { metadata: head }, this.child()),
      new Role(`${this.logical(name)}-role`, { metadata: head, rules }, this.child()),
      new RoleBinding(`${this.logical(name)}-role-binding`, { metadata: head, roleRef, subjects }, this.child()),
    ];
  }
}
