import * as assert from "node:assert/strict";
import { z } from "zod";
import { dxValuesSchema, type DxValues } from "../../config/dxValues";
import { issueProblems } from "../../releases/yamlFile";

/** What is said of values, as a stack file's reader has it. */
function faults(values: unknown): string[] {
  const { error } = dxValuesSchema.safeParse(values, { reportInput: true });
  return issueProblems(error?.issues ?? []).map(({ path, message }) => `${path.join(".")}: ${message}`);
}

/** A map with one value in it, at a path. */
function at(path: string, value: unknown): object {
  return path.split(".").reduceRight<unknown>((inner, key) => ({ [key]: inner }), value) as object;
}

/** Some of HCL's own samples together. */
const custom = {
  images: {
    repository: "mirror.example.org/dx", imagePullSecrets: [{ name: "pull" }],
    tags: { core: "v95_CF217_20240117-2359" }, names: { ringApi: "dx/ringapi" },
  },
  applications: { core: true, persistence: true, ambassador: false, remoteSearch: false },
  scaling: {
    replicas: { core: 2, persistenceNode: 3, runtimeController: 1 },
    horizontalPodAutoScaler: { ringApi: { enabled: true, maxReplicas: 5 } },
  },
  volumes: {
    core: { profile: { storageClassName: "", requests: { storage: "150Gi" }, volumeName: null }, customPVCs: [{ name: "more" }] },
    remoteSearch: { prsprofile: { storageClassName: "nfs" } },
  },
  resources: {
    core: { limits: { cpu: null, memory: "8Gi" } }, haproxy: { limits: null }, ringApi: null, openLdap: { requests: { cpu: 1 } },
  },
  probes: {
    core: { startupProbe: { failureThreshold: 8640, customProbeURL: "/sample/url" } },
    remoteSearch: { readinessProbe: { periodSeconds: 60 } },
  },
  networking: {
    core: { host: "www.example.org", port: "443", ssl: true, contextRoot: "wps" },
    haproxy: { serviceType: "ClusterIP", servicePort: null }, tlsCertSecret: "dx-tls",
  },
  security: { core: { wasUser: "", wasPassword: "", customWasSecret: "was" } },
  configuration: { core: { ldap: { type: "dx", bindPassword: null } }, persistence: { ssl: false } },
  incubator: { configuration: { webEngine: { ldap: { type: "none" } } } },
  maintenanceMode: { core: false },
  migration: { damDB: { enabled: true } },
  hclFlexnetURL: "https://example.org",
} as const;

