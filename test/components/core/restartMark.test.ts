import * as assert from "node:assert/strict";
import * as fc from "fast-check";
import { restartMark, type Readable } from "../../../components/core/restartMark";
import type { PodSpec } from "../../../components/core/phaseJob";

type Pod = Omit<PodSpec, "restartPolicy">;
type Kind = "ConfigMap" | "Secret";

/** A way in which a Pod reads an object of this kind; undefined where the Pod has its name in it and does not read it. */
interface Way {
  readonly kind: Kind | undefined;
  readonly as: string;
  readonly pod: (name: string) => object;
}

const container = (part: object) => ({ containers: [{ name: "main", image: "main", ...part }] });
const one = (valueFrom: object) => container({ env: [{ name: "ONE", valueFrom }] });
const volume = (part: object) => ({ ...container({}), volumes: [{ name: "files", ...part }] });
const ways: readonly Way[] = [
  { kind: "ConfigMap", as: "all of its variables", pod: (name) => container({ envFrom: [{ configMapRef: { name } }] }) },
  { kind: "ConfigMap", as: "one variable", pod: (name) => one({ configMapKeyRef: { name, key: "a" } }) },
  { kind: "ConfigMap", as: "a volume", pod: (name) => volume({ configMap: { name } }) },
  { kind: "ConfigMap", as: "part of a volume", pod: (name) => volume({ projected: { sources: [{ configMap: { name } }] } }) },
  {
    kind: "ConfigMap", as: "variables of an init container",
    pod: (name) => ({ ...container({}), initContainers: [{ name: "first", envFrom: [{ configMapRef: { name } }] }] }),
  },
  { kind: "Secret", as: "all of its variables", pod: (name) => container({ envFrom: [{ secretRef: { name } }] }) },
  { kind: "Secret", as: "one variable", pod: (name) => one({ secretKeyRef: { name, key: "a" } }) },
  { kind: "Secret", as: "a volume", pod: (name) => volume({ secret: { secretName: name } }) },
  { kind: "Secret", as: "part of a volume", pod: (name) => volume({ projected: { sources: [{ secret: { name } }] } }) },
  { kind: undefined, as: "a value, an image and a command", pod: (name) => container({ env: [{ name: "ONE", value: name }], image: name, command: [name] }) },
  { kind: undefined, as: "a claim's volume", pod: (name) => volume({ name, persistentVolumeClaim: { claimName: name } }) },
  { kind: undefined, as: "an account", pod: (name) => ({ ...container({}), serviceAccountName: name }) },
];

const names = ["a", "b", "constructor", "__proto__", "toString"];
const name = fc.constantFrom(...names);
const word = fc.string({ maxLength: 4 });
const data = fc.dictionary(fc.oneof(fc.constantFrom("a", "b", "c"), name), word, { maxKeys: 3 });

/** Objects by name, of both kinds. */
const readable: fc.Arbitrary<Readable> = fc.record({
  configMaps: fc.array(fc.tuple(name, data), { maxLength: 5 }).map((pairs) => new Map(pairs)),
  secretRevisions: fc.array(fc.tuple(name, word), { maxLength: 5 }).map((pairs) => Object.fromEntries(pairs)),
});

/** A Pod that reads in some of these ways, and what it reads. */
interface Reader {
  readonly pod: Pod;
  readonly reads: ReadonlySet<string>;
}
const reader: fc.Arbitrary<Reader> = fc.array(fc.tuple(fc.constantFrom(...ways), name), { maxLength: 4 }).map((parts) => ({
  pod: together(parts.map(([way, read]) => way.pod(read))),
  reads: new Set(parts.flatMap(([{ kind }, read]) => (kind === undefined ? [] : [`${kind}/${read}`]))),
}));

