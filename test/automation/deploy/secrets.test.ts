import * as assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { rehearsedCluster } from "../../../automation/cluster/rehearsed";
import type { Cluster, KubernetesObject } from "../../../automation/cluster/cluster";
import { requestAt } from "../../../automation/deploy/next";
import { reviewedPlan } from "../../../automation/deploy/reviewed";
import { withDiffs } from "../../../automation/diffs";
import { planRequest } from "../../../automation/request";
import { historyOf } from "../../../automation/rollback/history";
import { pastUpdates } from "../../../automation/rollback/pastUpdates";
import { planRollback } from "../../../automation/rollback/planRollback";
import { carriedOut, showResult } from "../../../cli/carryOut";
import { writeReport } from "../../../cli/reportFile";
import { parseStackFile } from "../../../config/stack";
import { secret } from "../../../engines/rehearsal/values";
import { installationStates } from "../../../gates/installationState";
import { historyText } from "../../../report/terminal/history";
import { rollbackText } from "../../../report/terminal/rollback";
import { createColors } from "picocolors";
import { planUpgrade } from "../../../upgrades/plan";
import { printed } from "../../cli/looking";
import { stackText } from "../../support/kingdomStack";
import { catalogs, deployed, runOf, storeFrom } from "./world";

/** One for each place that a secret can come from. */
const canaries = {
  config: "v1:Y2FuYXJ5LWNvbmZpZy03ZjNh", state: "canary-state-91c2", object: "canary-object-0b7e", env: "canary-env-55d1", log: "canary-log-3a9f",
  address: "canary-address-c4e8", waiting: "canary-waiting-e07b", saved: "canary-saved-8d26", token: "canary-token-f1a4",
};

