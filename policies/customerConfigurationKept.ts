import type { PolicyResource, StackValidationPolicy } from "@pulumi/policy";
import { z } from "zod";
import { declaredComponents } from "../config/components";
import { compareVersions } from "../releases/version";
import { configuration } from "./reading/configuration";
import { existingKind, texts, textSettings } from "./reading/customerSettings";
import { kindOf } from "./reading/kubernetes";
import { ownerInStack } from "./reading/owner";
import { notKnown, plain, valueAt } from "./reading/plain";
import { stackSettings } from "./reading/settings";

const { configSchema, settings } = configuration("customer-configuration-kept", {
  placedSince: z.record(z.string(), z.string().min(1)).default({
    "duchy.internalApiAddress": "0.5.30",
    "duchy.trusteeMillSubnetworkCidrRange": "0.5.29",
    "reporting.eventMessageTypeUrl": "0.5.29",
    "reporting.pdpName": "0.5.30",
    "reporting.mcp.host": "0.5.45",
    "reporting.mcp.oauthIssuer": "0.5.45",
    "reporting.mcp.oauthProtectedResource": "0.5.45",
  }).describe("The release from which on a setting is in a component's objects, by kind and path, where older ones have no place for it."),
  notVerbatim: z.array(z.string().min(1)).default(["duchy.role"])
    .describe("Settings, by kind and path, that decide what the objects are and stand in none of them word for word."),
});

/**
 * Checks that what customers have set is what is deployed: the text of every setting stands in the objects of its
 * component, so that no release's own default has taken its place; and what the stack file names as existing, Secrets and
 * ConfigMaps, is created by nothing in the stack, which would take it over and overwrite it.
 * @severity high
 * @link https://github.com/cilium/cilium/pull/12020
 */
export const customerConfigurationKept: StackValidationPolicy = {
  name: "customer-configuration-kept",
  description: "Checks that customers' settings reach the objects, and that nothing overwrites Secrets and ConfigMaps which are theirs.",
  enforcementLevel: "mandatory",
  severity: "high",
  tags: ["configuration"],
  remediationSteps: "Have the component's release take the setting, or take the setting out; give what the stack creates another name.",
  url: "https://github.com/cilium/cilium/pull/12020",
  configSchema,
  validateStack: (args, reportViolation) => {
    const { placedSince, notVerbatim } = settings(args);
    const stack = stackSettings();
    const declared = declaredComponents(stack).map((component) => ({ ...component, its: textSettings(stack, component) }));
    for (const { id, kind, version, its } of declared) {
      const component = args.resources.find(({ type, name }) => type.startsWith("stepwise:") && `${type.split(":")[1]}/${name}` === id);
      const found = args.resources.filter((resource) => ownerInStack(resource) === id).flatMap(({ props }) => texts(plain(props), []));
      if (!component) continue;
      for (const { path, value } of its) {
        const setting = `${kind}.${path}`;
        const since = Object.hasOwn(placedSince, setting) ? placedSince[setting] : undefined;
        if (notVerbatim.includes(setting) || (since !== undefined && compareVersions(version, since) < 0)) continue;
        if (!found.some(({ value: text }) => hasWord(text, value))) {
          reportViolation(`the setting ${path} of ${id} is in none of its objects at ${version}; what the customer set would be lost`, component.urn);
        }
      }
    }
    const theirs = declared.flatMap(({ id, its }) => {
      const namespace = its.find(({ path }) => path === "namespace")?.value;
      return its.map(({ path, value }) => ({ id, path, namespace, name: value, kind: existingKind(path) }))
        .filter(({ kind }) => kind !== undefined);
    });
    for (const resource of args.resources) {
      const taken = theirs.find((one) => takesOver(resource, one));
      if (taken) reportViolation(`${resource.name} is the ${taken.kind} that ${taken.path} of ${taken.id} names, or may be; it exists already and is not the stack's`, resource.urn);
    }
  },
};

/** Whether a text has this one in it, and not as a part of a longer word. */
function hasWord(text: string, word: string): boolean {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    if (!/[\w.-]$/.test(text.slice(0, at)) && !/^[\w.-]/.test(text.slice(at + word.length))) return true;
  }
  return word === "";
}

/** Whether a resource is this object; one whose name is not known yet may be. */
function takesOver(
  { type, props }: Pick<PolicyResource, "type" | "props">,
  { kind, namespace, name }: { readonly kind: string | undefined; readonly namespace: string | undefined; readonly name: string },
): boolean {
  if (kindOf(type)?.kind !== kind) return false;
  const may = (value: unknown, expected: string | undefined): boolean => value === notKnown || value === expected;
  return may(valueAt(props, "metadata", "name"), name) && may(valueAt(props, "metadata", "namespace"), namespace);
}
