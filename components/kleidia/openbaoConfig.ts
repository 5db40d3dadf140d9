import type { PlatformConfig } from "../../config/kleidia";
import { openbaoClusterPort, openbaoPort } from "./conventions";

/** The headless Service that gives OpenBao's Pods their names. */
export function internalName(name: string): string {
  return `${name}-internal`;
}

/** The Service of the server that is active; standbys answer some requests with its address only. */
export function activeName(name: string): string {
  return `${name}-active`;
}

/** The names of OpenBao's Pods. */
export function serverNames({ name, servers }: Pick<PlatformConfig, "name" | "servers">): string[] {
  return Array.from({ length: servers }, (_, i) => `${name}-${i}`);
}

/** Where one of OpenBao's Pods is reached, whether it is ready or not. */
export function serverAddress(name: string, server: string): string {
  return `http://${server}.${internalName(name)}:${openbaoPort}`;
}

/** Where a server keeps its data, whichever way it does. */
export const storePath = "/openbao/data";

/**
 * OpenBao's configuration: Raft storage, of which snapshots can be taken, or upstream's files, of which none can; and upstream's
 * static seal. What a server needs to find its peers is written for all of them alike.
 * https://github.com/openbao/openbao/blob/main/website/content/docs/configuration/storage/raft.mdx
 */
export function openbaoConfig(args: Pick<PlatformConfig, "name" | "servers" | "storageBackend" | "unsealKey">): string {
  const peers = args.storageBackend === "file" ? [] : serverNames(args).map((server) => `  retry_join {
    leader_api_addr = "${serverAddress(args.name, server)}"
  }
`);
  return `ui = false

listener "tcp" {
  tls_disable     = true
  address         = "[::]:${openbaoPort}"
  cluster_address = "[::]:${openbaoClusterPort}"
}

storage "${args.storageBackend}" {
  path = "${storePath}"
${peers.join("")}}

seal "static" {
  current_key_id = "${args.unsealKey.id}"
  current_key    = "file:///keys/unseal-${args.unsealKey.id}.key"
}

service_registration "kubernetes" {}
`;
}
