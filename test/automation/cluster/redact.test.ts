import * as assert from "node:assert/strict";
import * as fc from "fast-check";
import { isSecretName, redact, redacted } from "../../../automation/cluster/redact";

const letters = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";
const signs = "!#$%^*_-+.~?:;,&()=<>/{}[]|";
const from = (alphabet: string, constraints: { minLength: number; maxLength: number }) =>
  fc.string({ ...constraints, unit: fc.constantFrom(...alphabet) });
/** Begins and ends in letters: the signs at the ends of a word may be its sentence's. */
const end = from(letters, { minLength: 4, maxLength: 8 });
const password = fc.tuple(end, from(letters + signs, { minLength: 0, maxLength: 20 }), end).map((parts) => parts.join(""));
const plainPassword = from(letters, { minLength: 8, maxLength: 30 });
const around = fc.string({ maxLength: 60 }).map((text) => text.replace(/["'\\]/g, " "));

/** Where secrets are said, each with the secrets that can be said there. */
const places: Readonly<Record<string, readonly [fc.Arbitrary<string>, (secret: string) => string]>> = {
  "an address": [password, (it) => `jdbc connects to postgres://kingdom:${it}@db.example.org:5432/kingdom?sslmode=require`],
  "an address with an @ in it": [plainPassword, (it) => `https://user:x@${it}@example.org/`],
  "an environment variable": [password, (it) => `PGPASSWORD=${it} psql --host db`],
  "a JDBC setting": [password, (it) => `jdbc:postgresql://db/kingdom?user=k&password=${it}`],
  "a Spring setting": [password, (it) => `spring.datasource.password=${it}`],
  "JSON": [password, (it) => `{"user":"k","password":${JSON.stringify(it)},"host":"db"}`],
  "JSON in JSON": [plainPassword, (it) => JSON.stringify({ message: JSON.stringify({ apiKey: it }) })],
  "single quotes": [password, (it) => `credentials = '${it}'`],
  "SQL": [password, (it) => `ALTER USER kingdom WITH PASSWORD '${it}'`],
  "several words of YAML": [plainPassword, (it) => `  db-password: correct ${it}`],
  "a flag": [plainPassword, (it) => `tool --db-password ${it} --verbose`],
  "a flag with =": [password, (it) => `tool --token=${it}`],
  "a header": [plainPassword, (it) => `> Authorization: Bearer ${it}`],
  "a bearer token": [plainPassword.map((it) => `${it}1`), (it) => `asked with bearer ${it} for it`],
  "a basic header": [plainPassword.map((it) => Buffer.from(it).toString("base64")), (it) => `Authorization: Basic ${it}`],
  "a JSON Web Token": [plainPassword, (it) => `got eyJhbGciOiJIUzI1NiJ9.${it}.${it} from the server`],
  "an AWS key id": [from("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", { minLength: 16, maxLength: 16 }), (it) => `signed by AKIA${it} today`],
  "an AWS secret key": [from(`${letters}/+`, { minLength: 37, maxLength: 37 }).map((it) => `${it}aB3`), (it) => `signed with ${it} today`],
  "a Google key": [from(letters, { minLength: 35, maxLength: 35 }), (it) => `key is AIza${it}.`],
  "a GitHub token": [from(letters, { minLength: 36, maxLength: 36 }), (it) => `pushed with ghp_${it}`],
  "an OpenBao token": [from(letters, { minLength: 24, maxLength: 60 }), (it) => `root is s.${it}`],
  "an unseal key": [plainPassword, (it) => `Unseal Key 1: ${it}`],
  "a PEM block": [from(`${letters}+/`, { minLength: 20, maxLength: 200 }), (it) => `-----BEGIN RSA PRIVATE KEY-----\n${it}\n-----END RSA PRIVATE KEY-----`],
  "a PEM block in JSON": [from(letters, { minLength: 20, maxLength: 200 }), (it) => `{"private_key": "-----BEGIN PRIVATE KEY-----\\n${it}\\n-----END PRIVATE KEY-----\\n"}`],
  "a PEM block without its end": [from(letters, { minLength: 20, maxLength: 200 }), (it) => `-----BEGIN EC PRIVATE KEY-----\n${it}`],
};

describe("redacting", () => {
  for (const [place, [secrets, said]] of Object.entries(places)) {
    it(`leaves no secret in ${place}`, () => {
      fc.assert(fc.property(secrets, around, around, (secret, before, after) => {
        const text = `${before}\n${said(secret)}\n${after}`;
        fc.pre(!before.includes(secret) && !after.includes(secret));
        assert.ok(!redact(text).includes(secret), redact(text));
      }), { numRuns: 300 });
    });
  }

  it("leaves nothing of a key whose beginning was cut off", () => {
    assert.equal(redact("MIIEvQIBADANBgkq+/hkiG9w0\nQIBADANBgkqhk==\n-----END PRIVATE KEY-----\nnext"), `${redacted}\nnext`);
    assert.equal(redact(`loaded\n${"aB3".repeat(20)}\n${"cD4".repeat(20)}==\nnext`), `loaded\n${redacted}\n${redacted}\nnext`);
  });

  it("leaves no known value, however it is spelt", () => {
    fc.assert(fc.property(fc.string({ minLength: 4, maxLength: 40, unit: "grapheme" }), around, (value, before) => {
      fc.pre(value.trim().length >= 4 && !redacted.includes(value.trim()) && !before.includes(value));
      const spelt = [value, encodeURIComponent(value), JSON.stringify(value), Buffer.from(value).toString("base64")];
      const shown = redact(`${before} ${spelt.join(" | ")}`, [value]);
      assert.ok(!shown.includes(value), shown);
      assert.ok(!shown.includes(Buffer.from(value).toString("base64")), shown);
    }));
  });

  it("takes the longest of known values first, and none that is too short to be told", () => {
    assert.equal(redact("of abcdef and abcdefgh", ["abcdef", "abcdefgh"]), `of ${redacted} and ${redacted}`);
    assert.equal(redact("a 1 and a 2", ["1", ""]), "a 1 and a 2");
  });

  it("changes nothing the second time", () => {
    const some = fc.constantFrom(...Object.values(places)).chain(([secrets, said]) => secrets.map(said));
    fc.assert(fc.property(fc.array(fc.oneof(some, around), { maxLength: 6 }), (parts) => {
      const once = redact(parts.join("\n"));
      assert.equal(redact(once), once);
    }), { numRuns: 500 });
  });

  it("keeps what says why something failed", () => {
    for (const kept of [
      'psql: error: connection to server at "db" (10.0.0.5), port 5432 failed: FATAL:  password authentication failed for user "kingdom"',
      "couldn't find key db-password in Secret kingdom/halo-db",
      'MountVolume.SetUp failed for volume "certs" : secret "certs-and-configs" not found',
      'references non-existent secret key: tls.key',
      'Failed to pull image "ghcr.io/halo/kingdom:0.5.46": unexpected status from HEAD request to https://ghcr.io/v2/halo/kingdom/manifests/0.5.46: 403 Forbidden',
      "liquibase.exception.LockException: Could not acquire change log lock.  Currently locked by kingdom-migrate-x (10.0.0.7) since 11/21/26",
      "Warning: the author of this design signed it: significant, authenticated, authority=a",
      "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08 at 2c02538f2d8f0d7f0a4f4ab5ab8a40a0ce7fca31",
      "process ended by signal: killed",
      "--------------------------------------------------------------",
    ]) assert.equal(redact(kept), kept);
  });

  it("takes time in proportion to the text", () => {
    for (const part of ["a", "://", "password", "-", "eyJa.", "'", "\\\"", "A1b", "s.aaaaaaaaaaaaaaaaaaaaaaaaaaa ", "- ", "token: '"]) {
      const started = process.hrtime.bigint();
      redact(part.repeat(8_000 / part.length));
      assert.ok(Number(process.hrtime.bigint() - started) / 1e6 < 1_000, part);
    }
  });

  it("knows the names of secrets", () => {
    for (const name of ["PGPASSWORD", "DB_PASSWD", "apiKey", "AWS_SECRET_ACCESS_KEY", "GITHUB_TOKEN", "client.key", "tls-private-key"]) assert.ok(isSecretName(name), name);
    for (const name of ["PGHOST", "AUTHOR", "DESIGN", "KEYBOARD", "JAVA_TOOL_OPTIONS", "RETENTION"]) assert.ok(!isSecretName(name), name);
  });
});
