import { annotations } from "../../components/core/labels";
import { replacingPaths } from "../../engines/rehearsal/replaceFields";
import { readable, joined, type Properties, type Value } from "../../engines/rehearsal/values";
import type { KubernetesObject } from "../cluster/cluster";
import { isSecretName, redacted } from "../cluster/redact";
import { safeLine } from "../cluster/safeText";
import { liveDifferences } from "../status/liveDifferences";
import { managedFields } from "../cluster/managedFields";
import { everything, hasAsked, surplusIn, unionOf } from "./fieldSet";
import type { FieldDifference, ObjectAdoption } from "./model";
import { marksOf } from "./overlay";
import { isManagedElsewhere, isTakenOver, type Owners } from "./owners";

/** An object as the program asks for it, as it is, and as the API server would make it of what is asked. */
export interface Sight {
  readonly asked: Properties;
  readonly live: KubernetesObject;
  readonly tried: KubernetesObject;
}

/** What tells a running object from the one that the program asks for, and whose it is. */
export type Comparison = Pick<ObjectAdoption, "differences" | "surplus" | "others" | "managedElsewhere">;

/**
 * Compares what is asked for, what is there beyond that, and who owns it. What the API server fills in is no difference: it
 * is what it would fill in again.
 */
export function compareObject({ asked, live, tried }: Sight, owners: Owners): Comparison {
  const has = live as unknown as Properties;
  const entries = managedFields(live);
  const [own, foreign] = [entries.filter((one) => isTakenOver(one, owners)), entries.filter((one) => !isTakenOver(one, owners))];
  const set = entries.length === 0 ? everything(has) : unionOf(own);
  return {
    differences: liveDifferences(asked, withMissingMarks(live, asked)).map((one) => shownAt(one.path, one.declared, one.live)),
    surplus: surplusIn(set, asked, has, tried as unknown as Properties)
      .filter(({ path }) => !isMark(path) && !ignored.has(path))
      .map(({ path, otherwise, live: is }) => shownAt(path, otherwise, is)),
    others: [...new Set(foreign.filter(({ subresource }) => !subresource).filter((one) => hasAsked(unionOf([one]), asked))
      .map(({ manager }) => safeLine(manager)))].sort(),
    managedElsewhere: isManagedElsewhere(live, owners),
  };
}

/** Whether an update that brings these about makes another object. */
export function wouldReplace(type: string, { asked }: Pick<Sight, "asked">, differences: readonly FieldDifference[]): boolean {
  const kind = typeof asked["kind"] === "string" ? asked["kind"] : undefined;
  return replacingPaths(type, kind, differences.map(({ path }) => path)).length > 0;
}

/** What kubectl keeps for itself. */
const ignored = new Set([joined("metadata.annotations", "kubectl.kubernetes.io/last-applied-configuration")]);

const marks = new Set(Object.values(annotations).map((name) => joined("metadata.annotations", name)));

function isMark(path: string): boolean {
  return marks.has(path);
}

/** The marks of the component are what adopting adds; another component's stay seen. */
function withMissingMarks(live: KubernetesObject, asked: Properties): Properties {
  const annotated = { ...marksOf(asked), ...live.metadata.annotations };
  return { ...live, metadata: { ...live.metadata, annotations: annotated } } as unknown as Properties;
}

function shownAt(path: string, declared: Value | undefined, live: Value | undefined): FieldDifference {
  // In a list of variables the name stands in brackets: `env[DB_PASSWORD].value`.
  const hidden = isSecretName(path);
  const text = (value: Value | undefined): string | undefined => {
    if (value === undefined || value === null) return undefined;
    if (hidden) return redacted;
    const seen = readable(value);
    return shortened(safeLine(typeof seen === "string" ? seen : JSON.stringify(seen)));
  };
  return { path: safeLine(path), declared: text(declared), live: text(live) };
}

function shortened(line: string): string {
  return line.length <= 120 ? line : `${line.slice(0, 119)}…`;
}