/** One Pod that has all the containers and volumes of these. */
function together(pods: readonly object[]): Pod {
  const all = (field: string) => pods.flatMap((pod) => (pod as Record<string, object[]>)[field] ?? []);
  return { containers: all("containers"), initContainers: all("initContainers"), volumes: all("volumes") } as unknown as Pod;
}

/** What a Pod that reads these finds in them, as one text. */
function found({ reads }: Reader, { configMaps, secretRevisions }: Readable): string {
  const sorted = (map: Readonly<Record<string, string>>) => Object.keys(map).sort().map((key) => [key, map[key]]);
  const read = names.flatMap((each) => [
    ...(reads.has(`ConfigMap/${each}`) && configMaps.has(each) ? [["ConfigMap", each, sorted(configMaps.get(each)!)]] : []),
    ...(reads.has(`Secret/${each}`) && Object.hasOwn(secretRevisions, each) ? [["Secret", each, secretRevisions[each]]] : []),
  ]);
  return JSON.stringify(read);
}

describe("the mark by which Pods are replaced", () => {
  for (const { kind, as, pod } of ways) {
    it(kind === undefined ? `is not there for what has a name as ${as}` : `follows a ${kind} that is read as ${as}, and its namesake not`, () => {
      const mark = (inMap: string, revision: string) =>
        restartMark(pod("x") as Pod, { configMaps: new Map([["x", { a: inMap }]]), secretRevisions: { x: revision } });
      if (kind === undefined) return assert.deepEqual(mark("1", "1"), {});
      const [map, secret] = [mark("2", "1"), mark("1", "2")].map((other) => JSON.stringify(other) !== JSON.stringify(mark("1", "1")));
      assert.deepEqual({ map, secret }, { map: kind === "ConfigMap", secret: kind === "Secret" });
    });
  }

  it("changes exactly when something changes that the Pod reads", () => {
    fc.assert(fc.property(reader, readable, readable, (reading, before, after) => {
      const isSame = found(reading, before) === found(reading, after);
      const marks = [before, after].map((each) => JSON.stringify(restartMark(reading.pod, each)));
      assert.equal(marks[0] === marks[1], isSame, `${found(reading, before)} and ${found(reading, after)}`);
    }), { numRuns: 2000 });
  });

  it("changes with one value of what is read, and with nothing else", () => {
    fc.assert(fc.property(reader, readable, name, word, (reading, before, changed, value) => {
      const old = before.configMaps.get(changed);
      const after: Readable = { ...before, configMaps: new Map([...before.configMaps, [changed, { ...old, a: value }]]) };
      const hasOther = old === undefined || !Object.hasOwn(old, "a") || old["a"] !== value;
      const isOther = JSON.stringify(restartMark(reading.pod, before)) !== JSON.stringify(restartMark(reading.pod, after));
      assert.equal(isOther, reading.reads.has(`ConfigMap/${changed}`) && hasOther);
    }), { numRuns: 1000 });
  });

  it("does not depend on the order in which things are stated", () => {
    fc.assert(fc.property(reader, readable, (reading, { configMaps, secretRevisions }) => {
      const turned = (map: Readonly<Record<string, string>>) => Object.fromEntries(Object.entries(map).reverse());
      const other: Readable = {
        configMaps: new Map([...configMaps].reverse().map(([key, map]) => [key, turned(map)])),
        secretRevisions: turned(secretRevisions),
      };
      assert.deepEqual(restartMark(reading.pod, other), restartMark(reading.pod, { configMaps, secretRevisions }));
    }));
  });

  it("is not there for a Pod that reads nothing of it, and says nothing of what was read", () => {
    fc.assert(fc.property(reader, readable, (reading, all) => {
      const mark = restartMark(reading.pod, all);
      if (found(reading, all) === "[]") return assert.deepEqual(mark, {});
      assert.deepEqual(Object.keys(mark), ["stepwise.dev/config-sha256"]);
      assert.match(Object.values(mark).join(), /^[0-9a-f]{64}$/);
    }));
  });
});
