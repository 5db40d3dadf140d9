import type { Reason } from "../upgrades/reason";

/** A refusal as people read it in the engine's output. */
export function refusal(component: string, reasons: readonly Reason[]): string {
  return [`${component}: this is not an allowed step.`, ...reasons.map(({ id, message, remedy }) => `${message}. ${remedy}. [${id}]`)].join("\n  ");
}

/** What an object's inputs say in an annotation; undefined for what has none. */
export function annotationOf(inputs: unknown, name: string): string | undefined {
  const value = (inputs as { metadata?: { annotations?: Record<string, unknown> } } | undefined)?.metadata?.annotations?.[name];
  return typeof value === "string" ? value : undefined;
}
