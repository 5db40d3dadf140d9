import * as assert from "node:assert/strict";
import * as path from "node:path";
import { loadCatalog } from "../../releases/load";
import { catalogFolder } from "../../releases/projectRoot";
import type { Release } from "../../releases/schema";
import { announcesRemoval, catalogItems, type Crossing, type Mention } from "../../upgrades/explainCatalog";

const halo = loadCatalog(path.join(catalogFolder, "halo.yaml"));
const crossing = (kind: string, from: string, to: string, down = false): Crossing => ({ kind, down, releases: halo.crossed(from, to) });

type Listed = Partial<Release["config"][number]> & { readonly name: string };

/** A release that lists changes and has notes of one kind of component. */
function listing(config: readonly Listed[], notes: readonly Partial<Release["notes"][number]>[] = [], down = false): Crossing[] {
  const release = {
    version: "2.0", config: config.map((one) => ({ component: "kingdom", change: "added", what: "flag", source: "x", ...one })),
    notes: notes.map((one) => ({ id: "N-1", kind: "action", category: "C", component: "kingdom", text: "", source: "x", ...one })),
  } as unknown as Release;
  return [{ kind: "kingdom", down, releases: [release] }];
}

function mention(more: Partial<Mention>): Mention {
  const object = { kind: "Deployment", name: "worker1-data-server-deployment" };
  return { object, container: "data-server-container", path: "spec.replicas", flag: undefined, before: "", after: "", ...more };
}
const whole = (kind: string, name: string): Mention => mention({ object: { kind, name }, container: undefined, path: "" });
const flag = (name: string, more: Partial<Mention> = {}): Mention =>
  mention({ path: `spec.args["${name}"]`, flag: name, after: `["${name}=1"]`, ...more });
const items = (found: Mention, config: readonly Listed[], notes: Parameters<typeof listing>[1] = []) =>
  catalogItems(listing(config, notes), found);

