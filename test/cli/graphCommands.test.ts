import * as assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { graphDiff } from "../../cli/graphDiff";
import { graphLint } from "../../cli/graphLint";
import type { Finding, Silenced } from "../../upgrades/lint";
import type { GraphsDiff } from "../../upgrades/graphDiff";
import { InputError } from "../../releases/problem";
import { catalogYaml, changed } from "../support/catalogYaml";

/** Runs a command in this process, on files in a folder of its own; what it prints is kept. */
async function ran(files: Readonly<Record<string, string>>, command: (folder: string) => Promise<void>): Promise<Ended> {
  const folder = mkdtempSync(path.join(tmpdir(), "stepwise-graph-"));
  for (const [name, content] of Object.entries(files)) writeFileSync(path.join(folder, name), content);
  const { write } = process.stdout;
  const written: string[] = [];
  process.stdout.write = (text: string | Uint8Array): boolean => {
    written.push(String(text));
    return true;
  };
  try {
    await command(folder);
    return { code: Number(process.exitCode), output: written.join("") };
  } finally {
    process.stdout.write = write;
    process.exitCode = undefined;
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Ended {
  readonly code: number;
  readonly output: string;
}

const chain = (upgrade: string): string => `apiVersion: k0rdent.mirantis.com/v1beta1
kind: ServiceTemplateChain
metadata: { name: app, namespace: ns }
spec:
  supportedTemplates:
    - name: app-1-0-0
      availableUpgrades: [{ name: ${upgrade}, version: 1.1.0 }]
    - name: app-1-1-0
`;
interface Report {
  readonly schema: string;
  readonly findings: readonly Finding[];
  readonly silenced: readonly Silenced[];
}

describe("graph lint", () => {
  const lint = (text: string, options: Partial<Parameters<typeof graphLint>[1]> = {}, silences = "") =>
    ran({ "graph.yaml": text, "silences.yaml": silences }, (folder) => graphLint(path.join(folder, "graph.yaml"), {
      format: "k0rdent", ...options,
      ...(silences === "" ? {} : { silence: path.join(folder, "silences.yaml") }),
    }));

  it("ends well where nothing is wrong, and with code 1 and the line where something is", async () => {
    assert.deepEqual((await lint(chain("app-1-1-0"))).code, 0);
    const { code, output } = await lint(chain("app-9-9-9"), { json: true });
    const { schema, findings } = JSON.parse(output) as Report;
    const [dangling] = findings;
    assert.deepEqual([code, schema, dangling?.id, dangling?.line], [1, "stepwise/lint/v1", "dangling-target:app-1-0-0:app-9-9-9@ns/app", 7]);
  });

  it("accepts what is silenced, with a reason, and says what need not be any more", async () => {
    const silences = '- { id: "dangling-target:app-1-0-0:app-9-9-9@ns/app", reason: it comes tomorrow }\n- { id: "cycle:a,b", reason: old }\n';
    const { code, output } = await lint(chain("app-9-9-9"), { json: true }, silences);
    const { findings, silenced } = JSON.parse(output) as Report;
    assert.deepEqual([code, silenced.map(({ reason }) => reason)], [0, ["it comes tomorrow"]]);
    assert.ok(findings.some(({ id }) => id === "silence-unused:cycle:a,b") && findings.every(({ severity }) => severity !== "error"));
  });

  it("writes SARIF", async () => {
    const { output } = await lint(chain("app-9-9-9"), { sarif: true });
    const { version, runs } = JSON.parse(output) as { version: string; runs: { results: { ruleId: string }[] }[] };
    assert.deepEqual([version, runs[0]!.results[0]!.ruleId], ["2.1.0", "dangling-target"]);
  });

  it("reads a catalog of ours with its own silences", async () => {
    const wrong = changed(catalogYaml, "\ndowngrades", '\n  - { from: "9.0.0", to: "*", source: docs }\ndowngrades');
    const format = "stepwise";
    const found = await lint(wrong, { format });
    assert.match(found.output, /range-matches-nothing:upgrade:9\.0\.0:\*:from {2}\(line 12, upgrades\[1\]\.from\)/);
    const { output } = await lint(`${wrong}lint:\n  - { id: "range-matches-nothing:upgrade:9.0.0:*:from", reason: soon }\n`, { format });
    assert.match(output, /silenced soon\n +range-matches-nothing/);
  });
});

describe("graph diff", () => {
  const diff = (before: string, after: string, options: Partial<Parameters<typeof graphDiff>[2]> = {}) =>
    ran({ "old.yaml": before, "new.yaml": after }, (folder) =>
      graphDiff(path.join(folder, "old.yaml"), path.join(folder, "new.yaml"), { format: "k0rdent", ...options }));

  it("ends with code 2 where something is lost, and well where nothing is", async () => {
    assert.equal((await diff(chain("app-1-1-0"), chain("app-1-1-0"))).code, 0);
    const { code, output } = await diff(chain("app-1-1-0"), chain("app-9-9-9"), { json: true });
    const { schema, breaking, graphs } = JSON.parse(output) as GraphsDiff;
    assert.deepEqual([code, schema, breaking, graphs[0]!.stranded[0]!.release], [2, "stepwise/graph-diff/v1", true, "app-1-0-0"]);
    assert.equal((await diff(chain("app-1-1-0"), chain("app-9-9-9"), { deployed: "app-1-1-0, " })).code, 0);
  });

  it("judges one component of a catalog, and knows which there are", async () => {
    const after = changed(catalogYaml, "reversible: true", "reversible: false");
    const codeOf = async (component: string): Promise<number> =>
      (await diff(catalogYaml, after, { format: "stepwise", component })).code;
    assert.deepEqual([await codeOf("core"), await codeOf("worker")], [2, 0]);
    await assert.rejects(codeOf("cor"), (error) => error instanceof InputError && /found cor, expected one of core, worker/.test(error.message));
    await assert.rejects(diff(chain("a"), chain("a"), { component: "core" }), /expected none: the format k0rdent has no components/);
  });
});
