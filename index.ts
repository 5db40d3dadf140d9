import * as pulumi from "@pulumi/pulumi";
import { cluster } from "./components/core/cluster";
import { dx } from "./components/dx";
import { halo } from "./components/halo";
import { kleidia } from "./components/kleidia";
import { systemProblems } from "./components/problems";
import { declaredComponents } from "./config/components";
import { currentTime, packLoadedVariable } from "./config/environment";
import { settingsOf } from "./config/program";
import { circumstancesOf } from "./gates/circumstances";
import { createGate } from "./gates/hook";
import { exportedStates, otherStackStates } from "./gates/stackExport";
import { loadCatalogs } from "./releases/load";
import { InputError } from "./releases/problem";
import { catalogFolder } from "./releases/projectRoot";

const settings = settingsOf(new pulumi.Config());
const declared = declaredComponents(settings);

const problems = systemProblems(settings);
if (problems.length > 0) {
  throw new InputError(problems.map(({ system, path, message }) =>
    ({ file: "the stack's configuration", path: `stepwise:${system}.${path}`, message })));
}

const savedStates = () => exportedStates(pulumi.getStack());
const gate = createGate({
  catalogs: loadCatalogs(catalogFolder),
  circumstances: circumstancesOf(settings, currentTime(), savedStates, otherStackStates, pulumi.getStack()),
  kindOf: (component) => declared.find(({ id }) => id === component)?.kind,
  savedStates,
  // Said only by a deployer that has loaded the policy pack, which then judges in the preview.
  silentInPreview: process.env[packLoadedVariable] === "true" && pulumi.runtime.isDryRun(),
});

const provider = cluster(settings.cluster, pulumi.getStack());
if (settings.halo) halo(settings.halo, { provider, gate });
if (settings.kleidia) kleidia(settings.kleidia, { provider, gate, installing: settings.permits.install });
if (settings.dx) {
  dx(settings.dx, {
    provider, gate, installing: settings.permits.install,
    coreMigratesItsDatabase: settings.facts["dxCoreMigratesItsDatabase"] === true,
  });
}

/** What is asked for; what is deployed is each component's own output. */
export const wanted = Object.fromEntries(declared.map(({ id, version }) => [id, version]));
