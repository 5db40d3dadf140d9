import type { UpOptions } from "./up";

/**
 * How each option of `up --stacks` is passed on to the run of one stack; `own`: it is not, or not as it is. Whoever adds
 * an option has to say so here, so that none is forgotten for many stacks that holds for one.
 */
const passedOn: Readonly<Record<keyof UpOptions, "value" | "values" | "switch" | "own">> = {
  facts: "value", cost: "value", pace: "value", onFailure: "value", soak: "value", policyConfig: "value",
  fail: "values", climbAgain: "values",
  live: "switch", retry: "switch",
  stack: "own", stacks: "own", wave: "own", concurrency: "own", plan: "own", json: "own", rehearsal: "own", deployed: "own",
};

/** What is said of `up` for all stacks, for one of them. */
export function stackFlags(options: UpOptions): string[] {
  return (Object.keys(passedOn) as (keyof UpOptions)[]).flatMap((name) => {
    const flag = `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
    const value = options[name];
    if (value === undefined || passedOn[name] === "own") return [];
    if (passedOn[name] === "switch") return value === true ? [flag] : [];
    return [value].flat().map((one) => `${flag}=${String(one)}`);
  });
}
