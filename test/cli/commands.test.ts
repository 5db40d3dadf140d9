import * as assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import * as path from "node:path";
import type { Verdict } from "../../upgrades/check";
import { stepwise, withFiles } from "./stepwise";

describe("the other commands", function () {
  this.timeout(120_000);

  it("graph check: offers the route over a required stop, and names it", () => {
    const { code, stdout } = stepwise("graph", "check", "--catalog", "releases/halo.yaml", "--from", "0.5.6", "--to", "0.5.30", "--json");
    assert.equal(code, 0);
    const verdict = JSON.parse(stdout) as Verdict;
    assert.deepEqual([verdict.schema, verdict.from, verdict.to, verdict.allowed], ["stepwise/verdict/v1", "0.5.6", "0.5.30", true]);
    assert.deepEqual(verdict.route, ["0.5.6", "0.5.18", "0.5.30"]);
    const [stop, ...risks] = verdict.reasons;
    assert.deepEqual([stop!.id, stop!.kind], ["required-stop:C1-stop", "legality"]);
    assert.ok(risks.some(({ id }) => id === "C17-availability-lost") && risks.every(({ kind }) => kind === "exposure"));
    assert.ok(verdict.available.includes("0.5.18") && !verdict.available.includes("0.5.19"));
  });

  it("graph check: blocks a way back over what can't be undone", () => {
    const { code, stdout } = stepwise("graph", "check", "--catalog", "releases/halo.yaml", "--from", "0.5.30", "--to", "0.5.22");
    assert.equal(code, 2);
    assert.match(stdout, /BLOCKED[\s\S]*irreversible:spanner@0\.5\.23/);
  });

  it("graph check: says which formats it can read", () => {
    const { code, stderr } = stepwise("graph", "check", "--catalog", "x", "--format", "helm", "--from", "1", "--to", "2");
    assert.equal(code, 1);
    assert.match(stderr, /--format: found "helm", expected one of stepwise, k0rdent, olm/);
  });

  it("render: writes one file an object, below its component", () => {
    withFiles({}, (folder) => {
      const { code, stdout } = stepwise("render", "--stack", "staging", "--out", folder);
      assert.equal(code, 0);
      assert.match(stdout, /^\d+ objects written/);
      const kingdom = readdirSync(path.join(folder, "halo", "kingdom"));
      assert.ok(kingdom.includes("Deployment-v2alpha-public-api-server-deployment.yaml"));
      assert.ok(kingdom.includes("Job-kingdom-migrate-0-5-46.yaml"));
      const manifest = readFileSync(path.join(folder, "halo", "kingdom", "Deployment-system-api-server-deployment.yaml"), "utf8");
      assert.match(manifest, /image: ghcr\.io\/world-federation-of-advertisers\/kingdom\/system-api:0\.5\.46/);
    });
  });

  it("lint: finds nothing wrong with the project's own stacks and catalogs, and warns of a permit left in", () => {
    const { code, stdout } = stepwise("lint");
    assert.equal(code, 0);
    assert.match(stdout, /Pulumi\.staging\.yaml: config\.stepwise:permits\.install: halo\/kingdom is still permitted/);
    assert.match(stdout, /0 errors/);
  });

  it("rehearse: reaches the newest release in stages", () => {
    const { code, stdout } = stepwise("rehearse", "--stack", "prod", "--set", "halo/kingdom=latest", "--no-policies");
    assert.equal(code, 0, stdout);
    assert.match(stdout, /REACHED[\s\S]*quiesce[\s\S]*migrate[\s\S]*verify[\s\S]*0\.5\.46 deployed and verified/);
  });

  it("rehearse: goes back from a migration that fails, and says what is left to do", () => {
    const { code, stdout } = stepwise(
      "rehearse", "--stack", "prod", "--set", "halo/reporting=latest", "--fail", "halo/reporting:migrate", "--on-failure", "rollback", "--no-policies");
    assert.equal(code, 3, stdout);
    assert.match(stdout, /ROLLED BACK[\s\S]*✗ {2}migrate[\s\S]*halo\/reporting {2,}0\.5\.22 deployed and verified, returned from 0\.5\.46/);
  });

  it("rehearse: needs a person where a migration fails that can't be undone", () => {
    const { code, stdout } = stepwise(
      "rehearse", "--stack", "prod", "--set", "halo/kingdom=latest", "--fail", "halo/kingdom:migrate", "--on-failure", "rollback", "--no-policies");
    assert.equal(code, 4, stdout);
    assert.match(stdout, /NEEDS A PERSON[\s\S]*at zero replicas[\s\S]*going back is not that easy: 0\.5\.23 changed the spanner schema/);
  });

  it("rehearse: knows which phases there are to fail", () => {
    const { code, stderr } = stepwise("rehearse", "--stack", "prod", "--set", "halo/kingdom=latest", "--fail", "halo/kingdom:migrat");
    assert.equal(code, 1);
    assert.match(stderr, /--fail: found "halo\/kingdom:migrat", expected one of halo\/kingdom:backup/);
  });
});
