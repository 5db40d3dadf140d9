import * as assert from "node:assert/strict";
import * as path from "node:path";
import { haloShapes } from "../../components/halo/shapes";
import { loadCatalog } from "../../releases/load";
import { catalogFolder } from "../../releases/projectRoot";
import { checkCatalog } from "../../upgrades/check";
import { openPreconditions } from "../../upgrades/preconditions";
import { judge } from "../../upgrades/judge";
import { nothingKnown } from "../support/judging";
import { ids, suggestsDestruction } from "../support/catalogs";
import { soon } from "../support/soon";


describe("Halo's catalog", () => {
  const halo = loadCatalog(path.join(catalogFolder, "halo.yaml"));
  const open = (kind: string, from: string, to: string) => openPreconditions(halo, { component: `halo/${kind}`, kind }, from, to, nothingKnown)
    .filter(({ kind: what, message }) => what === "readiness" && !message.includes("asks somebody to act"));
  const everyId = halo.releases.flatMap(({ notes, requires, risks, stop }) =>
    ids([...notes, ...requires, ...risks, ...(stop ? [stop] : [])]),
  );

  it("has the 47 releases from 0.5.0 to 0.5.46, oldest first, none withdrawn", () => {
    assert.deepEqual(
      halo.releases.map(({ version }) => version),
      Array.from({ length: 47 }, (_, i) => `0.5.${i}`),
    );
    assert.deepEqual(
      halo.releases.filter(({ withdrawn }) => withdrawn),
      [],
    );
  });

  it("says of every kind that the project has objects of why its Pods are held to Baseline, and not to Restricted", () => {
    const said = Object.entries(halo.components).filter(([, { podSecurity }]) => podSecurity !== undefined);
    assert.deepEqual(said.map(([kind]) => kind).sort(), Object.keys(haloShapes).sort());
    for (const [kind, { podSecurity }] of said) {
      assert.equal(podSecurity!.profile, "baseline", kind);
      assert.match(podSecurity!.source, /^https:\/\/github\.com\/world-federation-of-advertisers\//, kind);
    }
  });

  it("has dates that go with the versions", () => {
    const dates = halo.releases.map(({ date }) => date);
    assert.deepEqual(dates, [...dates].sort());
  });

  for (const constraint of [...Array.from({ length: 26 }, (_, i) => `C${i + 1}`), "C8b", "C11b"]) {
    it(`knows the constraint ${constraint}`, () => {
      const named = new RegExp(`^${constraint}(-|$)`);
      assert.ok(
        everyId.some((id) => named.test(id)),
        `nothing in the catalog is called ${constraint}`,
      );
    });
  }

  it("names for every note of a pull request the same pull request as its source", () => {
    const notes = halo.releases.flatMap((release) => release.notes).filter(({ id }) => id.startsWith("PR-"));
    assert.ok(notes.length > 100, `only ${notes.length}`);
    for (const { id, source } of notes) {
      const [, number] = /^PR-([1-9]\d*)(-[a-z0-9-]+)?$/.exec(id) ?? [];
      assert.ok(number, `${id} has no number`);
      assert.match(
        source,
        new RegExp(`^https://github\\.com/world-federation-of-advertisers/[a-z-]+/pull/${number}(\\b|$)`),
        id,
      );
    }
  });

  it("has positive numbers in all links to pull requests and issues", () => {
    for (const [link, number] of JSON.stringify(halo.releases).matchAll(
      /github\.com\/[^"\s]*\/(?:pull|issues)\/([^"\s/#),;]*)/g,
    )) {
      assert.match(number ?? "", /^[1-9]\d*$/, link);
    }
  });

  it("has for every migration a component and one of its stores", () => {
    const migrations = halo.releases.flatMap((release) => release.migrations);
    assert.ok(migrations.length > 40, `only ${migrations.length}`);
    for (const { component, store } of migrations) {
      assert.ok(
        halo.components[component]?.stores.some(({ name }) => name === store),
        `${component} has no ${store}`,
      );
    }
  });

  it("migrates the Kingdom offline and for good in 0.5.23, and nothing else offline", () => {
    const offline = halo.releases.flatMap(({ version, migrations }) =>
      migrations
        .filter(({ window }) => window === "offline")
        .map(({ component, reversible }) => ({ version, component, reversible })),
    );
    assert.deepEqual(offline, [{ version: "0.5.23", component: "kingdom", reversible: false }]);
  });

  it("tells nobody to destroy data to meet a requirement", () => {
    for (const { requires } of halo.releases) {
      for (const requirement of requires)
        if (requirement.kind === "data") assert.equal(suggestsDestruction(requirement.remedy), false);
    }
  });

  it("refuses 0.5.6 → 0.5.30 as one hop for the stop 0.5.18, and leads by way of it (C1)", () => {
    const verdict = checkCatalog(halo, "0.5.6", "0.5.30", "kingdom");
    assert.deepEqual(verdict.route, ["0.5.6", "0.5.18", "0.5.30"]);
    assert.equal(verdict.allowed, true);
    assert.deepEqual(ids(verdict.reasons.filter(({ kind }) => kind === "legality")), ["required-stop:C1-stop"]);
    assert.match(verdict.reasons[0]!.message, /0\.5\.18/);
    const change = { component: "halo/kingdom", kind: "kingdom", version: "0.5.30" };
    const judgement = judge(halo, { kind: "complete", deployed: "0.5.6" }, change, nothingKnown);
    assert.equal(judgement.allowed, false);
    assert.deepEqual(judgement.route, ["0.5.6", "0.5.18", "0.5.30"]);
    assert.deepEqual(ids(judgement.reasons), ["required-stop:C1-stop", "next-release"]);
  });

  it("asks no stop of what starts at 0.5.9, nor of what ends at 0.5.18 (C1)", () => {
    assert.deepEqual(checkCatalog(halo, "0.5.9", "0.5.22").route, ["0.5.9", "0.5.22"]);
    assert.deepEqual(checkCatalog(halo, "0.5.6", "0.5.18").route, ["0.5.6", "0.5.18"]);
    assert.deepEqual(checkCatalog(halo, "0.5.8", "0.5.19").route, ["0.5.8", "0.5.18", "0.5.19"]);
  });

  it("asks whether Requisitions were drained before the Kingdom crosses 0.5.19, and only the Kingdom (C1)", () => {
    assert.deepEqual(ids(open("kingdom", "0.5.18", "0.5.19")), ["C1"]);
    assert.deepEqual(ids(open("duchy", "0.5.18", "0.5.19")), []);
    assert.deepEqual(ids(open("kingdom", "0.5.19", "0.5.46")), []);
  });

  it("asks that the Duchy goes to 0.5.46 together with the results-fulfiller (C25)", () => {
    const [reason] = open("edp-aggregator", "0.5.45", "0.5.46");
    assert.match(reason?.message ?? "", /duchy .*in the same step/);
  });

  it("leads the Kingdom back to nothing before the irreversible 0.5.23, and names it (C2)", () => {
    const verdict = checkCatalog(halo, "0.5.23", "0.5.22", "kingdom");
    assert.equal(verdict.allowed, false);
    assert.deepEqual(ids(verdict.reasons), ["irreversible:spanner@0.5.23"]);
    assert.match(verdict.reasons[0]!.message, /0\.5\.23.*28.*29.*30/s);
    assert.equal(checkCatalog(halo, "0.5.24", "0.5.23", "kingdom").allowed, true);
    assert.equal(checkCatalog(halo, "0.5.23", "0.5.22", "duchy").allowed, true);
  });

  it("answers the longest blocked question in moments", () => {
    assert.equal(soon(() => checkCatalog(halo, "0.5.46", "0.5.0"), 5_000).route, null);
  });
});
