import { z } from "zod";
import { silence as silenceSchema } from "../../releases/schema";
import { checked, parseYaml } from "../../releases/yamlFile";
import { inOrder, type Finding } from "./finding";

/** A finding that somebody has looked at and accepts. */
export type Silence = z.infer<typeof silenceSchema>;

export interface Silenced extends Finding {
  readonly reason: string;
}

/**
 * Takes the silenced findings out. A silence without a reason silences nothing and is an error; one that matches nothing
 * is a warning, or it would hide the fault when it comes back.
 */
export function silence(findings: readonly Finding[], silences: readonly Silence[]): {
  /** What is left. */
  readonly findings: readonly Finding[];
  readonly silenced: readonly Silenced[];
  /** What is wrong with the silences themselves; they can't be silenced. */
  readonly unused: readonly Finding[];
} {
  const reasons = new Map(silences.filter(({ reason }) => reason.trim() !== "").map(({ id, reason }) => [id, reason]));
  const ids = new Set(findings.map(({ id }) => id));
  return {
    findings: findings.filter(({ id }) => !reasons.has(id)),
    silenced: findings.flatMap((finding) => reasons.has(finding.id) ? [{ ...finding, reason: reasons.get(finding.id)! }] : []),
    unused: inOrder(silences.flatMap(({ id, reason }): Finding[] => {
      if (reason.trim() === "") {
        return [{ id: `silence-without-reason:${id}`, severity: "error", message: `${id} is silenced without a reason; say why it is accepted`, nodes: [] }];
      }
      return ids.has(id) ? [] : [{
        id: `silence-unused:${id}`, severity: "warning", message: `${id} is silenced and is not found any more; take the silence out`, nodes: [],
      }];
    })),
  };
}

const silencesSchema = z.array(silenceSchema);
const catalogSilences = z.object({ lint: silencesSchema.optional() });

/**
 * Reads the silences of a file: a list of `{id, reason}`, or what a catalog of ours has under `lint`.
 * @throws InputError
 */
export function readSilences(file: string, text: string): readonly Silence[] {
  const yaml = parseYaml(file, text);
  const isCatalog = typeof yaml.content === "object" && yaml.content !== null && "schema" in yaml.content;
  return isCatalog ? checked(yaml, catalogSilences, yaml.content).lint ?? [] : checked(yaml, silencesSchema, yaml.content);
}
