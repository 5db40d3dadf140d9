import type { input } from "@pulumi/kubernetes/types";
import type { PodSpec } from "../core/phaseJob";
import { restrictedContainer, restrictedPod } from "../core/restricted";
import { parts } from "./conventions";
import type { DamArgs } from "./dam";
import { dxUser, globalName } from "./dxComponent";
import { binariesClaim } from "./volumes";

/** Where DAM keeps what was uploaded: HCL's documents on its backup. */
export const uploadPath = "/opt/app/upload";

/** DAM's program, with all that it reads and without what makes it a server. */
export function damContainer({ image, release, database, app: { resources } }: DamArgs, name: string): input.core.v1.Container {
  const password = { secretKeyRef: { name: database.secret, key: "password" } };
  return {
    name: parts.dam.suffix,
    image,
    envFrom: [{ configMapRef: { name: globalName(release) } }, { configMapRef: { name } }],
    env: [{ name: "DB_USER", value: database.user }, { name: "DB_PASSWORD", valueFrom: password }],
    resources,
    securityContext: restrictedContainer,
    volumeMounts: [{ name: "binaries", mountPath: uploadPath }],
  };
}

/** A Pod of DAM's: a server, where `container` is one. @param before what the same program runs to its end first */
export function damPod(args: DamArgs, container: input.core.v1.Container, before?: readonly string[]): Omit<PodSpec, "restartPolicy"> {
  return {
    automountServiceAccountToken: false,
    securityContext: restrictedPod(dxUser),
    terminationGracePeriodSeconds: 60,
    ...(before && { initContainers: [{ ...container, name: "migrate", command: [...before] }] }),
    containers: [container],
    volumes: [{ name: "binaries", persistentVolumeClaim: { claimName: binariesClaim(args.release) } }],
  };
}

/** What makes DAM's program a server: where it listens, and how it is asked. */
export function serving({ app: { probes } }: DamArgs): Partial<input.core.v1.Container> {
  const { port } = parts.dam;
  const tcpSocket = { port };
  return {
    ports: [{ name: "http", containerPort: port }],
    // What answers HTTP is not documented; that it listens can be asked.
    readinessProbe: { tcpSocket, ...probes?.readinessProbe },
    livenessProbe: { tcpSocket, ...probes?.livenessProbe },
  };
}
