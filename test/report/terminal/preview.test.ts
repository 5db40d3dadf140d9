import * as assert from "node:assert/strict";
import { createColors } from "picocolors";
import type { Step } from "../../../engines/engine";
import type { Hop } from "../../../upgrades/planModel";
import { previewText, type PreviewView } from "../../../report/terminal/preview";
import { plain } from "../../../report/terminal/screen";

const step = (op: Step["op"], name: string, ...changedPaths: string[]): Step =>
  ({ op, urn: `urn:pulumi:prod::stepwise::kubernetes:apps/v1:Deployment::${name}`, type: "kubernetes:apps/v1:Deployment", name, changedPaths, result: "succeeded" });
const text = (steps: readonly Step[], more: Partial<PreviewView> = {}, outcome: Partial<PreviewView["outcome"]> = {}): string =>
  previewText({ message: "halo/kingdom 1 → 2", stage: undefined, planned: undefined, reasons: [], ...more, outcome: { result: "succeeded", steps, diagnostics: [], violations: [], ...outcome } }, createColors(false));

const hopOf = (diff: Hop["diff"]): Hop => ({ number: 1, changes: [], offline: false, pointOfNoReturn: [], open: [], steps: [], diff });

describe("the next update in the terminal, as the engine previewed it", () => {
  it("is counted, and all of it is the plan's where it is", () => {
    const steps = [step("update", "a", "spec.template"), step("same", "b"), step("create", "c")];
    const shown = text(steps, { planned: hopOf(steps) });
    assert.match(shown, /^Next: halo\/kingdom 1 → 2 +ALLOWED\n {2}the engine +1 to create, 1 to update; 1 resource the same\n/);
    assert.match(shown, /beside the plan +nothing/);
    assert.match(text([step("same", "b")]), /nothing to change; 1 resource the same/);
  });

  it("names what is not the plan's, with what changes there", () => {
    const shown = text([step("update", "a", "spec.template"), step("delete", "d")], { planned: hopOf([step("delete", "d")]) });
    assert.match(shown, /beside the plan +1 operation\n +update +Deployment a +spec\.template/);
    assert.doesNotMatch(shown, /Deployment d/);
  });

  it("breaks a long path between its names", () => {
    const shown = text([step("update", "a", "spec.template.spec.initContainers[0].securityContext.allowPrivilegeEscalation")]);
    assert.match(shown, / spec\.template\.spec\.initContainers\[0\]\.\n +securityContext\.allowPrivilegeEscalation$/);
  });

  it("does not count stopped servers as something else, in the stage that stops them", () => {
    const steps = [step("update", "a", "spec.replicas")];
    assert.match(text(steps, { stage: "quiesce" }), /beside the plan +nothing/);
    assert.match(text(steps), /beside the plan +1 operation/);
  });

  it("says what speaks against it, and obeys none of it", () => {
    const hostile = "\u001b[2J\u0007gone\u202e";
    const shown = text([], {}, {
      result: "failed", violations: [{ policy: "upgrade-path", enforcement: "mandatory", message: `2.0 is no next release ${hostile}` }, { policy: "labels", enforcement: "advisory", message: "no owner" }],
      diagnostics: [{ severity: "error", message: hostile }],
    });
    assert.match(shown, /REFUSED\n[^]*✗ policy upgrade-path +2\.0 is no next release[^]*! policy labels +no owner/);
    assert.ok(!/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/.test(plain(shown)), JSON.stringify(shown));
  });
});
