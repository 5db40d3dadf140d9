import * as assert from "node:assert/strict";
import { collect, type Registered } from "./collect";
import { asList, asObject, podOf, type KubernetesObject, type Plain } from "./compare";
import { argsOf, container, find, kindOf, nameOf, objectOf } from "./registered";
import { stackConfig } from "./stacks";

/** What the verify Jobs of Halo's components ask, as whom, and whom they may reach; the script itself is tried for real. */
describe("the verify Jobs of Halo's components", function () {
  this.timeout(120_000);
  let staging: Registered[];
  before(async function () {
    // Loading the SDK takes its time.
    this.timeout(120_000);
    staging = await collect(stackConfig("staging"));
  });

  it("ask every server, through its Service and as what it speaks", async () => {
    const addressesOf = (registered: readonly Registered[], component: string) =>
      asList(container(find(registered, "Job", `${component}-verify`))["command"]).map(String).slice(4);
    for (const component of ["kingdom", "duchy-worker1", "reporting"]) {
      const services = staging.filter((each) => kindOf(each) === "Service" && nameOf(each).startsWith(`${component}-`));
      const expected = services.map((each) => `${String(asObject(objectOf(each)["metadata"])["name"])}:${portOf(each)}`);
      const addresses = addressesOf(staging, component);
      assert.deepEqual(addresses.map((address) => address.split("/")[2]).sort(), expected.sort());
      // The job's deadline leaves every address its five minutes.
      const { activeDeadlineSeconds } = asObject(objectOf(find(staging, "Job", `${component}-verify`))["spec"]);
      assert.ok(Number(activeDeadlineSeconds) > 300 * addresses.length);
    }
    assert.deepEqual(addressesOf(staging, "reporting"), [
      "grpc://postgres-internal-reporting-server:8443",
      "grpc://access-internal-api-server:8443",
      "grpc://access-public-api-server:8443",
      "grpc://reporting-v2alpha-public-api-server:8443",
      "https://reporting-grpc-gateway:443/healthz",
      "http://reporting-mcp-server:8080/healthz",
    ]);
    // Neither the gateway's health check nor the MCP server was there yet.
    assert.deepEqual(addressesOf(await collect(stackConfig("halo-dev", { version: "0.5.30" })), "reporting").slice(4), [
      "https://reporting-grpc-gateway:443",
    ]);
  });

  it("call with the component's own certificate, and nothing else of its Secret", () => {
    const certificates = {
      kingdom: ["kingdom", "kingdom_root"],
      "duchy-worker1": ["worker1", "all_root_certs"],
      reporting: ["reporting", "reporting_root"],
    };
    for (const [component, [owner, roots]] of Object.entries(certificates)) {
      const pod = podOf(objectOf(find(staging, "Job", `${component}-verify`)));
      const [volume, ...others] = asList(pod["volumes"]).map(asObject);
      assert.deepEqual(others, []);
      const { secretName, items } = asObject(volume!["secret"]);
      assert.equal(secretName, component === "reporting" ? "signing" : "certs-and-configs");
      assert.deepEqual(items, [
        { key: `${owner}_tls.pem`, path: "tls.pem" },
        { key: `${owner}_tls.key`, path: "tls.key" },
        { key: `${roots}.pem`, path: "roots.pem" },
      ]);
      // The servers are told the same files.
      const servers = staging.filter((each) => kindOf(each) === "Deployment" && nameOf(each).startsWith(`${component}-`));
      const flags = servers.flatMap(argsOf).join(" ");
      for (const file of [`${owner}_tls.pem`, `${owner}_tls.key`, `${roots}.pem`]) assert.ok(flags.includes(`/${file}`), file);
    }
  });

  it("may reach the component's own servers, and nothing else", () => {
    const appOf = (peer: Plain) => asObject(asObject(asObject(peer)["podSelector"])["matchLabels"])["app"];
    for (const component of ["kingdom", "duchy-worker1", "reporting"]) {
      const spec = (name: string) => asObject(objectOf(find(staging, "NetworkPolicy", `${component}-${name}-network-policy`))["spec"]);
      const addresses = asList(container(find(staging, "Job", `${component}-verify`))["command"]).map(String).slice(4);
      const called = addresses.map((address) => `${address.split(/[/:]+/)[1]}-app`).sort();
      const template = asObject(asObject(objectOf(find(staging, "Job", `${component}-verify`))["spec"])["template"]);
      const labels = asObject(asObject(template["metadata"])["labels"]);

      const { podSelector, ingress, egress } = spec("verify");
      const { matchLabels } = asObject(podSelector);
      for (const [key, value] of Object.entries(asObject(matchLabels))) assert.equal(labels[key], value);
      assert.equal(asObject(matchLabels)["stepwise.dev/phase"], "verify");
      assert.deepEqual(ingress, []);
      assert.deepEqual(asList(egress).flatMap((rule) => asList(asObject(rule)["to"]).map(appOf)).sort(), called);
      assert.deepEqual(asList(egress).map((rule) => asList(asObject(rule)["ports"])),
        (component === "reporting" ? [8443, 8080] : [8443]).map((port) => [{ protocol: "TCP", port }]));

      const verified = spec("verified");
      assert.deepEqual(asList(verified["ingress"]), [{ from: [{ podSelector: { matchLabels } }], ports: [{ protocol: "TCP", port: 8443 }] }]);
      const [{ key, operator, values }] = asList(asObject(verified["podSelector"])["matchExpressions"]).map(asObject) as [KubernetesObject];
      assert.deepEqual([key, operator], ["app", "In"]);
      assert.deepEqual([...asList(values)].sort(), called.filter((app) => app !== "reporting-mcp-server-app"));
    }
  });

  it("run the image that the stack file names", async () => {
    const image = `mirror.example.org/curl@sha256:${"0".repeat(64)}`;
    const registered = await collect(stackConfig("staging", { verify: { image } }));
    assert.equal(container(find(registered, "Job", "kingdom-verify"))["image"], image);
    for (const unpinned of ["mirror.example.org/curl", "mirror.example.org/curl:latest"]) {
      assert.throws(() => stackConfig("staging", { verify: { image: unpinned } }), /tag, not latest, or digest/);
    }
  });
});

function portOf(service: Registered): Plain {
  return asObject(asList(asObject(objectOf(service)["spec"])["ports"])[0])["port"] ?? null;
}
