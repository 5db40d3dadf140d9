import * as assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { imageVersion } from "../../policies/imageVersion";
import { changed, containerPath, deployment, deploymentType, podPath, said, unknownValue, useStack } from "./asking";

const repository = "ghcr.io/world-federation-of-advertisers/kingdom/data-server";
const digest = `sha256:${"0".repeat(64)}`;

describe("the policy image-version", () => {
  before(() => useStack({ version: "0.5.46" }));
  const ask = (image: unknown, more = {}, at: readonly (string | number)[] = containerPath) =>
    said(imageVersion, { type: deploymentType, props: changed(deployment, [...at, "image"], image), ...more });

  it("says nothing of a component's own version", () => {
    assert.deepEqual(said(imageVersion, { type: deploymentType, props: deployment }), []);
  });

  for (const image of [`${repository}:v0.5.46`, `${repository}@${digest}`, `${repository}:other@${digest}`]) {
    it(`takes ${image.replace(repository, "…")} for that version or for pinned`, () => assert.deepEqual(ask(image), []));
  }

  for (const [tag, message] of [
    ["", "the image of container server has neither tag nor digest, expected 0.5.46"],
    [":", "the image of container server has neither tag nor digest, expected 0.5.46"],
    [":0.5.45", "the image of container server has the tag 0.5.45, expected 0.5.46, the version of halo/kingdom, or a digest"],
    [":latest", "the image of container server has the tag latest, expected 0.5.46, the version of halo/kingdom, or a digest"],
  ] as const) {
    it(`refuses ${tag === "" ? "no tag" : tag}`, () => assert.deepEqual(ask(`${repository}${tag}`), [message]));
  }

  it("asks of an image with versions of its own only that it is pinned", () => {
    const prepare = [...podPath, "initContainers", 0];
    assert.deepEqual(ask("registry.k8s.io/busybox:1.36", {}, prepare), []);
    assert.deepEqual(ask("registry.k8s.io/busybox", {}, prepare), ["the image of container prepare has neither tag nor digest, expected one"]);
    for (const tag of ["latest", "backend-latest"]) {
      assert.deepEqual(ask(`registry.k8s.io/busybox:${tag}`, {}, prepare),
        [`the image of container prepare has the tag ${tag}, which moves; expected a version or a digest`]);
    }
  });

  it("asks the same outside of versioned components", () => {
    const parent = "urn:pulumi:prod::stepwise::pulumi:pulumi:Stack::stepwise-prod";
    assert.deepEqual(ask("docker.io/library/nginx:1.27", { parent }), []);
    assert.equal(ask("docker.io/library/nginx:latest", { parent }).length, 1);
  });

  it("takes what has versions of its own from its configuration", () => {
    const found = ask(`${repository}:1.0`, { config: { ownTags: [repository] } });
    assert.deepEqual(found, ["the image of container prepare has the tag 1.27, expected 0.5.46, the version of halo/kingdom, or a digest"]);
  });

  it("takes the release that stays beside another for the version of what says that it is of it, and of nothing else", () => {
    const parent = "urn:pulumi:prod::stepwise::stepwise:kleidia:Services::services";
    const asked = (tag: string, version: string | undefined, blueGreen: object | undefined) => {
      pulumi.runtime.setAllConfig({ "stepwise:kleidia": JSON.stringify({ version: "2.3.0", services: { host: "www.example.org", ...(blueGreen && { blueGreen }) } }) });
      const props = changed(deployment, [...containerPath, "image"], `docker.io/therinn/kleidia-backend:${tag}`);
      return said(imageVersion, { type: deploymentType, props: changed(props, ["metadata"], { annotations: { "stepwise.dev/version": version } }), parent })
        .filter((message) => message.includes("kleidia-backend") || message.includes("server"));
    };
    try {
      const stays = { previous: "2.2.0" };
      assert.deepEqual([asked("v2.2.0", "2.2.0", stays), asked("v2.3.0", "2.3.0", stays)], [[], []]);
      for (const refused of [asked("v2.2.0", "2.3.0", stays), asked("v2.3.0", "2.2.0", stays), asked("v2.1.0", "2.1.0", stays),
        asked("v2.2.0", "2.2.0", {}), asked("v2.2.0", "2.2.0", undefined), asked("v2.2.0", undefined, stays)]) assert.equal(refused.length, 1);
    } finally {
      useStack({ version: "0.5.46" });
    }
  });

  it("refuses what is not known yet", () => {
    assert.deepEqual(ask(unknownValue), ["the image of container server is not stated or not known yet, expected one that can be checked"]);
    assert.deepEqual(ask(undefined).length, 1);
    const props = changed(deployment, ["spec"], unknownValue);
    assert.deepEqual(said(imageVersion, { type: deploymentType, props }), ["its Pods are not known yet, so the versions of their images can't be checked"]);
  });
});