describe("a secret of each kind, in everything that a run writes", function () {
  this.timeout(120_000);
  const written: Record<string, string> = {};
  const folder = mkdtempSync(path.join(tmpdir(), "stepwise-secrets-"));
  after(() => rmSync(folder, { recursive: true, force: true }));

  before(async () => {
    // What nothing asks for is deleted only where that is accepted by name.
    const accepted = ["RandomPassword/former-password", "Secret/former-secret"].flatMap((name) => [`unexplained:${name}`, `deletion:${name}`])
      .map((id) => [id, { owner: "operations", reason: "not needed", until: "2999-12-31" }]);
    const content = JSON.parse(stackText({ version: "0.5.46", permits: { risks: Object.fromEntries(accepted) as unknown } })) as { config: Record<string, unknown> };
    content.config["app:apiToken"] = { secure: canaries.config };
    const text = JSON.stringify(content, null, 2);
    const stack = parseStackFile("Pulumi.small.yaml", text);
    const store = storeFrom(await deployed({ version: "0.5.45" }));
    const urn = (type: string, name: string): string => `urn:pulumi:small::stepwise::${type}::${name}`;
    const random = "random:index/randomPassword:RandomPassword";
    store.resources.push(
      { urn: urn(random, "former-password"), type: random, custom: true, id: "former", inputs: {}, outputs: { result: secret(canaries.state) } },
      {
        urn: urn("kubernetes:core/v1:Secret", "former-secret"), type: "kubernetes:core/v1:Secret", custom: true, id: "kingdom/former",
        inputs: { apiVersion: "v1", kind: "Secret", metadata: { name: "former", namespace: "kingdom" }, stringData: { password: canaries.object } },
        outputs: { data: { password: Buffer.from(canaries.object).toString("base64") } },
      },
    );
    const { engine } = runOf({ version: "0.5.46" }, store, { faults: [{ component: "halo/kingdom", phase: "migrate" }] });
    const up = engine.up.bind(engine);
    engine.up = async (run) => {
      const outcome = await up({ ...run, onStart: (change) => {
        run.onStart?.(change);
        run.onWait?.(change.urn, `waiting for postgres://halo:${canaries.waiting}@db:5432/kingdom`);
      } });
      const said = [`dial postgresql://halo:${canaries.address}@db:5432/kingdom failed`, `invalid kubeconfig:\nusers:\n- user:\n    token: ${canaries.token}\n`];
      return { ...outcome, diagnostics: [...outcome.diagnostics, ...said.map((message) => ({ severity: "error" as const, message }))] };
    };
    const rehearsed = rehearsedCluster(store, () => new Date());
    const env = [{ name: "DB_PASSWORD", value: canaries.env }];
    // How a real cluster tells whose a Pod is, and what runs in it.
    const label = "batch.kubernetes.io/job-name";
    const asReal = (one: KubernetesObject): KubernetesObject => {
      const { name, labels } = one.metadata;
      const selector = { matchLabels: { [label]: name } };
      if (one.kind === "Job") return { ...one, metadata: { ...one.metadata, uid: name }, spec: { ...one.spec, selector } };
      if (one.kind !== "Pod") return one;
      const ownerReferences = [{ kind: "Job", name: labels?.[label], uid: labels?.[label] }];
      const containers = (one.spec!["containers"] as { name: string }[]).map((container) => ({ ...container, env }));
      return { ...one, metadata: { ...one.metadata, ownerReferences } as KubernetesObject["metadata"], spec: { containers } };
    };
    const cluster: Cluster = {
      ...rehearsed,
      get: async (name) => {
        const one = await rehearsed.get(name);
        return one && asReal(one);
      },
      list: async (query) => (await rehearsed.list(query)).map(asReal),
      log: () => Promise.resolve(`using ${canaries.env}\nconnecting to postgres://halo:${canaries.log}@db/kingdom\nfatal: it broke\n`),
    };
    const request = planRequest(stack, catalogs, { set: [] });
    const asked = { request, catalogs, engine, cluster, onFailure: "stop" as const, retry: false, commit: undefined };
    for (const json of [false, true]) {
      const shown = { json, rehearsal: true };
      const { stdout, stderr } = await printed(async () => showResult(await carriedOut([asked], shown), shown));
      Object.assign(written, { [`${json ? "events" : "result"}`]: stdout, [`progress, ${json ? "as JSON" : "as lines"}`]: stderr });
      // What a provider said of a failure is in the state, and is shown when the same is asked for again.
      store.resources = store.resources.map((one) => one.initErrors ? { ...one, initErrors: [`dial postgres://halo:${canaries.saved}@db: refused`] } : one);
    }
    const exported = { version: 3, deployment: { resources: store.resources } };
    const states = installationStates(exported);
    const before = new Map([["halo/kingdom", { kind: "complete" as const, deployed: "0.5.45" }]]);
    const found = requestAt(request, { exported, states: before }, new Date().toISOString());
    const plan = await withDiffs(planUpgrade("small", catalogs, found.travellers, found.surroundings), found, catalogs);
    written["reviewed plan"] = JSON.stringify(reviewedPlan(plan, { text, git: undefined, states }));
    await writeReport(path.join(folder, "report.html"), { plan, source: found.source, rehearsals: [] });
    written["report"] = readFileSync(path.join(folder, "report.html"), "utf8");
    const history = historyOf("small", pastUpdates(store.history));
    written["history"] = historyText(history, createColors(false)) + JSON.stringify(history);
    // The older update had another secret, and a setting that is none.
    const other = { "app:apiToken": { secure: "v1:b3RoZXI=" }, "app:level": "INFO" };
    store.history = store.history.map((one, i) => i === 0 ? one : { ...one, config: { ...one.config, ...other } });
    const back = await planRollback({ request, text, catalogs, engine, wish: {}, now: new Date().toISOString() });
    written["rollback"] = rollbackText("small", { ...back, patch: "" }, createColors(false));
    written["settings that differ"] = JSON.stringify(back.settings?.staying.map(({ at }) => at));
  });

  it("is looked for in all of it, and none of it is empty", () => {
    assert.match(written["result"]!, /The stack small +STOPPED/);
    assert.match(written["result"]!, /it broke/, "the log is shown");
    assert.match(written["result"]!, /dial postgresql:\/\/halo:/, "the error is shown");
    assert.match(written["progress, as lines"]!, /migrate +Job kingdom-migrate/);
    assert.match(written["events"]!, /"failed:halo\/kingdom:migrate"/);
    assert.match(written["settings that differ"]!, /level/);
    for (const [where, text] of Object.entries(written)) if (where !== "progress, as JSON") assert.ok(text.length > 20, where);
  });

  for (const [kind, canary] of Object.entries(canaries)) {
    it(`is nowhere: ${kind}`, () => {
      const spellings = [canary, Buffer.from(canary).toString("base64"), encodeURIComponent(canary)];
      for (const [where, text] of Object.entries(written)) assert.ok(!spellings.some((one) => text.includes(one)), where);
    });
  }
});
