import { collectGoals } from "../../engines/rehearsal/collect";
import { InputError } from "../../releases/problem";
import { withHopFile } from "../hopFile";
import type { Goals } from "./known";

/**
 * What the program asks for with a stack file, run in this process. Undefined where it can't be run with that, as where a
 * release needs another setting.
 * @param text of the stack file; it may say so too that there is none
 */
export async function goalsWith(stack: string, text: () => string): Promise<Goals | undefined> {
  try {
    const goals = await withHopFile(stack, text(), (file) => collectGoals(stack, file));
    return new Map(goals.map((goal) => [goal.urn, goal]));
  } catch (error) {
    if (error instanceof InputError) return undefined;
    throw error;
  }
}
