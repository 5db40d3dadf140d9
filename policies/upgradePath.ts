import type { ResourceValidationPolicy } from "@pulumi/policy";
import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import { declaredComponents } from "../config/components";
import { currentTime } from "../config/environment";
import { versionedFields } from "../config/versioned";
import { circumstancesOf } from "../gates/circumstances";
import { componentIdOf, installationStateOf } from "../gates/installationState";
import { otherStackStates } from "../gates/stackExport";
import { judge } from "../upgrades/judge";
import { readInstalled, tellInstalled } from "./installed";
import { catalogs } from "./reading/catalogs";
import { configuration } from "./reading/configuration";
import { plain } from "./reading/plain";
import { stackSettings } from "./reading/settings";

const { returnedFrom, stage } = versionedFields;
const version = z.string().min(1);

const { configSchema, settings: configured } = configuration("upgrade-path", {
  installed: z.record(z.string(), z.discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("absent") }),
    z.strictObject({ kind: z.literal("complete"), deployed: version, schema: version.optional(), returnedFrom, stage }),
    z.strictObject({ kind: z.literal("incomplete"), attempted: version, returnedFrom, stage }),
    z.strictObject({ kind: z.literal("adopted"), version }),
    z.strictObject({ kind: z.literal("unknown"), why: z.string() }),
  ])).optional().describe("Every component's installation state, by its id, as `stepwise` reads it before a run."),
});

/**
 * Checks that each versioned component takes one allowed step from the state it is in.
 *
 * A policy is never shown the old state (pulumi-policy#154), so it is brought here: by the deployer, in the pack's
 * configuration, or else out of `pulumi stack export`. Without either it reports a violation: what is not known is not
 * allowed.
 * @severity critical
 * @link https://github.com/pulumi/pulumi-policy/issues/154
 */
export const upgradePath: ResourceValidationPolicy = {
  name: "upgrade-path",
  description: "Checks that each versioned component takes one allowed step from the state it is in.",
  enforcementLevel: "mandatory",
  severity: "critical",
  tags: ["upgrades"],
  remediationSteps: "Follow the remedy in the message.",
  url: "https://github.com/pulumi/pulumi-policy/issues/154",
  configSchema,
  validateResource: (args, reportViolation) => {
    tellInstalled(configured(args).installed);
    const component = componentIdOf(args.type, args.name);
    if (component === undefined) return;
    const settings = stackSettings();
    const kind = declaredComponents(settings).find(({ id }) => id === component)?.kind;
    const catalog = catalogs().get(component.split("/")[0] ?? "");
    if (!catalog || kind === undefined) return reportViolation(`${component} is not in this stack's configuration`);
    const wanted = installationStateOf(plain(args.props), {});
    if (wanted.kind !== "incomplete") return reportViolation(`${component} asks for no version that can be read`);
    const installed = readInstalled();
    if (installed instanceof Error) return reportViolation(`what is deployed of ${component} is not known: ${installed.message}`);
    const { attempted, ...goal } = wanted;
    const { allowed, reasons } = judge(
      catalog,
      installed.get(component) ?? { kind: "absent" },
      { component, kind, version: attempted, returnedFrom: goal.returnedFrom, stage: goal.stage },
      circumstancesOf(settings, currentTime(), () => installed, otherStackStates, pulumi.getStack()),
    );
    if (allowed) return;
    for (const { id, message, remedy } of reasons) reportViolation(`${component}: ${message}. ${remedy}. [${id}]`);
  },
};
