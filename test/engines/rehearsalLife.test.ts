import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import type { Fault } from "../../engines/rehearsal/cluster";
import { RehearsalEngine } from "../../engines/rehearsal/rehearsalEngine";
import { folderStore } from "../../engines/rehearsal/store";
import { installationStates } from "../../gates/installationState";
import { StackFolder, type SmallStack } from "../support/kingdomStack";
import { describeLife } from "./life";

const files = new StackFolder("life");
const folder = mkdtempSync(path.join(tmpdir(), "stepwise-rehearsal-"));
after(() => {
  files.remove();
  rmSync(folder, { recursive: true, force: true });
});

describeLife("rehearsal", () => {
  let faults: readonly Fault[] = [];
  // Opened anew each time, so that what one process leaves behind is what the next one finds.
  const engine = () => new RehearsalEngine({ stack: "life", store: folderStore(folder), faults });
  const run = (stack: SmallStack) => ({ configFile: files.write(stack), message: `halo ${stack.version}` });
  return Promise.resolve({
    up: (stack) => engine().up(run(stack)),
    preview: (stack) => engine().preview(run(stack)),
    kingdom: async () => installationStates(await engine().state()).get("halo/kingdom") ?? { kind: "absent" },
    breakPhase: (phase, version) => { faults = [{ component: "halo/kingdom", phase, version }]; },
    heal: () => { faults = []; },
    forgetJobs: async () => {
      const store = folderStore(folder);
      for (const key of Object.keys(store.cluster.objects)) if (key.startsWith("batch/v1/Job/")) Reflect.deleteProperty(store.cluster.objects, key);
      store.save();
      await engine().refresh(run({ version: "0.5.46" }));
    },
  });
});
