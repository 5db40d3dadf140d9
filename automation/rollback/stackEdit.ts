import { isDeepStrictEqual } from "node:util";
import { declaredComponents, type DeclaredComponent } from "../../config/components";
import { namespace, parseStackFile, type StackFile } from "../../config/stack";
import type { ReturnedFrom } from "../../config/versioned";
import { InputError } from "../../releases/problem";
import { parseYaml, pathText } from "../../releases/yamlFile";
import { blockPath, editableCopy, type Goal } from "../hopFile";
import { editedTexts, type Assignment } from "./editText";
import { valueAt, withValue } from "./plainValue";

/** What a rollback writes into the reviewed stack file. */
export interface StackEdit {
  /** Where components are to be, and what from; a component that is not named stays as it is declared. */
  readonly goals: ReadonlyMap<string, Goal>;
  /** Settings that get another value. @default - none */
  readonly restored?: readonly Assignment[] | undefined;
}

/**
 * The text of a stack file after a rollback. Every line that it has nothing to do with stays as it is, byte for byte, where
 * the file's layout can be kept.
 * @throws InputError where the file is no stack file, or shares by anchors what has to change alone
 */
export function editedStack(file: string, text: string, { goals, restored = [] }: StackEdit): string {
  const stack = parseStackFile(file, text);
  const declared = declaredComponents(stack.settings);
  const assignments = [...goalAssignments(stack, declared, goals), ...restored];
  if (assignments.length === 0) return text;
  const expected = assignments.reduce((content, { at, value }) => withValue(content, at, value), stack.yaml.content);
  // What contains comes before what is contained.
  const blocks = [...declared.map(blockPath), ...assignments.map(({ at }) => at.slice(0, -1))];
  const above = blocks.flatMap((at) => at.map((_, i) => at.slice(0, i + 1))).sort((a, b) => a.length - b.length);
  const document = editableCopy(stack, above);
  const made = editedTexts(text, stack.yaml.document, document, assignments).find((one) => says(file, one, expected));
  if (made !== undefined) return made;
  throw new InputError([{
    file: stack.yaml.file, path: "",
    message: "found anchors (&, *) by which settings share a value, expected each written out, so that one can go back " +
      "without the others; it should say " + assignments.map(({ at, value }) => `${pathText(at)}: ${value === undefined ? "(nothing)" : JSON.stringify(value)}`).join(", "),
  }]);
}

/** The fewest changes after which the stack file says the goals. */
function goalAssignments({ yaml }: StackFile, declared: readonly DeclaredComponent[], goals: ReadonlyMap<string, Goal>): Assignment[] {
  const wanted = ({ id, version }: DeclaredComponent): string => goals.get(id)?.version ?? version;
  return [...new Set(declared.map(({ system }) => system))].flatMap((system): Assignment[] => {
    const members = declared.filter((one) => one.system === system);
    const inheriting = members.filter((one) => valueAt(yaml.content, [...blockPath(one), "version"]) === undefined);
    // Where all that inherit it move alike, it is the system's version that moves; else each that moves says its own.
    const [common, ...others] = [...new Set(inheriting.map(wanted))];
    const moved = common !== undefined && others.length === 0 && inheriting.some(({ version }) => version !== common) ? common : undefined;
    return [
      ...(moved === undefined ? [] : [{ at: ["config", `${namespace}:${system}`, "version"], value: moved }]),
      ...members.flatMap((one): Assignment[] => {
        const goal = goals.get(one.id);
        if (!goal) return [];
        const at = (key: string): string[] => [...blockPath(one), key];
        const said = inheriting.includes(one) ? moved ?? one.version : one.version;
        return [
          ...(said === goal.version ? [] : [{ at: at("version"), value: goal.version }]),
          ...(sameReturn(one.returnedFrom, goal.returnedFrom) ? [] : [{ at: at("returnedFrom"), value: goal.returnedFrom }]),
          ...(one.stage === goal.stage ? [] : [{ at: at("stage"), value: goal.stage }]),
        ];
      }),
    ];
  });
}

function sameReturn(a: ReturnedFrom | undefined, b: ReturnedFrom | undefined): boolean {
  return a?.version === b?.version && a?.restore === b?.restore;
}

function says(file: string, text: string, expected: unknown): boolean {
  try {
    return isDeepStrictEqual(plain(parseYaml(file, text).content), plain(expected));
  } catch (error) {
    if (error instanceof InputError) return false;
    throw error;
  }
}

/** As it is in JSON: what is undefined is not there. */
function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}
