import * as assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import * as path from "node:path";
import type { ResourceValidationPolicy, StackValidationPolicy } from "@pulumi/policy";
import { z } from "zod";
import { packConfigJsonSchema } from "../../policies/configSchema";
import { policies } from "../../policies/policies";
import { projectRoot } from "../../releases/projectRoot";
import { changed, deployment, deploymentType, jobType, kingdom, migrateJob, pathsIn, said, saidOfStack, unknownValue, useStack } from "./asking";

const isStackPolicy = (policy: object): policy is StackValidationPolicy => "validateStack" in policy;

describe("every policy of the pack", () => {
  before(() => useStack({ version: "0.5.46" }));

  it("has a name of its own", () => {
    const names = policies.map(({ name }) => name);
    assert.deepEqual([...new Set(names)], names);
    for (const name of names) assert.match(name, /^[a-z]+(-[a-z]+)+$/);
  });

  for (const policy of policies) {
    it(`${policy.name} says what it checks, how bad it is, what to do and where to read on`, () => {
      assert.match(policy.description, /^Checks that [^\n]+\.$/);
      assert.ok(policy.enforcementLevel === "mandatory" || policy.enforcementLevel === "advisory");
      assert.ok(policy.severity !== undefined);
      assert.match(policy.remediationSteps ?? "", /\.$/);
      assert.match(policy.url ?? "", /^https:\/\//);
      assert.ok((policy.tags ?? []).length > 0);
    });

    // An SDK error about an unknown value would turn a mandatory policy into advice.
    it(`${policy.name} is not disarmed by a value that is not known yet, wherever it is`, () => {
      if (isStackPolicy(policy)) {
        const values = pathsIn(kingdom).filter((at) => at[1] === "props" && at.length > 2);
        assert.ok(values.length > 100);
        for (const at of values) saidOfStack(policy, changed(kingdom, at, unknownValue) as typeof kingdom);
        return;
      }
      for (const [type, props] of [[deploymentType, deployment], [jobType, migrateJob], ["stepwise:halo:Kingdom", { version: "0.5.46", namespace: "kingdom" }]] as const) {
        for (const at of pathsIn(props)) ask(policy, type, changed(props, at, unknownValue));
      }
    });
  }

  function ask(policy: ResourceValidationPolicy, type: string, props: object): string[] {
    return said(policy, { type, name: "kingdom", props, config: policy.name === "upgrade-path" ? { installed: {} } : {} });
  }
});

describe("the JSON Schema of the pack's configuration", () => {
  const fits = (config: unknown) => z.fromJSONSchema(packConfigJsonSchema() as z.core.JSONSchema.JSONSchema).safeParse(config).success;

  it("is the one that the policies make now (npm run schema writes it)", () => {
    const written = JSON.parse(readFileSync(path.join(projectRoot, "policies", "config.schema.json"), "utf8")) as unknown;
    assert.deepEqual(written, JSON.parse(JSON.stringify(packConfigJsonSchema())));
  });

  it("takes what the documentation shows", () => {
    const shown = /```json\n([\s\S]*?)```/.exec(readFileSync(path.join(projectRoot, "docs", "policies.md"), "utf8"))?.[1];
    assert.ok(shown !== undefined);
    assert.ok(fits(JSON.parse(shown)));
    assert.ok(fits({ all: "advisory", "job-kept": { enforcementLevel: "mandatory" } }));
    assert.ok(fits({ all: { enforcementLevel: "advisory" } }));
    assert.ok(fits({ "upgrade-path": { installed: { "halo/kingdom": { kind: "complete", deployed: "0.5.46" } } } }));
  });

  for (const [title, config] of [
    ["a policy that there is not", { "image-registy": "advisory" }],
    ["a level that there is not", { "image-registry": "warn" }],
    ["a setting that a policy does not have", { "image-registry": { allow: [] } }],
    ["a setting of another kind", { "image-registry": { allowed: "ghcr.io" } }],
    ["a state without its version", { "upgrade-path": { installed: { "halo/kingdom": { kind: "complete" } } } }],
  ] as const) {
    it(`refuses ${title}`, () => assert.ok(!fits(config)));
  }

  it("is said in full by the documentation: every policy, its level and its settings", () => {
    const text = readFileSync(path.join(projectRoot, "docs", "policies.md"), "utf8");
    for (const { name, enforcementLevel, configSchema } of policies) {
      const row = text.split("\n").find((line) => line.startsWith(`| \`${name}\``)) ?? "";
      assert.ok(row.includes(`| ${enforcementLevel} |`), name);
      for (const setting of Object.keys(configSchema?.properties ?? {})) assert.ok(row.includes(`\`${setting}\``), `${name}.${setting}`);
    }
  });
});
