import * as assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import * as path from "node:path";
import * as fc from "fast-check";
import { hopText, type Goal } from "../../automation/hopFile";
import { declaredComponents } from "../../config/components";
import { parseStackFile, readStackFile, type StackFile } from "../../config/stack";
import { stages } from "../../config/versioned";
import { projectRoot } from "../../releases/projectRoot";
import { stackText } from "../support/kingdomStack";

const stacks = ["staging", "prod", "halo-dev"];
const read = (stack: string) => readStackFile(projectRoot, stack);
/** Lines, but for the spaces inside brackets. */
const linesOf = (text: string) => text.split("\n").map((line) => line.replace(/([[{]) | ([\]}])/g, "$1$2"));
const reviewedLines = (stack: string) => linesOf(readFileSync(path.join(projectRoot, `Pulumi.${stack}.yaml`), "utf8"));
const small = (given: Parameters<typeof stackText>[0]) => parseStackFile("Pulumi.small.yaml", stackText(given));
const declaredIn = ({ settings }: StackFile) => declaredComponents(settings);
const asDeclared = (file: StackFile) =>
  new Map<string, Goal>(
    declaredIn(file).map(({ id, version, returnedFrom, stage }) => [
      id,
      { version, ...(returnedFrom && { returnedFrom }), ...(stage && { stage }) },
    ]),
  );
const hop = (file: StackFile, goals: ReadonlyMap<string, Goal>, install?: readonly string[]) =>
  parseStackFile(file.file, hopText(file, declaredIn(file), goals, install && { install }));

/** Where every component of a stack is to be: anywhere, in any stage, returned or not, or not there. */
const goalsFor = (file: StackFile): fc.Arbitrary<ReadonlyMap<string, Goal>> => {
  const version = fc.constantFrom("0.5.22", "0.5.46", "1.10", "2024.10", "1.0.0-rc.1+b", "on");
  const goal = fc.record(
    {
      version,
      returnedFrom: fc.record(
        { version, restore: fc.constantFrom("b-20260101T000000Z", "x: y # z") },
        { requiredKeys: ["version"], noNullPrototype: true },
      ),
      stage: fc.constantFrom(...stages),
    },
    { requiredKeys: ["version"], noNullPrototype: true },
  );
  return fc
    .tuple(...declaredIn(file).map(({ id }) => fc.option(goal).map((one) => [id, one] as const)))
    .map((all) => new Map(all.flatMap(([id, one]) => (one === null ? [] : [[id, one] as const]))));
};

/** A stack's settings without what a hop may change. */
function rest(file: StackFile): unknown {
  const without = (value: unknown): unknown => {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
    return Object.fromEntries(
      Object.entries(value)
        .filter(([key]) => !["version", "returnedFrom", "stage"].includes(key))
        .map(([key, inner]) => [key, without(inner)]),
    );
  };
  return without(file.yaml.content);
}

