import { z } from "zod";
import type { HistoryEntry } from "../engine";
import { PulumiCliError } from "./cli";

const entriesSchema = z.array(z.looseObject({
  kind: z.string(),
  result: z.string(),
  message: z.string().default(""),
  startTime: z.string().default(""),
  endTime: z.string().default(""),
  config: z.record(z.string(), z.looseObject({ value: z.unknown(), secret: z.boolean().optional() })).nullish(),
}));

/** The arguments that show a stack's updates as JSON: all of them, since without a size the CLI shows the last ten. */
export const historyArguments = ["stack", "history", "--json", "--page-size", "0"] as const;

/**
 * What `pulumi stack history --json` prints, without previews; secrets are `[secret]`.
 * @throws PulumiCliError where it is no such thing
 */
export function historyEntries(printed: unknown): HistoryEntry[] {
  const read = entriesSchema.safeParse(printed);
  if (!read.success) throw new PulumiCliError("pulumi stack history printed what is no history, expected a list of updates as JSON");
  return read.data.flatMap(({ kind, result, message, startTime, endTime, config }): HistoryEntry[] => {
    if (kind !== "update" && kind !== "refresh") return [];
    return [{
      kind, message, startTime: utc(startTime), endTime: utc(endTime),
      result: result === "succeeded" || result === "failed" ? result : "in-progress",
      config: Object.fromEntries(Object.entries(config ?? {}).map(([key, { value, secret }]) => [key, secret ? "[secret]" : value])),
    }];
  });
}

/** A time that can't be read is shown as it stands: one broken entry must not hide the others. */
function utc(time: string): string {
  const date = new Date(time);
  return Number.isNaN(date.getTime()) ? time : date.toISOString();
}
