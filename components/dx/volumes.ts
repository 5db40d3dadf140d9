import type { Claim } from "./values/shape";

/** DX Core's shared volume. */
export function profileClaim(release: string): string {
  return `${release}-core-profile`;
}

/** DAM's shared volume. */
export function binariesClaim(release: string): string {
  return `${release}-digital-asset-management`;
}

/** A volume that all Pods of an application write to. @param metadata the claim's */
export function sharedClaim<Metadata>(metadata: Metadata, claim: Claim) {
  return { metadata, spec: claimSpec(claim, "ReadWriteMany") };
}

/** The claim from which a StatefulSet gives each of its Pods a volume that stays. */
export function ownClaim(name: string, claim: Claim) {
  return { metadata: { name }, spec: claimSpec(claim, "ReadWriteOnce") };
}

function claimSpec({ storageClassName, requests, volumeName, selector }: Claim, accessMode: string) {
  return {
    accessModes: [accessMode],
    ...(storageClassName !== "" && { storageClassName }),
    resources: { requests },
    ...(volumeName !== undefined && { volumeName }),
    ...(selector !== undefined && { selector }),
  };
}
