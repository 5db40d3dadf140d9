import { execFileSync } from "node:child_process";
import { coerce } from "semver";
import { z } from "zod";
import { namespace, type StackFile } from "../config/stack";
import { InputError } from "../releases/problem";

const answer = z.looseObject({ serverVersion: z.looseObject({ gitVersion: z.string() }) });

/**
 * The version of Kubernetes that a stack's cluster runs, as kubectl is told it: `v1.31.2-gke.1014001`.
 * @throws InputError where the stack names no cluster, it can't be reached, or it runs another minor than the stack states
 */
export function liveKubernetes({ yaml, settings: { cluster } }: StackFile): string {
  const { context, kubeconfig, kubernetes: stated } = cluster;
  const problem = (message: string): InputError => {
    const at = ["config", `${namespace}:cluster`];
    return new InputError([{ file: yaml.file, line: yaml.lineOf(at), path: yaml.pathOf(at), message }]);
  };
  if (context === undefined && kubeconfig === undefined) throw problem("found neither context nor kubeconfig, expected the cluster that --live asks");
  const named = [...(context === undefined ? [] : ["--context", context]), ...(kubeconfig === undefined ? [] : ["--kubeconfig", kubeconfig])];
  const live = askKubectl(named, problem);
  if (stated !== undefined && minorOf(stated) !== minorOf(live)) {
    throw problem(`found kubernetes ${JSON.stringify(stated)}, and the cluster runs ${live}; expected the stack file to say what is so`);
  }
  return live;
}

function askKubectl(named: readonly string[], problem: (message: string) => InputError): string {
  let printed: string;
  try {
    printed = execFileSync("kubectl", ["version", "--output", "json", "--request-timeout", "15s", ...named], {
      encoding: "utf8", stdio: ["ignore", "pipe", "pipe"], timeout: 30_000,
    });
  } catch (error) {
    const { code, stderr, message } = error as { code?: unknown; stderr?: string; message: string };
    throw problem(code === "ENOENT" ? "there is no kubectl on the path, which --live asks the cluster with"
      : `the cluster can't be asked: ${(stderr ?? message).trim().split("\n").at(-1)}`);
  }
  const parsed = answer.safeParse(jsonOf(printed));
  if (!parsed.success) throw problem("kubectl did not say which version the cluster runs");
  return parsed.data.serverVersion.gitVersion;
}

function minorOf(version: string): string {
  const { major, minor } = coerce(version) ?? { major: 0, minor: 0 };
  return `${major}.${minor}`;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
