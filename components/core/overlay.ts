import { isMap, ownValue, type Values } from "../../config/plainValues";

/**
 * Values laid over defaults, as Helm does it: maps are merged key by key, a list or a scalar takes the place of what was
 * there, and null takes it out. Neither argument is changed.
 * @see https://helm.sh/docs/chart_template_guide/values_files/#deleting-a-default-key
 */
export function overlay(defaults: Values, values: Values): Values {
  const keys = [...new Set([...Object.keys(defaults), ...Object.keys(values)])];
  return Object.fromEntries(keys.flatMap((key) => {
    const [shipped, own] = [ownValue(defaults, key), ownValue(values, key)];
    if (own === null || (own === undefined && shipped === undefined)) return [];
    if (own === undefined) return [[key, shipped]];
    return [[key, isMap(own) ? overlay(isMap(shipped) ? shipped : {}, own) : own]];
  }));
}
