import * as assert from "node:assert/strict";
import { declaredComponents } from "../../config/components";
import { kleidiaSchema } from "../../config/kleidia";
import { settingsSchema } from "../../config/stack";

const smallest = { version: "2.3.0", platform: {}, data: {}, services: { host: "kleidia.example.org" } };

/** What is said of settings: each fault with its path. */
function faults(settings: unknown): string[] {
  const { error } = kleidiaSchema.safeParse(settings);
  return (error?.issues ?? []).map(({ path, message }) => `${path.join(".")}: ${message}`);
}

describe("the settings of Kleidia", () => {
  it("have the names of upstream's charts, so that a stack need only name its host", () => {
    const { platform, data, services, backups } = kleidiaSchema.parse(smallest);
    assert.deepEqual([platform!.name, platform!.namespace, platform!.unsealKey], [
      "kleidia-platform-openbao", "kleidia", { secretName: "openbao-unseal-key", id: "kleidia-1" },
    ]);
    assert.deepEqual([data!.name, data!.database, data!.user, data!.credentials.secret], ["postgres", "kleidia", "kleidiauser", "postgres-secret"]);
    assert.equal(services!.approleSecretName, "openbao-backend-approle");
    assert.equal(backups.openbaoTokenSecretName, "vault-backup-token");
    assert.equal(services!.backend.replicas, undefined);
    assert.equal(services!.migratesAtStart, false);
  });

  it("take no image whose tag says nothing or moves", () => {
    const tags = ["latest", "18", "alpine", "18-alpine", "v18", ""];
    for (const tag of tags) {
      const image = `docker.io/library/postgres${tag && `:${tag}`}`;
      assert.match(faults({ ...smallest, data: { image } }).join(), /^data\.image: expected an image whose tag begins with/, image);
    }
    const digest = `@sha256:${"a".repeat(64)}`;
    for (const image of ["docker.io/library/postgres:16.11", "postgres:16.11-alpine", `mirror.example.org:5000/postgres:v16.11${digest}`]) {
      assert.deepEqual(faults({ ...smallest, data: { image } }), [], image);
    }
  });

  it("name what is wrong by its path", () => {
    const wrong = {
      ...smallest,
      platform: { servers: 2, storage: { size: "10" } },
      data: { user: "kleidia-user", volume: { mountPath: "data", dataDirectory: "/data" } },
      services: { host: "https://kleidia.example.org", backend: { repository: "kleidia/backend:2.3.0", replicas: 0 } },
      backups: { keepCount: 0 },
    };
    assert.deepEqual(faults(wrong).map((text) => text.split(":")[0]).sort(), [
      "backups.keepCount", "data.user", "data.volume.mountPath", "platform.servers", "platform.storage.size",
      "services.backend.replicas", "services.backend.repository", "services.host",
    ]);
  });

  it("refuse what they don't know, a password among it", () => {
    assert.match(faults({ ...smallest, data: { password: "hunter2" } }).join(), /password/);
    assert.doesNotMatch(faults({ ...smallest, data: { password: "hunter2" } }).join(), /hunter2/);
  });

  it("declare platform, data and services, in this order, each at its own release or the system's", () => {
    const settings = settingsSchema.parse({ kleidia: { ...smallest, data: { version: "2.2.0", stage: "quiesce" } } });
    assert.deepEqual(declaredComponents(settings).map(({ id, kind, version, stage, path }) => [id, kind, version, stage, path.join(".")]), [
      ["kleidia/platform", "platform", "2.3.0", undefined, "platform"],
      ["kleidia/data", "data", "2.2.0", "quiesce", "data"],
      ["kleidia/services", "services", "2.3.0", undefined, "services"],
    ]);
    assert.deepEqual(declaredComponents(settingsSchema.parse({ kleidia: { version: "2.3.0", data: {} } })).map(({ id }) => id), ["kleidia/data"]);
  });

  it("stand beside another system's", () => {
    const targets = { kingdomPublicApi: "a.example.org:8443", kingdomSystemApi: "b.example.org:8443" };
    const kingdom = { namespace: "halo", publicApiAddressName: "p", systemApiAddressName: "s" };
    const settings = settingsSchema.parse({ halo: { version: "0.5.46", targets, kingdom }, kleidia: { version: "2.3.0", data: {} } });
    assert.deepEqual(declaredComponents(settings).map(({ id, version }) => [id, version]), [["halo/kingdom", "0.5.46"], ["kleidia/data", "2.3.0"]]);
  });
});
