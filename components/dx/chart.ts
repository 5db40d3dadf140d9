import * as path from "node:path";
import { dxKinds, type DxConfig, type DxKind } from "../../config/dx";
import { projectRoot } from "../../releases/projectRoot";
import { readChart, type ChartObject } from "../core/chartFile";

/** The suffixes in the names of a component's objects, where that isn't the suffix of all of them. */
const suffixes: Readonly<Record<DxKind, readonly string[]>> = {
  core: ["core"],
  persistence: ["persistence"],
  dam: ["digital-asset-management", "dam"],
  "ring-api": ["ring-api"],
  "content-composer": ["content-composer"],
  "image-processor": ["image-processor"],
  haproxy: ["haproxy"],
  ambassador: ["ambassador"],
};

/**
 * Which component of DX an object of the chart belongs to, by its name: `<release>-ring-api`, `<release>-persistence-node`.
 * What is nobody's in particular (the runtime controller, the licence manager, global ConfigMaps) comes with Core.
 */
export function componentOf({ metadata: { name } }: Pick<ChartObject, "metadata">, release: string): DxKind {
  const own = name.startsWith(`${release}-`) ? name.slice(release.length + 1) : name;
  return dxKinds.find((kind) => suffixes[kind].some((suffix) => own === suffix || own.startsWith(`${suffix}-`))) ?? "core";
}

/** Where the rendered chart of a release is, from the project's folder. */
export function chartFile({ rendered }: NonNullable<DxConfig["chart"]>, version: string): string {
  return rendered.replaceAll("{version}", version);
}

/**
 * A component's objects in the chart of its release.
 * @throws InputError where the file is not there or can't be read as a chart
 */
export function chartObjects(chart: NonNullable<DxConfig["chart"]>, version: string, kind: DxKind, release: string): ChartObject[] {
  const file = path.resolve(projectRoot, chartFile(chart, version));
  return readChart(path.relative(process.cwd(), file)).filter((object) => componentOf(object, release) === kind);
}
