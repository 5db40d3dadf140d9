import type { DxValues } from "../../../config/dxValues";
import { overlay } from "../../core/overlay";
import { dxDefaults } from "./defaults";
import type { MergedValues } from "./shape";

/**
 * What a release ships with the customer's values over it: each of them wins, whatever the release; null takes a default out.
 * @throws Error for a release before CF196, which a stack's settings have been checked for
 */
export function mergedValues(version: string, values: DxValues): MergedValues {
  const defaults = dxDefaults(version);
  if (defaults === undefined) throw new Error(`what ${version} ships as values is not known`);
  // The schema lets nobody take out or retype what is not optional in it.
  return overlay({ ...defaults }, values) as MergedValues;
}
