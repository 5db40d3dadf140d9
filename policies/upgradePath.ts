import type { ResourceValidationPolicy } from "@pulumi/policy";
import * as pulumi from "@pulumi/pulumi";
import { declaredComponents } from "../config/components";
import { currentTime } from "../config/environment";
import { settingsOf } from "../config/program";
import { circumstancesOf } from "../gates/circumstances";
import { componentIdOf, installationStateOf } from "../gates/installationState";
import { otherStackStates } from "../gates/stackExport";
import { loadCatalogs } from "../releases/load";
import { catalogFolder } from "../releases/projectRoot";
import { judge } from "../upgrades/judge";
import type { InstallationState } from "../upgrades/installationState";
import { readInstalled } from "./installed";

interface Config {
  /** Every component's installation state, by component id, as the deployer read it before this run. */
  readonly installed?: Readonly<Record<string, InstallationState>>;
}

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
  configSchema: {
    properties: {
      installed: { type: "object", description: "Installation states by component id, as `stepwise` passes them." },
    },
  },
  validateResource: (args, reportViolation) => {
    const component = componentIdOf(args.type, args.name);
    if (component === undefined) return;
    const settings = settingsOf(new pulumi.Config("stepwise"));
    const kind = declaredComponents(settings).find(({ id }) => id === component)?.kind;
    const catalog = loadCatalogs(catalogFolder).get(component.split("/")[0] ?? "");
    if (!catalog || kind === undefined) return reportViolation(`${component} is not in this stack's configuration`);
    const wanted = installationStateOf(args.props, {});
    if (wanted.kind !== "incomplete") return reportViolation(`${component} asks for no version that can be read`);
    const installed = readInstalled(args.getConfig<Config>().installed);
    if (installed instanceof Error) return reportViolation(`what is deployed of ${component} is not known: ${installed.message}`);
    const { attempted: version, returnedFrom, stage } = wanted;
    const { allowed, reasons } = judge(
      catalog,
      installed.get(component) ?? { kind: "absent" },
      { component, kind, version, returnedFrom, stage },
      circumstancesOf(settings, currentTime(), () => installed, otherStackStates, pulumi.getStack()),
    );
    if (allowed) return;
    for (const { id, message, remedy } of reasons) reportViolation(`${component}: ${message}. ${remedy}. [${id}]`);
  },
};
