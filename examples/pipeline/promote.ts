// Brings stacks to where their files want them, one after the other: each is previewed, moved along exactly what was
// previewed, and verified before the next one begins. See README.md beside this file.
import { parseArgs } from "node:util";
import { InputError, preview, upgrade, verify, type Rehearsal } from "stepwise";

const { values } = parseArgs({
  options: {
    stacks: { type: "string" }, folder: { type: "string", default: process.cwd() },
    rehearsal: { type: "string" }, deployed: { type: "string" },
  },
});

/** Whether a stack has reached its end, and was verified there. */
async function promoted(stack: string, folder: string, rehearsal: Rehearsal | undefined): Promise<boolean> {
  const { report, isAllowed, reviewed } = await preview({ stack, folder, rehearsal });
  for (const { changes } of report.plan.hops) {
    console.log(`${stack}: ${changes.map(({ component, from, to }) => `${component} ${from ?? "nothing"} → ${to}`).join(", ")}`);
  }
  if (!isAllowed || !reviewed) {
    const open = [...report.plan.components.flatMap(({ reasons }) => reasons), ...report.reasons];
    console.error(`${stack} may not go on: ${open.map(({ message, remedy }) => `${message}; ${remedy}`).join("\n  ") || "see `stepwise preview`"}`);
    return false;
  }
  const run = await upgrade({
    // What the preview has put in place is there already.
    stack, folder, plan: reviewed, rehearsal: rehearsal && { folder: rehearsal.folder },
    onEvent: (event) => {
      if (event.event === "up-started") console.log(`${stack}: ${event.message}`);
    },
  });
  if (run.result !== "reached") {
    console.error([`${stack}: ${run.result}`, ...run.reasons.map(({ message }) => message), ...run.next].join("\n  "));
    return false;
  }
  const { result } = await verify({ stack, folder, rehearsal: rehearsal && { folder: rehearsal.folder } });
  console.log(`${stack}: verification ${result}`);
  return result === "passed";
}

async function main(): Promise<void> {
  const { stacks = "", folder, rehearsal, deployed } = values;
  const where = rehearsal === undefined ? undefined : { folder: rehearsal, deployed };
  for (const stack of stacks.split(",")) {
    if (await promoted(stack, folder, where)) continue;
    process.exitCode = 2;
    return;
  }
}

main().catch((error: unknown) => {
  if (!(error instanceof InputError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
});
