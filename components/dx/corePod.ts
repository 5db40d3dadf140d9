import { restrictedContainer, restrictedPod } from "../core/restricted";
import type { CoreArgs } from "./core";
import { dxUser, globalName } from "./dxComponent";
import type { Probe } from "./values/shape";
import { profileClaim } from "./volumes";

/** Where DX Core's servers have the profile that they share. */
export const profilePath = "/opt/HCL/wp_profile";

/** What HCL's documents name as the page that a live server answers. */
const livePath = "/ibm/console";

/** DX Core's Pod: one server on the profile that all of them share, with logs of its own. */
export function corePod({ image, release, credentialsSecretName, app, values: { probes } }: CoreArgs, name: string, port: number) {
  const { livenessProbe, readinessProbe, startupProbe } = probes.core;
  const probe = ({ customProbeURL, ...times }: Probe) => ({ httpGet: { path: customProbeURL || livePath, port }, ...times });
  const credential = (name: string, key: string) => ({ name, valueFrom: { secretKeyRef: { name: credentialsSecretName, key } } });
  return {
    automountServiceAccountToken: false,
    securityContext: restrictedPod(dxUser),
    // Transactions are ended and written down.
    terminationGracePeriodSeconds: 300,
    containers: [
      {
        name: "core",
        image,
        ports: [{ name: "http", containerPort: port }],
        envFrom: [{ configMapRef: { name: globalName(release) } }, { configMapRef: { name } }],
        env: [credential("WAS_USER", "username"), credential("WAS_PASSWORD", "password")],
        startupProbe: probe(startupProbe),
        readinessProbe: probe(readinessProbe),
        livenessProbe: probe(livenessProbe),
        resources: app.resources,
        securityContext: restrictedContainer,
        volumeMounts: [
          { name: "profile", mountPath: profilePath },
          { name: "tranlog", mountPath: "/opt/HCL/tranlog" },
          { name: "log", mountPath: "/opt/HCL/logs" },
        ],
      },
    ],
    volumes: [{ name: "profile", persistentVolumeClaim: { claimName: profileClaim(release) } }],
  };
}