describe("what a catalog says about a change", () => {
  it("is a flag of a server, of this one only", () => {
    assert.deepEqual(items(flag("--port"), [{ name: "data-server --port" }, { name: "data-server --porty" }]), ["2.0 flag data-server --port"]);
    assert.deepEqual(items(flag("--port"), [{ name: "other-server --port" }, { name: "server --port", component: "duchy" }]), []);
    assert.deepEqual(items(flag("--port"), [{ name: "<duchy>-data-server --port (set by the manifests)" }]), ["2.0 flag <duchy>-data-server --port (set by the manifests)"]);
    assert.deepEqual(items(flag("--port", { object: { kind: "CronJob", name: "x" }, container: "metrics" }), [{ name: "metrics --port" }]), ["2.0 flag metrics --port"]);
  });

  it("is no key of a chart's values, which is no part of an object", () => {
    const found = mention({ path: "data", after: "see configuration.webEngine" });
    const listed = (what: "setting" | "value"): Listed => ({ what, change: "renamed", name: "incubator.webEngine", to: "configuration.webEngine" });
    assert.deepEqual(items(found, [listed("setting"), listed("value")]), ["2.0 setting incubator.webEngine"]);
  });

  it("is an object that comes or goes, or all that changes in one; any Duchy's where it names none", () => {
    const named = whole("NetworkPolicy", "worker1-mill-network-policy");
    const name = "NetworkPolicy/<duchy>-mill-network-policy";
    assert.deepEqual(items(named, [{ what: "object", name }]), [`2.0 object ${name}`]);
    assert.deepEqual(items({ ...named, path: "spec.egress[0]" }, [{ what: "object", name }]), [], "it was there before");
    assert.deepEqual(items({ ...named, path: "spec.egress[0]" }, [{ what: "object", change: "changed", name, to: "also admits x" }]), [`2.0 object ${name}`]);
    assert.deepEqual(items(named, [{ what: "object", change: "changed", name }]), []);
    assert.deepEqual(items(whole("Service", "worker1-mill-network-policy"), [{ what: "object", name }]), []);
    assert.deepEqual(items(whole("ServiceAccount", "edp1-simulator"), [{ what: "object", change: "renamed", name: "ServiceAccount/simulator", to: "ServiceAccount/<edp>-simulator" }]),
      ["2.0 object ServiceAccount/simulator"]);
  });

  it("is a file that something reads, an image by its name, a size, a permission in a file", () => {
    const reading = flag("--limits", { after: '["--limits=/etc/config-files/rate_limit.textproto"]' });
    assert.deepEqual(items(reading, [{ what: "configMapKey", name: "config-files/rate_limit.textproto" }]), ["2.0 configMapKey config-files/rate_limit.textproto"]);
    assert.deepEqual(items(reading, [{ what: "secretKey", name: "certs/<duchy>_rate_limit.textproto" }]), ["2.0 secretKey certs/<duchy>_rate_limit.textproto"]);
    const key = mention({ object: { kind: "ConfigMap", name: "config-files" }, path: 'data["a.pb"]', before: "x", after: "y" });
    assert.deepEqual(items(key, [{ what: "configMapKey", change: "changed", name: "config-files/a.pb" }, { what: "configMapKey", name: "others/a.pb" }]), ["2.0 configMapKey config-files/a.pb"]);
    const image = mention({ path: "spec.template.spec.containers[0].image", before: "r/v2/old-server:1", after: "r/v2/new-server:2" });
    assert.deepEqual(items(image, [{ what: "image", change: "renamed", name: "v2/old-server", to: "v2/new-server" }]), ["2.0 image v2/old-server"]);
    const memory = mention({ path: "spec.template.spec.containers[0].resources.limits.memory", before: "1Gi", after: "2Gi" });
    assert.deepEqual(items(memory, [{ what: "resources", name: "data-server memory, with -Xmx1G" }, { what: "resources", name: "x-server memory" }]), ["2.0 resources data-server memory, with -Xmx1G"]);
    const file = mention({ object: { kind: "ConfigMap", name: "access" }, path: 'data["p"]', before: "a", after: "a reporting.metrics.invalidate" });
    assert.deepEqual(items(file, [{ what: "rbac", name: "Access permission reporting.metrics.invalidate" }]), ["2.0 rbac Access permission reporting.metrics.invalidate"]);
    assert.deepEqual(items({ ...file, before: file.after }, [{ what: "rbac", name: "Access permission reporting.metrics.invalidate" }]), [], "it was there before");
  });

  it("is a setting of an object, by name", () => {
    const cron = mention({ object: { kind: "CronJob", name: "scheduling" }, path: "spec.concurrencyPolicy", after: "Forbid" });
    assert.deepEqual(items(cron, [{ what: "setting", name: "CronJob/scheduling concurrencyPolicy" }, { what: "setting", name: "CronJob/other concurrencyPolicy" }]), ["2.0 setting CronJob/scheduling concurrencyPolicy"]);
    const otel = mention({ path: 'metadata.annotations["example.io/container-names"]', after: "x" });
    assert.deepEqual(items(otel, [{ what: "setting", name: "Pod annotation example.io/container-names" }]), ["2.0 setting Pod annotation example.io/container-names"]);
  });

  it("is a note that names it: the flag, the object, the key, the file", () => {
    const note = (text: string) => [{ text }];
    assert.deepEqual(items(flag("--port"), [], note("Set --port, or it does not start.")), ["N-1"]);
    assert.deepEqual(items(flag("--port"), [], note("Set --port-range.")), []);
    assert.deepEqual(items(whole("PodTemplate", "worker1-mill"), [], note("a Job of the PodTemplate <duchy>-mill.")), ["N-1"]);
    assert.deepEqual(items(mention({ path: 'data["a.b"]' }), [], note("The key a.b is new")), ["N-1"]);
    assert.deepEqual(items(flag("--x", { after: '["--x=/f/hmss_config.textproto"]' }), [], note("Add hmss_config.textproto")), []);
    assert.deepEqual(items(mention({ path: "spec.env[0].value", after: "/f/hmss_config.textproto" }), [], note("Add hmss_config.textproto")), ["N-1"]);
  });

  it("is nothing of what changes with every release, whatever is listed", () => {
    for (const one of [
      mention({ path: "metadata.name", before: "data-server-1", after: "data-server-2" }),
      mention({ path: 'metadata.annotations["stepwise.dev/version"]', before: "1", after: "2" }),
      mention({ path: "spec.containers[0].image", before: "r/data-server:1", after: "r/data-server:2" }),
      mention({ path: "version", before: "1", after: "2" }),
    ]) assert.deepEqual(items(one, [{ what: "setting", name: "data-server name version image" }], [{ text: "data-server-2 r/data-server:2" }]), [], one.path);
  });

  it("is found in Halo's catalog", () => {
    const server = mention({ object: { kind: "Deployment", name: "v2alpha-public-api-server-deployment" }, container: "v2alpha-public-api-server-container" });
    const trustee = { ...server, path: 'spec.args["--trustee-protocol-config-config"]', flag: "--trustee-protocol-config-config", after: '["--trustee-protocol-config-config=/var/run/secrets/files/trustee_protocol_config_config.textproto"]' };
    assert.deepEqual(catalogItems([crossing("kingdom", "0.5.28", "0.5.29")], trustee), [
      "C21-trustee-protocol-config", "0.5.29 flag v2alpha-public-api-server --trustee-protocol-config-config",
      "0.5.29 secretKey certs-and-configs/trustee_protocol_config_config.textproto",
    ]);
    assert.deepEqual(catalogItems([crossing("kingdom", "0.5.29", "0.5.30")], trustee), []);
    assert.deepEqual(catalogItems([crossing("reporting", "0.5.28", "0.5.29")], trustee), []);
  });
});

