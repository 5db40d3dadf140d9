import type { DxKind } from "../../../config/dx";
import { chartApps } from "../../../config/dxValues";
import { isMap, type Values } from "../../../config/plainValues";
import { dxDefaults } from "./defaults";

/** The kind of component that a part of the values is about, by its key. What is of no kind here is shown with Core. */
const kindOf: ReadonlyMap<string, DxKind> = new Map<string, DxKind>([
  ...chartApps.map((app) => [app, "core"] as const),
  ["persistence", "persistence"], ["persistenceNode", "persistence"], ["persistenceConnectionPool", "persistence"],
  ["digitalAssetManagement", "dam"], ["damPluginGoogleVision", "dam"], ["damPluginKaltura", "dam"], ["damDB", "dam"],
  ["ringApi", "ring-api"],
  ["contentComposer", "content-composer"],
  ["imageProcessor", "image-processor"],
  ["haproxy", "haproxy"],
  ["ambassador", "ambassador"], ["ambassadorIngress", "ambassador"], ["ambassadorRedis", "ambassador"],
]);

/** The defaults of one kind of component, or all for null, as a plan shows them hop by hop; undefined where nobody knows them. */
export function dxDefaultsOf(kind: string | null, version: string): Values | undefined {
  const defaults = dxDefaults(version);
  return defaults && (kind === null ? { ...defaults } : ofKind({ ...defaults }, kind));
}

function ofKind(values: Values, kind: string): Values {
  return Object.fromEntries(Object.entries(values).flatMap(([key, value]) => {
    const owner = kindOf.get(key);
    if (owner === undefined && isMap(value)) return [[key, ofKind(value, kind)]];
    return (owner ?? "core") === kind ? [[key, value]] : [];
  }));
}
