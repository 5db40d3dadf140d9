import { z } from "zod";
import type { EngineChoice } from "../automation/openEngine";
import type { PolicyPackRun } from "../engines/engine";
import type { Fault } from "../engines/rehearsal/cluster";
import { readText } from "../releases/load";
import { InputError } from "../releases/problem";
import { checked, parseYaml } from "../releases/yamlFile";
import type { GlobalOptions, RequestOptions } from "./planning";

/** What a command is told about the engine that it works with. */
export interface EngineOptions extends RequestOptions {
  /** The folder of a rehearsal, in the place of a backend and a cluster. */
  readonly rehearsal?: string;
  readonly fail: readonly string[];
  readonly pace: string;
  /** The file with the policy pack's configuration. */
  readonly policyConfig?: string;
}

const policyConfigSchema = z.record(z.string(), z.record(z.string(), z.unknown(), { error: "expected the settings of a policy, such as {enforcementLevel: advisory}" }));

/**
 * What `--policy-config` says, by policy; each policy checks its own settings.
 * @throws InputError
 */
export function policyConfigIn(file: string | undefined): PolicyPackRun["config"] | undefined {
  if (file === undefined) return undefined;
  const yaml = parseYaml(file, readText(file));
  return checked(yaml, policyConfigSchema, yaml.content);
}

/** @throws InputError where an option can't be read, or is one of a rehearsal and there is none */
export function engineChoice(
  { stack, rehearsal, fail, pace, deployed }: EngineOptions, { cwd }: GlobalOptions,
): EngineChoice {
  const ofRehearsal = [["--fail", fail.length > 0], ["--pace", pace !== "0"], ["--deployed", deployed !== undefined]] as const;
  const alone = ofRehearsal.find(([, given]) => given && rehearsal === undefined);
  if (alone) throw wrong(alone[0], "found without --rehearsal, which it belongs to; expected both or neither");
  const seconds = Number(pace);
  if (!(seconds >= 0 && seconds <= 3600)) throw wrong("--pace", `found ${JSON.stringify(pace)}, expected seconds, 0 to 3600`);
  return { stack, cwd, rehearsal, faults: fail.map(faultIn), pace: seconds * 1000 };
}

function faultIn(text: string): Fault {
  const [, component, phase, version] = /^([a-z0-9-]+\/[a-z0-9-]+):(backup|migrate|restore|rollout|verify)(?:@(.+))?$/.exec(text) ?? [];
  if (component === undefined || phase === undefined) {
    throw wrong("--fail", `found ${JSON.stringify(text)}, expected something such as halo/kingdom:migrate or halo/kingdom:migrate@0.5.46`);
  }
  return { component, phase, ...(version !== undefined && { version }) };
}

function wrong(file: string, message: string): InputError {
  return new InputError([{ file, path: "", message }]);
}
