import { declaredComponents } from "../../config/components";
import { namespace as ours, type StackFile, type StackSettings } from "../../config/stack";
import { InputError, type Problem } from "../../releases/problem";
import type { PlatformFacts } from "../../upgrades/change";
import { ClusterError, type Cluster } from "./cluster";
import { clusterOf } from "./kubectl";
import { liveServers } from "./liveServers";
import { podsIn } from "./pods";
import { factsLabel, probeFacts } from "./probeFacts";

/**
 * A stack file with what its cluster says laid over what it states: the versions of Kubernetes and of servers that run beside
 * the stack's components, and the facts that probes have put there. The file itself is not changed.
 * @param cluster whom to ask. @default - the cluster that the stack names
 * @throws InputError where the stack names no cluster, it can't be asked, or it says otherwise than the stack file
 */
export async function withLiveFacts(stack: StackFile, cluster = clusterOf(stack.settings.cluster)): Promise<StackFile> {
  const { settings } = stack;
  if (cluster === undefined) {
    throw new InputError([problemAt(stack, "cluster", [], "found neither context nor kubeconfig, expected the cluster that --live asks")]);
  }
  const { platform, facts } = await asked(cluster, stack);
  const problems = [
    ...Object.entries(platform).flatMap(([name, live]) => {
      const stated = settings.cluster[name as keyof PlatformFacts];
      return stated === undefined || live === undefined || agree(name, stated, live) ? []
        : [problemAt(stack, "cluster", [name], `found ${name} ${JSON.stringify(stated)}, and the cluster runs ${live}; ${correct}`)];
    }),
    ...Object.entries(facts).flatMap(([fact, live]) => {
      const stated = Object.hasOwn(settings.facts, fact) ? settings.facts[fact] : undefined;
      return stated === undefined || stated === live ? []
        : [problemAt(stack, "facts", [fact], `found ${JSON.stringify(stated)}, and a probe in the cluster found ${JSON.stringify(live)}; ${correct}`)];
    }),
  ];
  if (problems.length > 0) throw new InputError(problems);
  return { ...stack, settings: { ...settings, cluster: { ...settings.cluster, ...platform }, facts: { ...settings.facts, ...facts } } };
}

const correct = "expected the stack file to say what is so";

async function asked(cluster: Cluster, stack: StackFile) {
  try {
    const kubernetes = await cluster.version();
    const places = namespacesOf(stack.settings);
    const pods = [];
    const configMaps = [];
    for (const namespace of places) {
      pods.push(...podsIn(await cluster.list({ kinds: ["pods"], namespace })));
      configMaps.push(...await cluster.list({ kinds: ["configmaps"], namespace, selector: factsLabel }));
    }
    return { platform: { ...liveServers(pods), kubernetes } satisfies PlatformFacts, facts: probeFacts(configMaps) };
  } catch (error) {
    if (error instanceof ClusterError) throw new InputError([problemAt(stack, "cluster", [], `the cluster can't be asked: ${error.message}`)]);
    throw error;
  }
}

/** The namespaces of a stack's components, each once: of a component's own block, or of the system's. */
export function namespacesOf(settings: StackSettings): string[] {
  const found = declaredComponents(settings).flatMap(({ system, path }) => {
    let block: unknown = settings[system as keyof StackSettings];
    let place = namespaceIn(block);
    for (const key of path) {
      block = property(block, key);
      place = namespaceIn(block) ?? place;
    }
    return place === undefined ? [] : [place];
  });
  return [...new Set(found)].sort();
}

function namespaceIn(block: unknown): string | undefined {
  const said = property(block, "namespace");
  return typeof said === "string" ? said : undefined;
}

function property(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null && Object.hasOwn(value, key) ? (value as Record<string, unknown>)[key] : undefined;
}

/** PostgreSQL's major is what others depend on, of Kubernetes and OpenBao the minor; as far as both name it. */
function agree(platform: string, stated: string, live: string): boolean {
  const parts = (version: string): string[] => /\d+(?:\.\d+)*/.exec(version)?.[0].split(".") ?? [];
  const [said, is] = [parts(stated), parts(live)];
  const depth = Math.min(platform === "postgresql" ? 1 : 2, said.length, is.length);
  return depth > 0 && said.slice(0, depth).every((part, i) => part === is[i]);
}

function problemAt({ yaml }: StackFile, key: string, below: readonly string[], message: string): Problem {
  const at = ["config", `${ours}:${key}`, ...below];
  return { file: yaml.file, line: yaml.lineOf(at), path: yaml.pathOf(at), message };
}
