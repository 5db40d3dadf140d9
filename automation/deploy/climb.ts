import type { StackFile } from "../../config/stack";
import { declaredComponents } from "../../config/components";
import type { Engine } from "../../engines/engine";
import type { InstallationState } from "../../upgrades/installationState";
import type { Hop } from "../../upgrades/planModel";
import type { Reason } from "../../upgrades/reason";
import { climbReasons, climbTime, returnUndone } from "../rollback/climb";
import { returnCommitted } from "../rollback/committed";
import { pastUpdates } from "../rollback/pastUpdates";

/** Why a hop may not be climbed: it would undo a rollback that nobody has committed. The history and git are asked where it might. */
export function climbReasonsFor(stack: StackFile, engine: Engine, meant: readonly string[]) {
  return async (hop: Hop, states: ReadonlyMap<string, InstallationState>): Promise<readonly Reason[]> => {
    const reasons: Reason[] = [];
    for (const { component, to, returnedFrom } of hop.changes) {
      const climber = { component, state: states.get(component) ?? { kind: "absent" as const }, wanted: to, returnedFrom };
      const undone = returnUndone(climber);
      if (!undone || meant.includes(component)) continue;
      const declared = declaredComponents(stack.settings).find(({ id }) => id === component)!;
      const since = climbTime(pastUpdates(await engine.history()), component, undone);
      const committed = returnCommitted({ file: stack.file, component: declared, returnedFrom: undone, since });
      reasons.push(...climbReasons(climber, committed, meant));
    }
    return reasons;
  };
}