describe("the stack file of a hop", () => {
  for (const stack of stacks) {
    it(`leaves every line of Pulumi.${stack}.yaml but the versions as it is, comments included`, () => {
      const file = read(stack);
      const lines = linesOf(hopText(file, declaredIn(file), asDeclared(file)));
      const isVersion = (line: string) => /^ +version: "?[\d.]+"?$/.test(line);
      assert.deepEqual(
        lines.filter((line) => !isVersion(line)),
        reviewedLines(stack).filter((line) => !isVersion(line)),
      );
    });

    it(`says of Pulumi.${stack}.yaml's components exactly the goals, and of everything else what was reviewed (property)`, () => {
      const file = read(stack);
      fc.assert(
        fc.property(goalsFor(file), (goals) => {
          const text = hopText(file, declaredIn(file), goals);
          const made = parseStackFile(file.file, text);
          assert.deepEqual(asDeclared(made), goals);
          if (goals.size === declaredIn(file).length) assert.deepEqual(rest(made), rest(file));
          // A copy of the copy with the same goals is the copy.
          assert.equal(hopText(made, declaredIn(made), goals), text);
        }),
        { numRuns: 60 },
      );
    });

    it(`of Pulumi.${stack}.yaml changes only lines of versions, returns and stages between two goals`, () => {
      const file = read(stack);
      fc.assert(
        fc.property(goalsFor(file), (some) => {
          const goals = new Map([...asDeclared(file)].map(([id, goal]) => [id, some.get(id) ?? goal]));
          const others = (lines: readonly string[]) =>
            lines.filter((line) => !/^ +(version|returnedFrom|restore|stage): ?/.test(line));
          assert.deepEqual(others(linesOf(hopText(file, declaredIn(file), goals))), others(reviewedLines(stack)));
        }),
        { numRuns: 60 },
      );
    });
  }

  it("does not touch the reviewed file, or what was read of it", () => {
    const file = small({ version: "0.5.45", duchies: { worker1: "0.5.45" } });
    const before = String(file.yaml.document);
    hopText(file, declaredIn(file), new Map([["halo/kingdom", { version: "0.5.46", stage: "quiesce" }]]), {
      install: ["halo/kingdom"],
    });
    assert.equal(String(file.yaml.document), before);
  });

  it("keeps the system's own version, which is the destination", () => {
    const file = small({ version: "0.5.46", duchies: { worker1: "0.5.46" } });
    const made = hop(
      file,
      new Map([
        ["halo/kingdom", { version: "0.5.44" }],
        ["halo/duchy-worker1", { version: "0.5.45" }],
      ]),
    );
    assert.equal(made.settings.halo?.version, "0.5.46");
    assert.deepEqual(
      declaredIn(made).map(({ version }) => version),
      ["0.5.44", "0.5.45"],
    );
  });

  it("takes a return and a stage out again where the goal has none", () => {
    const file = small({ version: "0.5.45", returnedFrom: { version: "0.5.46", restore: "b-1" }, stage: "restore" });
    const made = hop(file, new Map([["halo/kingdom", { version: "0.5.46" }]]));
    assert.deepEqual(asDeclared(made), new Map([["halo/kingdom", { version: "0.5.46" }]]));
  });

  it("does not mix an old return with a new one", () => {
    const file = small({ version: "0.5.45", returnedFrom: { version: "0.5.46", restore: "b-1" } });
    const made = hop(file, new Map([["halo/kingdom", { version: "0.5.44", returnedFrom: { version: "0.5.45" } }]]));
    assert.deepEqual(declaredIn(made)[0]!.returnedFrom, { version: "0.5.45" });
  });

  it("leaves out a component that is not there yet", () => {
    const file = small({ version: "0.5.45", duchies: { worker1: "0.5.45", worker2: "0.5.45" } });
    const made = hop(file, new Map([["halo/duchy-worker2", { version: "0.5.45" }]]));
    assert.deepEqual(
      declaredIn(made).map(({ id }) => id),
      ["halo/duchy-worker2"],
    );
  });

  it("writes a version as text, also where it looks like a number", () => {
    const file = small({ version: "0.5.45" });
    for (const version of ["1.10", "2024", "0x10", "1e3", "true", "null", "~"]) {
      assert.equal(declaredIn(hop(file, new Map([["halo/kingdom", { version }]])))[0]!.version, version);
    }
  });

  it("states installations only where it is asked to, and keeps every other permit", () => {
    const file = small({ version: "0.5.45", permits: { install: ["halo/reporting"], rerun: ["halo/kingdom"] } });
    const goals = new Map([["halo/kingdom", { version: "0.5.45" }]]);
    assert.deepEqual(hop(file, goals).settings.permits, file.settings.permits);
    assert.deepEqual(hop(file, goals, ["halo/kingdom"]).settings.permits, {
      ...file.settings.permits,
      install: ["halo/kingdom"],
    });
  });

  it("states installations in a stack that has no permits at all", () => {
    const file = parseStackFile("Pulumi.small.yaml", "config:\n  stepwise:facts: {}\n");
    assert.deepEqual(hop(file, new Map(), ["halo/kingdom"]).settings.permits.install, ["halo/kingdom"]);
  });

  it("keeps what is not ours: encryption, other projects' settings, secrets", () => {
    const text =
      "secretsprovider: passphrase\nencryptionsalt: v1:abc=:v1:def # ours\nconfig:\n  kubernetes:context: x\n" +
      "  stepwise:facts: {}\n  other:key:\n    secure: v1:Zm9vYmFy:xyz==\n";
    const file = parseStackFile("Pulumi.small.yaml", text);
    assert.equal(hopText(file, [], new Map()), text);
  });

  it("does not break a long line", () => {
    const text = `config:\n  other:a: ${"some words ".repeat(12).trim()}\n`;
    assert.equal(hopText(parseStackFile("Pulumi.small.yaml", text), [], new Map()), text);
  });

  it("goes through a component that is written as an alias of another", () => {
    const text = stackText({ version: "0.5.45", duchies: { worker1: "0.5.45" } }).replace(
      /("worker1": )(\{[^{}]*(\{[^{}]*(\{[^{}]*\}[^{}]*)*\}[^{}]*)*\})/,
      '$1&w $2, "worker2": *w',
    );
    const file = parseStackFile("Pulumi.small.yaml", text);
    const made = hopText(
      file,
      declaredComponents(file.settings),
      new Map([
        ["halo/kingdom", { version: "0.5.45" }],
        ["halo/duchy-worker1", { version: "0.5.45" }],
        ["halo/duchy-worker2", { version: "0.5.46" }],
      ]),
    );
    assert.deepEqual(
      declaredComponents(parseStackFile("Pulumi.small.yaml", made).settings).map(({ version }) => version),
      ["0.5.45", "0.5.45", "0.5.46"],
    );
  });
});
