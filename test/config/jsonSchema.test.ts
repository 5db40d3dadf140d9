import * as assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import * as path from "node:path";
import { stackJsonSchema } from "../../config/jsonSchema";
import { projectRoot } from "../../releases/projectRoot";

describe("the JSON Schema of stack files", () => {
  it("is the one that the reading schema makes now (npm run schema writes it)", () => {
    const written = JSON.parse(readFileSync(path.join(projectRoot, "config", "stack.schema.json"), "utf8")) as unknown;
    assert.deepEqual(written, JSON.parse(JSON.stringify(stackJsonSchema())));
  });

  it("knows the keys as a stack file writes them", () => {
    const { properties } = stackJsonSchema() as { properties: { config: { properties: Record<string, unknown> } } };
    assert.deepEqual(Object.keys(properties.config.properties), ["stepwise:cluster", "stepwise:permits", "stepwise:facts", "stepwise:channel", "stepwise:rollout", "stepwise:demands", "stepwise:notify", "stepwise:elsewhere", "stepwise:halo", "stepwise:kleidia", "stepwise:dx"]);
  });
});
