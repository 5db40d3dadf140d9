import * as assert from "node:assert/strict";
import { createColors } from "picocolors";
import { changesText } from "../../../report/terminal/changes";
import { causeDetails, causesText, causeWord, explainedText } from "../../../report/terminal/explain";
import { previewText, type PreviewView } from "../../../report/terminal/preview";
import { plain, width } from "../../../report/terminal/screen";
import type { Cause, ExplainedChange } from "../../../upgrades/explain";
import type { Hop } from "../../../upgrades/planModel";

const change = (name: string, ...causes: Cause[]): ExplainedChange => ({
  op: "update", type: "kubernetes:apps/v1:Deployment", name, urn: `urn:pulumi:p::s::kubernetes:apps/v1:Deployment::${name}`,
  changedPaths: causes.flatMap(({ paths }) => paths), causes, changes: [{ path: "spec.x", before: "1", after: "2" }],
});
const version: Cause = { cause: "version", paths: ["spec.x"] };
const catalog: Cause = { cause: "catalog", items: ["PR-1", "2.0 flag server --x"], paths: ["spec.y"] };
const setting: Cause = { cause: "setting", settings: ["stepwise:halo.x"], paths: ["spec.x"] };
const unexplained: Cause = { cause: "unexplained", paths: ["spec.replicas"] };
const paint = createColors(false);

describe("the causes of changes in the terminal", () => {
  it("stand beside what happens, with what they name, and what is unexplained comes first", () => {
    assert.deepEqual(changesText([change("a", version), change("b", catalog), change("c", unexplained, version)], [], paint), [
      "    ~ update   UNEXPLAINED  Deployment c",
      "                 spec.x  1 → 2",
      "                 ← spec.replicas",
      "    ~ update   version      Deployment a",
      "                 spec.x  1 → 2",
      "    ~ update   catalog      Deployment b",
      "                 spec.x  1 → 2",
      "                 ← PR-1",
    ]);
  });

  it("are left out where nobody has looked", () => {
    assert.deepEqual(changesText([{ ...change("a"), causes: undefined }], [], paint)[0], "    ~ update   Deployment a");
    assert.equal(causeWord(undefined, paint), "");
    assert.equal(causesText([{ causes: undefined }], paint), "");
  });

  it("are red and bold where they are unexplained, and nowhere else", () => {
    const colours = createColors(true);
    assert.equal(causeWord([version, unexplained], colours), colours.red(colours.bold("UNEXPLAINED")));
    assert.equal(causeWord([version, setting], colours), colours.yellow("setting"));
    assert.equal(causeWord([catalog, version], colours), "catalog");
  });

  it("name notes rather than what is listed, each once, settings, and where something is unexplained", () => {
    assert.deepEqual(causeDetails([unexplained, setting, catalog, catalog, version]), ["spec.replicas", "stepwise:halo.x", "PR-1"]);
    assert.deepEqual(causeDetails([{ cause: "catalog", items: ["2.0 flag a --x"], paths: [] }]), ["2.0 flag a --x"]);
  });

  it("are counted by the worst of each change", () => {
    assert.equal(causesText([change("a", version), change("b", version, setting), change("c", version)], paint), "1 setting, 2 version");
  });

  it("fit the page and obey nothing that comes from outside", () => {
    const hostile = "\u001b[2J\u202e";
    const lines = [
      ...explainedText([change(hostile + "x".repeat(200), { cause: "unexplained", paths: [hostile] })], paint),
      ...changesText([change("a", { cause: "setting", settings: [hostile, ..."abcdefghijkl".split("").map((one) => one.repeat(20))], paths: [] })], [], paint),
    ].join("\n").split("\n");
    assert.ok(lines.every((line) => plain(line).length <= width), lines.join("\n"));
    assert.ok(!/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/.test(lines.join("\n")), JSON.stringify(lines));
  });
});

describe("the next update in the terminal, explained", () => {
  const shown = (explained: readonly ExplainedChange[], reasons: PreviewView["reasons"] = [], planned?: Hop) => {
    const steps = explained.map((one) => ({ ...one, result: "succeeded" as const }));
    const outcome = { result: "succeeded", steps, diagnostics: [], violations: [] } as const;
    return previewText({ message: "halo/kingdom 1 → 2", stage: undefined, outcome, planned, reasons }, paint);
  };

  it("counts the causes and lists what no release brings", () => {
    const text = shown([change("a", version), change("b", setting), change("c", unexplained)]);
    assert.match(text, /why +1 UNEXPLAINED, 1 setting, 1 version\n {4}UNEXPLAINED +update +Deployment c\n +spec\.replicas\n/);
    assert.match(text, /\n {4}setting +update +Deployment b\n +stepwise:halo\.x/);
    assert.equal(text.match(/Deployment a/g)!.length, 1, "once, as beside the plan");
    assert.doesNotMatch(shown([]), /why/);
  });

  it("is refused where something has to be accepted, and says how", () => {
    const reason = { id: "unexplained:Deployment/c", kind: "exposure", message: "the update of c", remedy: "accept it" } as const;
    assert.match(shown([change("c", unexplained)], [reason]), /REFUSED\n[^]*unexplained:Deployment\/c[^]*the update of c\.[^]*→ accept it\./);
    assert.match(shown([change("c", unexplained)]), /ALLOWED/);
    const open = [{ ...reason, component: "halo/kingdom" }];
    const told = shown([], [reason], { number: 1, changes: [], offline: false, pointOfNoReturn: [], open, steps: [], diff: [] });
    assert.match(told, /REFUSED/);
    assert.doesNotMatch(told, /accept it/, "the plan has told it");
  });
});
