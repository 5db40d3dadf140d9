import { annotations } from "../../components/core/labels";
import { isRecord, type Properties, type Value } from "../../engines/rehearsal/values";
import type { KubernetesObject } from "../cluster/cluster";
import { withoutManagedFields } from "../cluster/managedFields";
import { liveDifferences, mapLists } from "../status/liveDifferences";

/** The marks that the program puts on an object: whose it is and of which release. */
export function marksOf(asked: Properties): Readonly<Record<string, string>> {
  const metadata = asked["metadata"];
  const said = isRecord(metadata) && isRecord(metadata["annotations"]) ? metadata["annotations"] : {};
  return Object.fromEntries(Object.values(annotations).flatMap((name) => {
    const value = Object.hasOwn(said, name) ? said[name] : undefined;
    return typeof value === "string" ? [[name, value]] : [];
  }));
}

/** A live object as it is once it has the marks, without who owns which field: the state needs none of that. */
export function marked(live: KubernetesObject, asked: Properties): Properties {
  const is = withoutManagedFields(live);
  const marks = { ...live.metadata.annotations, ...marksOf(asked) };
  return { ...is, metadata: { ...is.metadata, ...(Object.keys(marks).length > 0 && { annotations: marks }) } } as unknown as Properties;
}

/** What is asked for, with what is there wherever that is otherwise: what would have been asked for to get what there is. */
export function asItIs(asked: Properties, live: Properties): Properties {
  return Object.fromEntries(Object.entries(asked).flatMap(([key, wanted]): [string, Value][] => {
    const is = Object.hasOwn(live, key) ? live[key] : undefined;
    // Below something else: by themselves some keys are left out of a comparison.
    const [own, other] = [{ below: { [key]: wanted } }, { below: is === undefined ? {} : { [key]: is } }];
    if (liveDifferences(own, other).length === 0) return [[key, wanted]];
    if (isRecord(wanted) && isRecord(is)) return [[key, asItIs(wanted, is)]];
    return is === undefined ? [] : [[key, is]];
  }));
}

/**
 * A live object with what is named in its lists in the order in which it was asked for. The Kubernetes provider finds
 * changes by holding what was asked for against what it has kept of the live object, and there the order of volumes counts.
 * Source: pulumi-kubernetes, provider/pkg/provider/provider.go (Diff).
 */
export function inOrderOf(asked: Properties, live: Properties): Properties {
  return ordered(asked, live, "") as Properties;
}

function ordered(asked: Value | undefined, live: Value, key: string): Value {
  if (isRecord(asked) && isRecord(live)) {
    return Object.fromEntries(Object.entries(live).map(([name, value]) =>
      [name, ordered(Object.hasOwn(asked, name) ? asked[name] : undefined, value, name)]));
  }
  const by = mapLists.get(key);
  if (by === undefined || !isList(asked) || !isList(live)) return live;
  const nameOf = (item: Value): Value | undefined => (isRecord(item) ? item[by] : undefined);
  const named = new Set(asked.map(nameOf));
  return [
    ...asked.flatMap((item) => live.filter((other) => nameOf(other) === nameOf(item)).map((other) => ordered(item, other, ""))),
    ...live.filter((item) => !named.has(nameOf(item))),
  ];
}

function isList(value: Value | undefined): value is readonly Value[] {
  return Array.isArray(value);
}
