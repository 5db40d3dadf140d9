import type { PhaseJob } from "../core/phaseJob";
import { grpcPort, secretsDir } from "./conventions";
import { restrictedContainer, restrictedPod } from "../core/restricted";
import { verifyScript } from "./verifyScript";

/** A server that a component is verified by, through its Service. */
export interface VerifiedServer {
  /** The Service's name, and the stem of its Pods' label. */
  readonly name: string;
  /** Where and how it is asked, as `verifyScript` says. */
  readonly address: string;
  /** The port of its Pods. */
  readonly podPort: number;
}

/** The files of a component's Secret that it calls its own servers with, as the component's own clients do. */
export interface OwnCertificate {
  readonly secretName: string;
  /** Whose certificate and key: the files `<owner>_tls.pem` and `<owner>_tls.key`. */
  readonly owner: string;
  /** The roots of its servers' certificates: the file `<roots>.pem`. */
  readonly roots: string;
}

export function grpcServer(name: string): VerifiedServer {
  return { name, address: `grpc://${name}:${grpcPort}`, podPort: grpcPort };
}

/**
 * Calls every server through its Service, which sends it to Pods only that pass their readiness probe (of a gRPC server:
 * the kubelet's call of its health service). It gives up on an address after five minutes; what can't even be started
 * should not be waited for much longer.
 */
export function verifyJob(image: string, servers: readonly VerifiedServer[], certificate: OwnCertificate): PhaseJob {
  const { secretName, owner, roots } = certificate;
  return {
    deadlineSeconds: 300 * (servers.length + 1),
    pod: {
      automountServiceAccountToken: false,
      securityContext: restrictedPod(verifyingUser),
      containers: [
        {
          name: "verify",
          image,
          command: ["sh", "-c", verifyScript, "verify", ...servers.map(({ address }) => address)],
          workingDir: secretsDir,
          securityContext: { ...restrictedContainer, readOnlyRootFilesystem: true },
          volumeMounts: [{ name: "certificate", mountPath: secretsDir, readOnly: true }],
        },
      ],
      volumes: [
        {
          name: "certificate",
          secret: {
            secretName,
            defaultMode: readableByGroup,
            // No more of the Secret than this: it can hold the keys of much else.
            items: [
              { key: `${owner}_tls.pem`, path: "tls.pem" },
              { key: `${owner}_tls.key`, path: "tls.key" },
              { key: `${roots}.pem`, path: "roots.pem" },
            ],
          },
        },
      ],
    },
  };
}

/** Any but root; no file of the image belongs to it. */
const verifyingUser = 65_532;
const readableByGroup = 0o440;
