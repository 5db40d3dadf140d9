import type { StorageConfig } from "../../config/fields";

/** The claim from which a StatefulSet gives each of its Pods a volume that stays. */
export function volumeClaim(name: string, { size, className }: StorageConfig) {
  return {
    metadata: { name },
    spec: {
      accessModes: ["ReadWriteOnce"],
      ...(className !== undefined && { storageClassName: className }),
      resources: { requests: { storage: size } },
    },
  };
}
