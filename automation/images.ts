import type { Goal } from "../engines/rehearsal/goal";
import { readable, type Value } from "../engines/rehearsal/values";

/** Every container image that objects name, sorted: what has to be pulled, or mirrored where nothing can be pulled. */
export function imagesOf(goals: readonly Goal[]): string[] {
  const found = new Set<string>();
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(visit);
    else if (typeof value === "object" && value !== null) {
      // A container has a name beside its image; what else is called `image` is somebody's setting.
      if ("image" in value && "name" in value && typeof value.image === "string") found.add(value.image);
      Object.values(value).forEach(visit);
    }
  };
  for (const { type, inputs } of goals) if (type.startsWith("kubernetes:")) visit(readable(inputs as Value));
  return [...found].sort();
}
