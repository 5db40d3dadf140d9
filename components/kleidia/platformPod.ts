import type { PlatformConfig } from "../../config/kleidia";
import { appLabel, partOf } from "../core/objects";
import { restrictedContainer, restrictedPod } from "../core/restricted";
import { readableByGroup } from "../core/scriptJobs";
import { openbaoClusterPort, openbaoPort, system } from "./conventions";
import { internalName, storePath } from "./openbaoConfig";

/** The number of the user `openbao` in its image. */
export const openbaoUser = 100;

/** OpenBao's Pod: a server that unseals itself, with the volume that it keeps its part of the data on. */
export function platformPod(args: PlatformConfig, configMapName: string) {
  const { name, unsealKey } = args;
  const ofPod = (variable: string, fieldPath: string) => ({ name: variable, valueFrom: { fieldRef: { fieldPath } } });
  const keyFile = `unseal-${unsealKey.id}.key`;
  return {
    metadata: {
      labels: { ...partOf(system), ...appLabel(name), "app.kubernetes.io/name": "openbao" },
    },
    spec: {
      serviceAccountName: name,
      securityContext: restrictedPod(openbaoUser),
      terminationGracePeriodSeconds: 30,
      affinity: {
        podAntiAffinity: {
          preferredDuringSchedulingIgnoredDuringExecution: [
            { weight: 100, podAffinityTerm: { labelSelector: { matchLabels: appLabel(name) }, topologyKey: "kubernetes.io/hostname" } },
          ],
        },
      },
      containers: [
        {
          name: "openbao",
          image: args.image,
          command: ["bao", "server", "-config=/openbao/config/openbao.hcl"],
          ports: [{ name: "http", containerPort: openbaoPort }, { name: "https-internal", containerPort: openbaoClusterPort }],
          env: [
            ofPod("POD_NAME", "metadata.name"),
            // With these it labels its Pod as active or standby.
            ofPod("BAO_K8S_POD_NAME", "metadata.name"),
            ofPod("BAO_K8S_NAMESPACE", "metadata.namespace"),
            { name: "BAO_RAFT_NODE_ID", value: "$(POD_NAME)" },
            { name: "BAO_ADDR", value: `http://127.0.0.1:${openbaoPort}` },
            { name: "BAO_API_ADDR", value: `http://$(POD_NAME).${internalName(name)}:${openbaoPort}` },
            { name: "BAO_CLUSTER_ADDR", value: `https://$(POD_NAME).${internalName(name)}:${openbaoClusterPort}` },
          ],
          // A server that was not initialised yet counts as ready: who initialises it has to reach it. A sealed one doesn't.
          readinessProbe: {
            httpGet: { path: "/v1/sys/health?standbyok=true&uninitcode=204", port: openbaoPort },
            periodSeconds: 5,
            timeoutSeconds: 3,
          },
          resources: { requests: { cpu: "250m", memory: "256Mi" }, limits: { memory: "512Mi" } },
          securityContext: { ...restrictedContainer, readOnlyRootFilesystem: true },
          volumeMounts: [
            { name: "data", mountPath: storePath },
            { name: "config", mountPath: "/openbao/config", readOnly: true },
            { name: "unseal-key", mountPath: "/keys", readOnly: true },
            { name: "tmp", mountPath: "/tmp" },
          ],
        },
      ],
      volumes: [
        { name: "config", configMap: { name: configMapName } },
        {
          name: "unseal-key",
          secret: { secretName: unsealKey.secretName, defaultMode: readableByGroup, items: [{ key: keyFile, path: keyFile }] },
        },
        { name: "tmp", emptyDir: {} },
      ],
    },
  };
}
