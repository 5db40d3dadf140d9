import * as assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { liveKubernetes } from "../../automation/liveCluster";
import { parseStackFile } from "../../config/stack";
import { stackText } from "../support/kingdomStack";
import { problemOf } from "../support/problems";

describe("the version of a live cluster", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "stepwise-test-"));
  const searched = process.env["PATH"];
  const asked = path.join(folder, "asked");
  /** A kubectl that says this, and writes down what it was asked. */
  const kubectl = (script: string): void => {
    writeFileSync(path.join(folder, "kubectl"), `#!/bin/sh\necho "$@" > ${asked}\n${script}\n`, { mode: 0o755 });
    process.env["PATH"] = `${folder}:${searched}`;
  };
  const says = (version: string): void => kubectl(`echo '{"serverVersion":{"gitVersion":"${version}"}}'`);
  const live = (cluster: Record<string, string>): string => liveKubernetes(parseStackFile("Pulumi.small.yaml", stackText({ version: "0.5.46", cluster })));
  afterEach(() => { process.env["PATH"] = searched; });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it("is what kubectl says of the stack's own cluster", () => {
    says("v1.31.2-gke.1014001");
    assert.equal(live({ kubernetes: "1.31", context: "prod-eu" }), "v1.31.2-gke.1014001");
    assert.match(readFileSync(asked, "utf8"), /^version .*--context prod-eu$/m);
    assert.equal(live({ kubeconfig: "/etc/kube" }), "v1.31.2-gke.1014001");
  });

  it("is refused where the stack states another minor", () => {
    says("v1.30.4");
    const { message, path: at } = problemOf(() => live({ kubernetes: "1.31", context: "prod-eu" }));
    assert.equal(at, "config.stepwise:cluster");
    assert.match(message, /found kubernetes "1\.31", and the cluster runs v1\.30\.4/);
  });

  it("is not to be had without a cluster, an answer, or a kubectl", () => {
    assert.match(problemOf(() => live({ kubernetes: "1.31" })).message, /neither context nor kubeconfig/);
    kubectl("echo 'Unable to connect to the server: refused' >&2; exit 1");
    assert.match(problemOf(() => live({ context: "prod-eu" })).message, /can't be asked: Unable to connect to the server: refused/);
    kubectl("echo '{}'");
    assert.match(problemOf(() => live({ context: "prod-eu" })).message, /did not say which version/);
    kubectl("echo nothing");
    assert.match(problemOf(() => live({ context: "prod-eu" })).message, /did not say which version/);
    process.env["PATH"] = path.join(folder, "none");
    assert.match(problemOf(() => live({ context: "prod-eu" })).message, /no kubectl on the path/);
  });
});
