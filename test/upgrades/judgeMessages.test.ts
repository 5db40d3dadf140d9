import * as assert from "node:assert/strict";
import { ids } from "../support/catalogs";
import { absent, adopted, ask, back, complete, demo, incomplete, unknown } from "../support/judging";

describe("what a refusal says", () => {
  it("has its own words for a fresh install, an adopted one, an unfinished roll-out and an unknown version", () => {
    const reasons = [absent, adopted("1.0.0"), incomplete("1.0.0"), unknown].map(
      (state) => ask(state, "1.1.0").reasons,
    );
    assert.ok(reasons.every((all) => all.length === 1));
    const only = reasons.flat();
    assert.deepEqual(ids(only), ["install-not-stated", "adopt-as-it-is", "unfinished", "deployed-unknown"]);
    for (const part of ["id", "message", "remedy"] as const)
      assert.equal(new Set(only.map((reason) => reason[part])).size, 4, part);
    assert.match(only[0]!.message, /nothing called demo\/core is in this stack's state/);
    assert.match(only[1]!.message, /being adopted at 1\.0\.0/);
    assert.match(only[2]!.message, /to 1\.0\.0, did not finish/);
    assert.match(only[3]!.message, /not known: its inputs have no version/);
  });

  it("names the component wherever it is the component's matter", () => {
    const refusals = [
      ask(absent, "1.1.0"),
      ask(adopted("1.0.0"), "1.1.0"),
      ask(incomplete("1.0.0"), "1.1.0"),
      ask(unknown, "1.1.0"),
      ask(complete("1.1.0"), "1.0.0"),
      ask(complete("1.0.0"), back("1.0.0", "1.1.0")),
      ask(complete("1.0.0"), { version: "1.0.0", stage: "migrate" }),
      ask(complete("1.0.0"), "1.5.0"),
    ];
    for (const { reasons } of refusals) assert.match(reasons.at(-1)!.message, /demo\/core/);
  });

  it("names the route and its first step when the destination is too far for one", () => {
    const { route, reasons } = ask(complete("1.0.0"), "1.6.0");
    assert.deepEqual(route, ["1.0.0", "1.3.0", "1.6.0"]);
    assert.match(reasons.at(-1)!.message, /1\.0\.0 → 1\.3\.0 → 1\.6\.0/);
    assert.match(reasons.at(-1)!.remedy, /set the version to 1\.3\.0/);
  });

  it("has no route where none leads", () => assert.equal(ask(complete("1.3.0"), "1.4.0").route, null));

  it("names the wanted release and the stop's reason when it would be passed over", () => {
    const [stop] = ask(complete("1.0.0"), "1.5.0").reasons;
    assert.match(
      stop!.message,
      /1\.0\.0 → 1\.5\.0 passes over the required stop 1\.3\.0: the data must be converted there/,
    );
  });

  it("names the release that the return must be from, when a lower version is asked without it", () => {
    assert.match(
      ask(complete("1.1.0"), "1.0.0").reasons[0]!.remedy,
      /write returnedFrom\.version "1\.1\.0"/,
    );
  });

  it("names the only return that may follow one that did not finish, with its backup", () => {
    const state = incomplete("1.1.0", { returnedFrom: { version: "1.2.0", restore: "core-20250601T000000Z" } });
    const [reason] = ask(state, "1.1.0").reasons;
    assert.match(reason!.remedy, /"1\.1\.0" with returnedFrom\.version "1\.2\.0"/);
    assert.match(reason!.remedy, /core-20250601T000000Z/);
  });

  it("names the backup that takes a return over an irreversible migration", () => {
    const [reason] = ask(complete("1.2.0"), back("1.1.0", "1.2.0")).reasons;
    assert.match(reason!.message, /drops a column/);
    assert.match(reason!.remedy, /backup taken before 1\.2\.0/);
  });
});

describe("what a refusal tells somebody to do", () => {
  it("makes an install allowed", () => {
    const [reason] = ask(absent, "1.0.0").reasons;
    assert.match(reason!.remedy, /stepwise:permits\.install: \[demo\/core\]/);
    assert.equal(ask(absent, "1.0.0", { install: ["demo/core"] }).allowed, true);
  });

  it("names the command for a component that runs already, which is allowed where its release is stated", () => {
    assert.match(ask(absent, "1.0.0").reasons[0]!.remedy, /for one that runs already: stepwise adopt;/);
    assert.equal(ask(absent, "1.0.0", { adopt: { "demo/core": "1.0.0" } }).allowed, true);
  });

  it("makes one allowed whose release was not known", () => {
    assert.match(ask(unknown, "1.0.0").reasons[0]!.remedy, /stepwise:permits\.adopt: \{demo\/core: "<release>"\}/);
    assert.equal(ask(unknown, "1.0.0", { adopt: { "demo/core": "1.0.0" } }).allowed, true);
  });

  it("makes the next step of a route allowed", () => {
    const { route } = ask(complete("1.0.0"), "1.5.0");
    assert.equal(ask(complete("1.0.0"), route![1]!).allowed, true);
  });

  it("makes a hop allowed that waited for a precondition", () => {
    const [reason] = ask(complete("1.3.0"), "1.5.0").reasons;
    assert.match(reason!.remedy, /stepwise:permits\.confirmed\.drained/);
    assert.equal(reason!.kind, "readiness");
    assert.equal(
      ask(complete("1.3.0"), "1.5.0", { confirmed: { drained: { by: "ops", date: "2025-06-01" } } }).allowed,
      true,
    );
  });

  it("is to install a release that was not withdrawn, in place of one that was", () => {
    assert.match(
      ask(absent, "1.4.0", { install: ["demo/core"] }).reasons[0]!.remedy,
      new RegExp(demo.newest.replaceAll(".", "\\.")),
    );
  });
});
