import * as path from "node:path";
import type { RegisterResourceRequest, RegisterResourceResponse } from "@pulumi/pulumi/proto/resource_pb";
import { namespace } from "../../config/stack";
import { InputError } from "../../releases/problem";
import { projectRoot } from "../../releases/projectRoot";
import { configText } from "./configuration";
import { goalOf, type Goal } from "./goal";
import { loadLazily } from "./lazyModules";
import { objectKey } from "./decide";
import type { Properties } from "./values";

/** The part of the SDK's monitor that a program which only registers resources asks for. */
interface RegisteringMonitor {
  registerResource(request: RegisterResourceRequest, answer: (error: Error | null, response: RegisterResourceResponse) => void): void;
  registerResourceOutputs(request: unknown, answer: Answer): void;
  registerResourceHook(request: unknown, answer: Answer): void;
}

type Answer = (error: Error | null, response: object) => void;

let last: Promise<unknown> = Promise.resolve();

/** What was asked for lately, by stack and configuration: the program makes the same of the same. */
const collected = new Map<string, readonly Goal[]>();
/** A plan with its diffs, and why an `up` of it changes what it changes, ask about hardly more. */
const mostCollected = 16;

/**
 * What the program asks for with a stack file: every resource, before anything is decided about it. The program is run
 * in this process, with a monitor that says yes to everything, so that asking for several goal states loads it once.
 * One at a time, since the SDK knows one engine.
 * @throws InputError
 */
export function collectGoals(stack: string, configFile: string): Promise<readonly Goal[]> {
  const turn = last.then(() => collect(stack, configFile));
  last = turn.catch(() => undefined);
  return turn;
}

async function collect(stack: string, configFile: string): Promise<readonly Goal[]> {
  const config = configText(configFile);
  const key = JSON.stringify([stack, config]);
  const goals = collected.get(key) ?? await evaluated(stack, configFile, config);
  collected.delete(key);
  collected.set(key, goals);
  const [oldest] = collected.keys();
  if (collected.size > mostCollected && oldest !== undefined) collected.delete(oldest);
  return goals;
}

async function evaluated(stack: string, configFile: string, config: Readonly<Record<string, string>>): Promise<readonly Goal[]> {
  loadLazily();
  const { runtime } = await import("@pulumi/pulumi");
  const proto = await import("@pulumi/pulumi/proto/resource_pb");
  const goals: Goal[] = [];
  await runtime.setMocks({ newResource: () => ({ id: "", state: {} }), call: () => ({}) }, namespace, stack, false);
  const monitor = runtime.getMonitor() as unknown as RegisteringMonitor;
  monitor.registerResourceHook = (_, answer) => answer(null, {});
  monitor.registerResourceOutputs = (_, answer) => answer(null, {});
  monitor.registerResource = (request, answer) => {
    const goal = goalOf(request, stack, namespace);
    goals.push(goal);
    const response = new proto.RegisterResourceResponse();
    response.setUrn(goal.urn);
    if (goal.custom) response.setId(idOf(goal.inputs));
    response.setObject(request.getObject());
    answer(null, response);
  };
  runtime.setAllConfig({ ...config });
  // The SDK makes more than one promise of what the program throws, and nobody waits for all of them.
  const thrown: unknown[] = [];
  try {
    await runtime.runInPulumiStack(async () => {
      const program = path.join(projectRoot, "dist", "index.js");
      // The program is its module's side effects, so it has to be loaded anew.
      // eslint-disable-next-line @typescript-eslint/no-dynamic-delete
      delete require.cache[program];
      return import(program).catch((error: unknown) => { thrown.push(error); return {}; }) as Promise<Record<string, unknown>>;
    });
    await runtime.disconnect();
    if (thrown.length > 0) throw thrown[0];
  } catch (error) {
    throw new InputError([{ file: configFile, path: "", message: error instanceof Error ? error.message : String(error) }]);
  }
  return goals;
}

function idOf(inputs: Properties): string {
  return objectKey(inputs)?.split("/").slice(-2).join("/") ?? "collected";
}