describe("the customer's values of DX", () => {
  it("take what HCL's custom-values.yaml has, and add nothing of their own", () => {
    assert.deepEqual(faults(custom), []);
    const read: DxValues = dxValuesSchema.parse(custom);
    // Kubernetes takes a bare number for a quantity too; the objects want text.
    assert.deepEqual(read, { ...custom, resources: { ...custom.resources, openLdap: { requests: { cpu: "1" } } } });
    assert.deepEqual(dxValuesSchema.parse({}), {});
  });

  it("refuse a misspelt section, application or setting, each by its path", () => {
    const misspelt = [
      "resource", "haproxy.ssl", "resources.ringAPI", "scaling.replicas.persistence", "scaling.horizontalPodAutoScaler.persistenceNode",
      "scaling.horizontalPodAutoscaler", "resources.core.limit", "volumes.persistence", "applications.persistenceNode",
      "probes.core.startUpProbe", "images.tags.dam",
    ];
    for (const path of misspelt) {
      const key = path === "haproxy.ssl" ? "haproxy" : path;
      assert.deepEqual(faults(at(path, {})), [`${key}: this key is not known here; is it misspelt?`]);
    }
  });

  it("refuse what is not of its kind, and say what was expected", () => {
    const quantity = "expected a quantity such as 500m or 1536Mi";
    const wrong: [string, unknown, string][] = [
      ["scaling.replicas.core", "2", "found \"2\", expected a whole number"],
      ["scaling.replicas.core", -1, "found the number -1, expected 0 or more"],
      ["scaling.replicas.core", null, "found null, expected a whole number"],
      ["scaling.horizontalPodAutoScaler.core.minReplicas", 0, "found the number 0, expected 1 or more"],
      ["resources.core.limits.memory", "6 GB", `found "6 GB", ${quantity}`],
      ["resources.core.limits.cpu", -1, `found the number -1, ${quantity}`],
      ["resources.core.limits.cpu", true, `found the boolean true, ${quantity}`],
      ["volumes.core.log.requests.storage", "much", `found "much", ${quantity}`],
      ["probes.core.livenessProbe.customProbeURL", "sample", "found \"sample\", expected a path that begins with a slash"],
      ["images.repository", "hclcr.io/", "found \"hclcr.io/\", expected a registry such as hclcr.io/dx"],
      ["images.tags.core", "a b", "found \"a b\", expected an image's tag"],
      ["networking.haproxy.serviceType", "Ingress", "found \"Ingress\", expected one of LoadBalancer, ClusterIP, NodePort"],
      ["networking.core.port", 70000, "found the number 70000, expected a port"],
      ["applications.core", "yes", "found \"yes\", expected true or false"],
    ];
    for (const [path, value, expected] of wrong) assert.deepEqual(faults(at(path, value)), [`${path}: ${expected}`]);
  });

  it("can be described to an editor", () => {
    const schema = z.toJSONSchema(dxValuesSchema, { io: "input" });
    assert.ok(JSON.stringify(schema).includes("targetCPUUtilizationPercentage"));
  });
});

describe("a secret in the values of DX", () => {
  it("is refused by its path, without its value, with the key that names a Secret", () => {
    const secret = "Hunter2-hunter2";
    const wrong: [string, string][] = [
      ["security.core.wasPassword", "security.core.customWasSecret"],
      ["security.core.wpsPassword", "security.core.customWpsSecret"],
      ["security.digitalAssetManagement.dbPassword", "security.digitalAssetManagement.customDBSecret"],
      ["security.digitalAssetManagement.replicationPassword", "security.digitalAssetManagement.customReplicationSecret"],
      ["security.damPluginKaltura.secretKey", "security.damPluginKaltura.customDamKalturaSecret"],
      ["security.webEngine.webEngineContentAIProviderAPIKey", "security.webEngine.customWebEngineContentAISecret"],
      ["configuration.core.ltpa.desKey", "configuration.core.ltpa.customLtpaSecret"],
      ["incubator.security.webEngine.adminPassword", "incubator.security.webEngine.customWebEngineSecret"],
      ["configuration.webEngine.dbDomainProperties.jcr.DBA.DbPassword", "configuration.webEngine.customDbDomainPropertiesSecret"],
    ];
    for (const [path, instead] of wrong) {
      const said = `found a secret, expected none in a stack file: name a Secret in ${instead} and leave this out`;
      assert.deepEqual(faults(at(path, secret)), [`${path}: ${said}`]);
    }
  });

  it("is refused without such advice where the chart has no such key, numbers and variables among them", () => {
    const said = "found a secret, expected none in a stack file: keep it in a Secret";
    const path = "configuration.searchMiddleware.pushAdminPassword";
    for (const secret of [12345, "x", { secure: "AAABAE+encrypted" }]) assert.deepEqual(faults(at(path, secret)), [`${path}: ${said}`]);
    const variables = (...all: object[]) => faults(at("environment.pod.core", all));
    assert.deepEqual(variables({ name: "A", value: "b" }, { name: "DB_PASSWORD", value: "x" }), [`environment.pod.core.1.value: ${said}`]);
    assert.deepEqual(variables({ name: "DB_PASSWORD", valueFrom: { secretKeyRef: { name: "db", key: "password" } } }), []);
  });

  it("is not what names one, or is empty", () => {
    const core = { wasPassword: "", wpsPassword: null, customWasSecret: "was" };
    assert.deepEqual(faults({ security: { core }, networking: { tlsCertSecret: "tls" } }), []);
  });
});
