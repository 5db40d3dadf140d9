import * as assert from "node:assert/strict";
import { imageReference, isBelow } from "../../releases/imageReference";

describe("an image's reference", () => {
  for (const [image, repository, tag, digest] of [
    ["postgres", "docker.io/library/postgres", undefined, undefined],
    ["postgres:16.4", "docker.io/library/postgres", "16.4", undefined],
    ["bitnami/postgres:16", "docker.io/bitnami/postgres", "16", undefined],
    ["ghcr.io/example/server:1.0", "ghcr.io/example/server", "1.0", undefined],
    ["localhost/server", "localhost/server", undefined, undefined],
    ["example.org:5000/server", "example.org:5000/server", undefined, undefined],
    ["example.org:5000/server:1.0", "example.org:5000/server", "1.0", undefined],
    ["ghcr.io/example/server@sha256:0a", "ghcr.io/example/server", undefined, "sha256:0a"],
    ["ghcr.io/example/server:1.0@sha256:0a", "ghcr.io/example/server", "1.0", "sha256:0a"],
    ["ghcr.io/example/server:", "ghcr.io/example/server", "", undefined],
  ] as const) {
    it(`is read: ${image}`, () => assert.deepEqual(imageReference(image), { repository, tag, digest }));
  }

  it("is below a folder only at a slash", () => {
    assert.ok(isBelow("ghcr.io/example/server", ["ghcr.io/example"]));
    assert.ok(isBelow("ghcr.io/example/server", ["ghcr.io/example/"]));
    assert.ok(isBelow("ghcr.io/example/server", ["ghcr.io/example/server"]));
    assert.ok(!isBelow("ghcr.io/example-x/server", ["ghcr.io/example"]));
    assert.ok(!isBelow("ghcr.io/example", ["ghcr.io/example/server"]));
    assert.ok(!isBelow("ghcr.io/example", []));
  });
});
