import type { ResourceValidationPolicy } from "@pulumi/policy";
import { z } from "zod";
import { configuration } from "./reading/configuration";
import { isList, notKnown, valueAt, type Plain } from "./reading/plain";
import { containersOf, podOf } from "./reading/pods";
import { isSecretName, looksSecret, pointsElsewhere } from "./reading/secretSigns";

const { configSchema, settings } = configuration("plain-secret", {
  notSecret: z.array(z.string().min(1)).default([])
    .describe("Names of variables and flags that hold no secret, although they look so or are not known in a preview."),
});

/**
 * Checks that no secret stands in a container's environment or arguments, where everybody who may read the object, the
 * state or a diff sees it. Messages name the place and never the value.
 * @severity critical
 * @link https://kubernetes.io/docs/concepts/configuration/secret/
 */
export const plainSecret: ResourceValidationPolicy = {
  name: "plain-secret",
  description: "Checks that secrets come to containers by reference, never as plain variables or arguments.",
  enforcementLevel: "mandatory",
  severity: "critical",
  tags: ["secrets"],
  remediationSteps: "Put the value into a Secret and refer to it (valueFrom.secretKeyRef, or a mounted file); take the plain one for known to others.",
  url: "https://kubernetes.io/docs/concepts/configuration/secret/",
  configSchema,
  validateResource: (args, reportViolation) => {
    const pod = podOf(args);
    if (pod === undefined) return;
    if (pod === notKnown) return reportViolation("its Pods are not known yet, so whether they hold a secret can't be checked");
    const { notSecret } = settings(args);
    for (const { title, fields } of containersOf(pod)) {
      if (fields === notKnown) {
        reportViolation(`${title} is not known yet, so whether it holds a secret can't be checked`);
        continue;
      }
      for (const what of [...environment(valueAt(fields, "env"), notSecret), ...words(fields, notSecret)]) reportViolation(`${what} of ${title}`);
    }
  },
};

/** What is wrong with variables, without their values. */
function environment(env: Plain, notSecret: readonly string[]): string[] {
  if (env === notKnown) return ["a secret may be in the environment, which is not known yet,"];
  return (isList(env) ? env : []).flatMap((variable, i) => {
    const [name, value] = [valueAt(variable, "name"), valueAt(variable, "value")];
    const title = `variable ${typeof name === "string" ? name : `env[${i}]`}`;
    if (typeof name === "string" && notSecret.includes(name)) return [];
    if (name === notKnown) return [`a secret may be in the ${title}, whose name is not known yet,`];
    if (value === notKnown) return [`a secret may be in the ${title}, whose value is not known yet,`];
    if (typeof value !== "string") return [];
    const isNamed = typeof name === "string" && isSecretName(name) && !pointsElsewhere(value);
    return isNamed || looksSecret(value) ? [`a secret stands in the ${title}`] : [];
  });
}

/** What is wrong with the command and its arguments: `--password=…`, `--password …`, or anything that looks secret. */
function words(container: Plain, notSecret: readonly string[]): string[] {
  return ["command", "args"].flatMap((list) => {
    const texts = valueAt(container, list);
    if (texts === notKnown) return [`a secret may be in ${list}, which is not known yet,`];
    return (isList(texts) ? texts : []).flatMap((text, i, all) => {
      if (text === notKnown) return [`a secret may be in ${list}[${i}], which is not known yet,`];
      if (typeof text !== "string") return [];
      const [, flag, inline] = /^(-[\w.-]+)(?:=(.*))?$/s.exec(text) ?? [];
      if (flag !== undefined && notSecret.includes(flag)) return [];
      const next = all[i + 1];
      const value = inline ?? (typeof next === "string" && !next.startsWith("-") ? next : undefined);
      const isNamed = flag !== undefined && isSecretName(flag) && value !== undefined && !pointsElsewhere(value);
      return isNamed || looksSecret(text) ? [`a secret stands in ${list}[${i}]${flag === undefined ? "" : ` (${flag})`}`] : [];
    });
  });
}
