import * as assert from "node:assert/strict";
import { imageRegistry } from "../../policies/imageRegistry";
import { changed, containerPath, deployment, deploymentType, podPath, said, unknownValue } from "./asking";

describe("the policy image-registry", () => {
  const ask = (path: readonly (string | number)[], value: unknown, config = {}) =>
    said(imageRegistry, { type: deploymentType, props: changed(deployment, path, value), config });
  const image = [...containerPath, "image"];

  it("says nothing of images from where they may come from", () => {
    assert.deepEqual(said(imageRegistry, { type: deploymentType, props: deployment }), []);
  });

  for (const [title, value, repository] of [
    ["another registry", "registry.example.org/kingdom/data-server:0.5.46", "registry.example.org/kingdom/data-server"],
    ["Docker Hub by a short name", "nginx:1.27", "docker.io/library/nginx"],
    ["a folder whose name only begins like an allowed one", "ghcr.io/world-federation-of-advertisers-x/a:0.5.46", "ghcr.io/world-federation-of-advertisers-x/a"],
    ["a registry with a port", "localhost:5000/kingdom:0.5.46", "localhost:5000/kingdom"],
  ] as const) {
    it(`refuses ${title}`, () => {
      const found = ask(image, value);
      assert.equal(found.length, 1);
      assert.ok(found[0]!.startsWith(`the image of container server comes from ${repository}, expected one of ghcr.io/world-federation-of-advertisers, `));
    });
  }

  it("looks at containers that only start the Pod", () => {
    assert.match(ask([...podPath, "initContainers", 0, "image"], "evil.example.org/busybox:1").join("\n"), /^the image of container prepare comes from evil[^\n]*$/);
  });

  for (const [title, path, message] of [
    ["image", image, "the image of container server is not stated or not known yet, expected one that can be checked"],
    ["container", containerPath, "the image of container containers[0] is not stated or not known yet, expected one that can be checked"],
    ["list of containers", [...podPath, "containers"], "the image of containers is not stated or not known yet, expected one that can be checked"],
    ["Pod", ["spec", "template"], "its Pods are not known yet, so where their images come from can't be checked"],
  ] as const) {
    it(`refuses a ${title} that is not known yet`, () => assert.deepEqual(ask(path, unknownValue), [message]));
  }

  it("takes what is allowed from its configuration", () => {
    const config = { allowed: ["mirror.example.org"] };
    const found = ask(image, "mirror.example.org/kingdom/data-server:0.5.46", config);
    assert.equal(found.length, 1);
    assert.match(found[0]!, /container prepare comes from registry\.k8s\.io\/busybox, expected one of mirror\.example\.org$/);
    assert.throws(() => ask(image, "a", { allowed: "mirror.example.org" }), /image-registry\.allowed: found "mirror\.example\.org", expected/);
  });

  it("says nothing of what makes no Pods", () => {
    assert.deepEqual(said(imageRegistry, { type: "kubernetes:core/v1:ConfigMap", props: { data: { image: "nginx" } } }), []);
    assert.deepEqual(said(imageRegistry, { type: "kubernetes:example.org/v1:Deployment", props: changed(deployment, image, "nginx") }), []);
  });
});
