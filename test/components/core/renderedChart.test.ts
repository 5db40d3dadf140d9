import * as assert from "node:assert/strict";
import { readChart } from "../../../components/core/chartFile";
import { rendered, typeOf } from "../../../components/core/renderedChart";
import { InputError } from "../../../releases/problem";
import { registrationsOf } from "../../support/registrations";

const deployment = `
apiVersion: apps/v1
kind: Deployment
metadata:
  name: ring-api
  annotations: {checksum/config: abc}
spec:
  replicas: 3
  template: {spec: {containers: [{name: ring-api, image: "hclcr.io/dx/ringapi:v1"}]}}
`;
const object = (kind: string, name: string, more = "") => `apiVersion: v1\nkind: ${kind}\nmetadata: {name: ${name}}\n${more}`;
const said = (text: string): string[] => {
  try {
    readChart("chart.yaml", text);
  } catch (error) {
    assert.ok(error instanceof InputError);
    return error.problems.map(({ line, message }) => `${line}: ${message}`);
  }
  return [];
};

describe("the output of helm template", () => {
  it("is read, with lists opened, and without Helm's tests and empty documents", () => {
    const test = 'apiVersion: v1\nkind: Pod\nmetadata: {name: asks, annotations: {"helm.sh/hook": test}}\n';
    const list = "apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: ConfigMap\n  metadata: {name: listed}\n";
    const text = ["# Source: a.yaml\n", deployment, test, list, "\n"].join("---\n");
    assert.deepEqual(readChart("chart.yaml", text).map(({ kind, metadata }) => `${kind} ${metadata.name}`), ["Deployment ring-api", "ConfigMap listed"]);
  });

  it("is refused with the line where an object is there twice, and not where only its kind or namespace is", () => {
    assert.deepEqual(said([object("Service", "a"), object("Service", "a")].join("---\n")), [
      "5: found Service a twice, also in line 1, expected it once",
    ]);
    assert.deepEqual(said([object("Service", "a"), object("ConfigMap", "a")].join("---\n")), []);
  });

  it("is refused with a hook, which nothing would run", () => {
    const hook = 'apiVersion: batch/v1\nkind: Job\nmetadata: {name: setup, annotations: {"helm.sh/hook": "post-install,test"}}\n';
    assert.deepEqual(said(hook), [
      "1: found Job setup as Helm's hook post-install, test, expected none: nothing would run it at its moment; render the chart with --no-hooks",
    ]);
  });

  it("is refused where it is no YAML, or no object", () => {
    assert.match(said("a: [").join(), /not YAML/);
    assert.match(said("kind: Service\nmetadata: {name: a}\n").join(), /expected|required|Invalid/);
    assert.match(said("- 1\n").join(), /expected/);
  });

  it("becomes resources under the types of Kubernetes's provider", () => {
    assert.equal(typeOf({ apiVersion: "v1", kind: "Secret" }), "kubernetes:core/v1:Secret");
    assert.equal(typeOf({ apiVersion: "networking.k8s.io/v1", kind: "Ingress" }), "kubernetes:networking.k8s.io/v1:Ingress");
    assert.equal(typeOf({ apiVersion: "getambassador.io/v2", kind: "Mapping" }), "kubernetes:getambassador.io/v2:Mapping");
  });

  it("keeps what the chart says, takes our marks, and stops what is to be stopped", async () => {
    const objects = readChart("chart.yaml", [
      deployment, object("Secret", "keys", "data: {key: Y2FuYXJ5}\n"), object("PersistentVolumeClaim", "data"), object("Namespace", "dx"),
    ].join("---\n"));
    const registrations = await registrationsOf(() => {
      for (const one of objects) rendered(one.metadata.name, one, { namespace: "dxns", marks: { "stepwise.dev/version": "CF217" }, replicas: 0 }, {});
    });
    const asked = (name: string) => registrations.requests.get(name)!.getObject()!.toJavaScript() as {
      metadata: { namespace?: string; annotations: object }; spec: { replicas: number; template: object };
    };
    assert.equal(asked("ring-api").spec.replicas, 0);
    assert.ok("spec" in asked("ring-api").spec.template);
    assert.deepEqual(asked("ring-api").metadata.annotations, { "checksum/config": "abc", "stepwise.dev/version": "CF217" });
    assert.equal(asked("ring-api").metadata.namespace, "dxns");
    assert.equal(asked("dx").metadata.namespace, undefined, "a namespace is in none");
    assert.equal(registrations.requests.get("data")!.getProtect(), true);
    assert.equal(registrations.requests.get("data")!.getRetainondelete(), true);
    // What is secret is sent as such, so that the state has it encrypted.
    const data = JSON.stringify((asked("keys") as unknown as { data: unknown }).data);
    assert.match(data, /4dabf18193072939515e22adb298388d/);
  });
});
