import type { Clue } from "./diagnosis";

/** What refuses Pods before they exist, as the message of a `FailedCreate` says it. */
export function refusedPod(message: string): Clue {
  const clue = (what: string, cause: string, next: string): Clue => ({ what, detail: `no Pod could be created: ${cause}: ${message}`, next, weight: "cannot start" });
  if (/exceeded quota|must specify (limits|requests)/.test(message)) {
    return clue("exceeded quota", "the namespace's quota has no room for it", "make room in the namespace's ResourceQuota, or raise it, and try again");
  }
  const account = /serviceaccount "([^"]+)" not found/.exec(message)?.[1];
  if (account !== undefined) {
    return clue("no service account", `its service account ${account} does not exist`, `create the service account ${account}, and try again`);
  }
  if (/violates PodSecurity/.test(message)) {
    return clue("PodSecurity", "the namespace's Pod Security level forbids it", "compare the Pod with the namespace's label pod-security.kubernetes.io/enforce");
  }
  if (/admission webhook|ValidatingAdmissionPolicy|denied request/.test(message)) {
    return clue("denied by admission", "an admission policy of the cluster denies it", "ask those who keep the cluster's admission policies, or change what they object to");
  }
  return clue("FailedCreate", "the cluster refuses it", "remove what the message names, and try again");
}

/** Why an image can't be pulled, as registries and runtimes say it. */
export function unpulledImage(what: string, image: string, message: string, where: string): Clue {
  const [cause, next] = imageTroubles.find(([pattern]) => pattern.test(message))?.slice(1) as [string, string] | undefined
    ?? ["it can't be pulled", "see the events, and try to pull it from where the cluster is"];
  return { what, detail: `${where}: image ${image}: ${cause}${message === "" ? "" : `: ${message}`}`, next, weight: "cannot start" };
}

const imageTroubles: readonly (readonly [RegExp, string, string])[] = [
  [/toomanyrequests|\b429\b|rate limit/i, "the registry has had too many requests", "wait, log in with a pull secret, or mirror the image"],
  [/no matching manifest|no match for platform/i, "it is not built for the nodes' architecture", "choose nodes of its architecture, or mirror an image for theirs"],
  [/x509|certificate/i, "the registry's certificate is not trusted", "give the nodes the registry's certificate authority, or mirror the image"],
  [/no such host|i\/o timeout|connection refused|deadline exceeded|network is unreachable/i, "the registry can't be reached from the node",
    "let the nodes reach the registry, or mirror the image where they reach it (`stepwise plan --images` lists all)"],
  [/\b40[13]\b|unauthorized|denied|authentication required|no basic auth/i, "the registry refuses access, or has no such image",
    "see that a pull secret with the right account is in the namespace, and that the image exists in that registry"],
  [/not found|manifest unknown|name unknown|\b404\b/i, "the registry has no such image or tag",
    "see that the release's image is in that registry (`stepwise plan --images` lists what has to be mirrored)"],
  [/InvalidImageName|couldn't parse image/i, "that is no name of an image", "mend the image's name in the stack file"],
];

/** Which Secret, ConfigMap or key a container lacks, as the kubelet's message names it. */
export function missingConfig(message: string): { readonly thing: string; readonly next: string } | undefined {
  const key = /couldn't find key (\S+) in (Secret|ConfigMap) (\S+)/i.exec(message);
  if (key) return { thing: `${key[2]} ${key[3]} has no key ${key[1]}`, next: `add the key ${key[1]} to the ${key[2]} ${key[3]}, and try again` };
  const item = /references non-existent (secret|config) key: (\S+)/i.exec(message);
  const volume = /volume "([^"]+)"/.exec(message)?.[1];
  if (item) {
    const kind = item[1]?.toLowerCase() === "secret" ? "Secret" : "ConfigMap";
    const whose = `${kind}${volume === undefined ? "" : ` of the volume ${volume}`}`;
    return { thing: `the ${whose} has no key ${item[2]}`, next: `add the key ${item[2]} to the ${whose}, and try again` };
  }
  const object = /\b(secret|configmap) "([^"]+)" not found/i.exec(message);
  if (!object) return undefined;
  const kind = object[1]?.toLowerCase() === "secret" ? "Secret" : "ConfigMap";
  return missingObject(kind, object[2]!);
}

export function missingObject(kind: string, name: string): { readonly thing: string; readonly next: string } {
  return { thing: `there is no ${kind} ${name}`, next: `create the ${kind} ${name} in the namespace, and try again` };
}
