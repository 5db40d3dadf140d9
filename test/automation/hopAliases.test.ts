import * as assert from "node:assert/strict";
import { hopText } from "../../automation/hopFile";
import { declaredComponents } from "../../config/components";
import { parseStackFile } from "../../config/stack";
import { stackText } from "../support/kingdomStack";

const aliased = stackText({ version: "0.5.45", duchies: { worker1: "0.5.45" } }).replace(
  /("worker1": )(\{[^{}]*(\{[^{}]*(\{[^{}]*\}[^{}]*)*\}[^{}]*)*\})/,
  '$1&w $2, "worker2": *w',
);

describe("the stack file of a hop whose components share a block", () => {
  it("goes through an alias of a component that is not there yet", () => {
    const file = parseStackFile("Pulumi.small.yaml", aliased);
    const goals = new Map([
      ["halo/kingdom", { version: "0.5.45" }],
      ["halo/duchy-worker2", { version: "0.5.46" }],
    ]);
    const made = parseStackFile("Pulumi.small.yaml", hopText(file, declaredComponents(file.settings), goals));
    assert.deepEqual(
      declaredComponents(made.settings).map(({ id, version }) => [id, version]),
      [
        ["halo/kingdom", "0.5.45"],
        ["halo/duchy-worker2", "0.5.46"],
      ],
    );
  });
});
