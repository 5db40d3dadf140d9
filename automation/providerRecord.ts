import type { Properties } from "../engines/rehearsal/values";

/**
 * How the Kubernetes provider keeps an object in the state, for records that are written in its place.
 * Source: pulumi-kubernetes, provider/pkg/provider/provider.go.
 */

/** As it names objects: with their namespace, where they have one. */
export function providerId({ namespace, name }: { readonly namespace?: string | undefined; readonly name: string }): string {
  return namespace === undefined ? name : `${namespace}/${name}`;
}

/**
 * What it keeps of an object: how it is, and what was asked for.
 * @param manager the field manager under which it applies the object; undefined where that is not known
 */
export function providerOutputs(is: Properties, inputs: Properties, manager: string | undefined): Properties {
  return { ...is, __inputs: inputs, __initialApiVersion: inputs["apiVersion"] ?? null, ...(manager !== undefined && { __fieldManager: manager }) };
}