describe("a removal", () => {
  it("is announced by a listed object, by its old name, or by a note of category R", () => {
    const gone = whole("CronJob", "basic-reports-reports-cronjob");
    assert.ok(announcesRemoval([crossing("reporting", "0.5.29", "0.5.30")], gone));
    assert.ok(!announcesRemoval([crossing("reporting", "0.5.30", "0.5.31")], gone));
    assert.ok(!announcesRemoval([crossing("kingdom", "0.5.29", "0.5.30")], gone));
    assert.ok(!announcesRemoval([], gone));
    const renamed = { what: "object", change: "renamed", name: "Service/a", to: "Service/b" } as const;
    assert.deepEqual([announcesRemoval(listing([renamed]), whole("Service", "a")), announcesRemoval(listing([renamed]), whole("Service", "b"))], [true, false]);
    const text = "Delete Deployment old-daemon.";
    assert.deepEqual(["R", "C"].map((category) => announcesRemoval(listing([], [{ category: category as "R", text }]), whole("Deployment", "old-daemon"))), [true, false]);
  });

  it("is none where the object is added or changed, or only a part of it goes", () => {
    const listed = (change: "added" | "changed"): Listed => ({ what: "object", change, name: "Service/a" });
    assert.ok(!announcesRemoval(listing([listed("added"), listed("changed")]), whole("Service", "a")));
    assert.ok(!announcesRemoval(listing([{ what: "flag", change: "removed", name: "a --flag" }]), whole("Service", "a")));
  });

  it("on the way back is announced by what the releases that are left brought", () => {
    const cron = whole("CronJob", "report-result-post-processor-cronjob");
    assert.ok(announcesRemoval([crossing("reporting", "0.5.29", "0.5.30", true)], cron));
    assert.ok(!announcesRemoval([crossing("reporting", "0.5.29", "0.5.30", true)], whole("CronJob", "basic-reports-reports-cronjob")));
  });
});
