import { Secret } from "@pulumi/kubernetes/core/v1/secret";
import { Role } from "@pulumi/kubernetes/rbac/v1/role";
import { RoleBinding } from "@pulumi/kubernetes/rbac/v1/roleBinding";
import type { Resource } from "@pulumi/pulumi";
import { RandomPassword } from "@pulumi/random/randomPassword";
import type { VersionedComponentOptions } from "../core/versionedComponent";
import { metadata } from "./conventions";
import { duchyShapes } from "./duchy.shape";
import { duchyCloud, generatedCredentials, internalAccount, type DuchyArgs } from "./duchyCloud";
import { duchyNames, duchyPods, type DuchyNames } from "./duchyPods";
import { HaloComponent } from "./haloComponent";
import { fromAnywhere, fromApps, fromRange, toAnywhere, toApps, type PolicySpec } from "./networkPolicies";
import { schemaPod } from "./pods";
import { backupJob, migrateJob, restoreJob } from "./stores";
import { grpcServer } from "./verification";

/**
 * A Duchy: takes part in computations. The herald learns of them from the Kingdom, the scheduler starts mills as Jobs
 * from two PodTemplates, other Duchies and data providers call the two public servers, and the internal API keeps it
 * all in its database.
 */
export class Duchy extends HaloComponent {
  static readonly __pulumiType = "stepwise:halo:Duchy";

  constructor(name: string, args: DuchyArgs, opts: VersionedComponentOptions = {}) {
    const { duchyName } = args;
    super(Duchy.__pulumiType, name, "duchy", args, opts, `${duchyName}-`);
    const shape = this.shapeOf(duchyShapes);
    const cloud = duchyCloud(args, shape);
    const names = duchyNames(duchyName);
    const pods = duchyPods(args, cloud, shape, (repository) => this.image(repository));
    const trusteeMills = shape.internalLoadBalancer ? args.trusteeMillSubnetworkCidrRange : undefined;

    const servers = [
      names.internalApi,
      names.asyncComputationControl,
      names.computationControl,
      names.requisitionFulfillment,
    ].map(grpcServer);

    const foundation = [
      ...cloud.identities.map(({ account, googleAccount }) => this.workloadIdentity(account, googleAccount)),
      ...this.schedulerAccess(names.millJobScheduler, args.namespace),
      ...this.credentials(args),
      ...this.phasePolicies(servers),
      ...policies(names, duchyName, trusteeMills).map((policy) => this.networkPolicy(policy)),
    ];
    const owner = { name, args, serviceAccount: internalAccount };
    const updateSchema = {
      name: `${duchyName}-update-duchy-schema`,
      image: this.image(cloud.images.updateSchema),
      args: cloud.databaseFlags,
    };
    const ready = this.data(foundation, {
      backup: [backupJob(owner, cloud.stores)],
      migrate: [migrateJob(schemaPod(pods.internalApi, updateSchema, this.platform))],
      restore: (backup) => [restoreJob(owner, cloud.stores, backup)],
    });

    const services = [
      this.service({ name: names.asyncComputationControl }),
      this.service({ name: names.computationControl, ...this.external(args.systemApiAddress) }),
      this.service({
        name: names.internalApi,
        annotations: cloud.internalApiAnnotations,
        ...(trusteeMills !== undefined && { type: "LoadBalancer", sourceRanges: [trusteeMills] }),
      }),
      this.service({ name: names.requisitionFulfillment, ...this.external(args.publicApiAddress) }),
    ];
    const mills = [pods.llv2Mill, pods.hmssMill].map((mill) => this.podTemplate(mill, ready, services));
    const internalApi = this.deployment(pods.internalApi, ready, services);
    const computationControl = this.deployment(pods.computationControl, ready, services);
    const workloads = [
      ...mills,
      internalApi,
      computationControl,
      this.deployment(pods.asyncComputationControl, ready, services),
      this.deployment(pods.herald, ready, services, [internalApi]),
      this.deployment(pods.millJobScheduler, ready, services, mills, [internalApi, computationControl]),
      this.deployment(pods.requisitionFulfillment, ready, services, [internalApi]),
      this.cronJob(pods.computationsCleaner, { schedule: "0 * * * *" }, ready, services),
    ];
    this.verify(workloads, servers, { secretName: args.secretName, owner: duchyName, roots: "all_root_certs" });
  }

  /** The scheduler creates mills as Jobs from the PodTemplates, owned by its own Deployment. */
  private schedulerAccess(scheduler: string, namespace: string): Resource[] {
    const role = new Role(
      this.logical(scheduler),
      {
        metadata: metadata(scheduler, namespace),
        rules: [
          { apiGroups: ["batch"], resources: ["jobs"], verbs: ["get", "list", "create", "delete"] },
          { apiGroups: [""], resources: ["podtemplates"], verbs: ["get"] },
          { apiGroups: ["apps"], resources: ["deployments"], verbs: ["get"] },
        ],
      },
      this.child(),
    );
    const account = this.serviceAccount(scheduler);
    const binding = new RoleBinding(
      this.logical(`${scheduler}-binding`),
      {
        metadata: metadata(`${scheduler}-binding`, namespace),
        roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: scheduler },
        subjects: [{ kind: "ServiceAccount", name: scheduler }],
      },
      this.child([role, account]),
    );
    return [role, account, binding];
  }

  /** Generated database credentials. Nothing of the release is among the inputs, so that they outlive all of them. */
  private credentials({ duchyName, database, namespace }: DuchyArgs): Resource[] {
    if (database.postgres?.credentials !== "generated") return [];
    const name = generatedCredentials(duchyName);
    const kept = { ...this.child(), protect: true };
    const password = new RandomPassword(this.logical(name), { length: 32, special: false }, kept);
    const secret = new Secret(
      this.logical(name),
      {
        metadata: metadata(name, namespace),
        stringData: { username: database.postgres.user, password: password.result },
      },
      { ...kept, retainOnDelete: true },
    );
    return [password, secret];
  }
}

function policies(names: DuchyNames, duchyName: string, trusteeMills: string | undefined): PolicySpec[] {
  const policy = (app: string, rules: Omit<PolicySpec, "name" | "app">, name = app) => ({ name, app, ...rules });
  return [
    policy(names.internalApi, {
      ingress: [
        ...(trusteeMills === undefined ? [] : [fromRange(trusteeMills)]),
        fromApps(
          names.herald,
          names.millJobScheduler,
          names.llv2Mill,
          names.hmssMill,
          names.asyncComputationControl,
          names.computationControl,
          names.requisitionFulfillment,
          names.computationsCleaner,
        ),
      ],
      egress: [toAnywhere],
    }),
    policy(names.requisitionFulfillment, { ingress: [fromAnywhere()], egress: [toAnywhere] }),
    policy(
      names.asyncComputationControl,
      { ingress: [fromApps(names.computationControl)], egress: [toApps(names.internalApi)] },
      `${duchyName}-async-computation-controls-server`,
    ),
    policy(names.computationControl, { ingress: [fromAnywhere()], egress: [toAnywhere] }),
    policy(names.millJobScheduler, { egress: [toAnywhere, toApps(names.internalApi, names.computationControl)] }),
    ...[names.llv2Mill, names.hmssMill, names.herald].map((app) => policy(app, { egress: [toAnywhere] })),
    policy(names.computationsCleaner, { egress: [toApps(names.internalApi)] }),
  ];
}
