import * as assert from "node:assert/strict";
import * as fc from "fast-check";
import { plainSecret } from "../../policies/plainSecret";
import { changed, containerPath, deployment, deploymentType, podPath, said, unknownValue } from "./asking";

const env = (name: string, value: unknown) => changed(deployment, [...containerPath, "env", 1], { name, value });
const args = (...words: readonly unknown[]) => changed(deployment, [...containerPath, "args"], words);
const ask = (props: object, config = {}) => said(plainSecret, { type: deploymentType, props, config });

/** Made up for this test. */
const secrets: Readonly<Record<string, string>> = {
  "a private key": "-----BEGIN RSA PRIVATE KEY-----\nMIIEow",
  "a web token": "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.abc",
  "an AWS key": `AKIA${"A1".repeat(8)}`,
  "a GitHub token": `ghp_${"a1".repeat(18)}`,
  "a password in a URL": "postgres://reader:hunter2@db.example.org/reports",
};

describe("the policy plain-secret", () => {
  it("says nothing of plain settings and of references to Secrets", () => assert.deepEqual(ask(deployment), []));

  for (const name of ["PGPASSWORD", "DB_PASSWORD", "API_KEY", "CLIENT_SECRET", "GITHUB_TOKEN", "awsSecretAccessKey", "AWS_CREDENTIALS"]) {
    it(`refuses the variable ${name}`, () => {
      assert.deepEqual(ask(env(name, "hunter2")), [`a secret stands in the variable ${name} of container server`]);
    });
  }

  for (const [name, value] of [
    ["DB_PASSWORD", ""], ["DB_PASSWORD", "$(FROM_A_SECRET)"], ["GOOGLE_APPLICATION_CREDENTIALS", "/var/run/secrets/key.json"],
    ["PASSWORD_FILE", "secret.txt"], ["TOKENS_PER_SECOND", "5"], ["DATABASE_URL", "postgres://reader:$(PASSWORD)@db.example.org/reports"],
  ] as const) {
    it(`lets ${name}=${value} be`, () => assert.deepEqual(ask(env(name, value)), []));
  }

  for (const [title, value] of Object.entries(secrets)) {
    it(`finds ${title}, whatever it is called, and does not repeat it`, () => {
      for (const props of [env("SETTING", value), args("--setting", value), args(`--setting=${value}`), args("sh", "-c", `run ${value}`)]) {
        const found = ask(props);
        assert.equal(found.length, 1);
        assert.ok(!found.join().includes(value) && !found.join().includes(value.slice(0, 12)), found.join());
      }
    });
  }

  it("finds a secret behind a flag, in one word or two", () => {
    assert.deepEqual(ask(args("--db-password=hunter2")), ["a secret stands in args[0] (--db-password) of container server"]);
    assert.deepEqual(ask(args("--port=1", "--token", "hunter2")), ["a secret stands in args[1] (--token) of container server"]);
    assert.deepEqual(ask(args("--password", "--verbose")), []);
    assert.deepEqual(ask(args("--password=$(DB_PASSWORD)")), []);
  });

  it("looks at containers that only start the Pod", () => {
    const props = changed(deployment, [...podPath, "initContainers", 0, "env"], [{ name: "PASSWORD", value: "hunter2" }]);
    assert.deepEqual(ask(props), ["a secret stands in the variable PASSWORD of container prepare"]);
  });

  for (const [title, props, message] of [
    ["value", env("SETTING", unknownValue), "a secret may be in the variable SETTING, whose value is not known yet, of container server"],
    ["name", changed(deployment, [...containerPath, "env", 0, "name"], unknownValue), "a secret may be in the variable env[0], whose name is not known yet, of container server"],
    ["environment", changed(deployment, [...containerPath, "env"], unknownValue), "a secret may be in the environment, which is not known yet, of container server"],
    ["argument", args("--a", unknownValue), "a secret may be in args[1], which is not known yet, of container server"],
    ["command", changed(deployment, [...containerPath, "command"], unknownValue), "a secret may be in command, which is not known yet, of container server"],
    ["container", changed(deployment, containerPath, unknownValue), "container containers[0] is not known yet, so whether it holds a secret can't be checked"],
    ["Pod", changed(deployment, podPath, unknownValue), "its Pods are not known yet, so whether they hold a secret can't be checked"],
  ] as const) {
    it(`does not let a ${title} pass that is not known yet`, () => assert.deepEqual(ask(props), [message]));
  }

  it("lets be what the configuration says is no secret", () => {
    const config = { notSecret: ["DB_PASSWORD", "SERVICE_HOST", "--token"] };
    assert.deepEqual(ask(env("DB_PASSWORD", "none"), config), []);
    assert.deepEqual(ask(env("SERVICE_HOST", unknownValue), config), []);
    assert.deepEqual(ask(args("--token=x"), config), []);
    assert.equal(ask(env("DB_PASSWORD", "none")).length, 1);
  });

  it("never says a value, whatever it is", () => {
    const value = fc.string({ minLength: 6 }).map((text) => `<${text}>`);
    fc.assert(fc.property(value, fc.constantFrom("DB_PASSWORD", "SETTING"), fc.constantFrom(...Object.values(secrets)), (text, name, secret) => {
      for (const props of [env(name, text), env(name, `${text} ${secret}`), args(`--password=${text}`), args("--password", text)]) {
        assert.ok(!ask(props).join().includes(text));
      }
    }));
  });
});
