import { z } from "zod";

const units = { m: 60, h: 3600, d: 86_400 } as const;

const duration = z.string().regex(/^[1-9]\d{0,3}[mhd]$/, 'expected a time such as "30m", "24h" or "7d"');

const stackName = z.string().regex(/^[A-Za-z0-9._-]+(?:\/[A-Za-z0-9._-]+){0,2}$/, "expected the name of a stack, such as staging");

const verifiedInSchema = z.union([
  stackName,
  z.strictObject({
    stack: stackName,
    /** How long ago that has to be at least. @default - it may just have been */
    for: duration.optional(),
  }),
], { error: 'expected the name of a stack, such as staging, or {stack, for}, such as {stack: staging, for: "24h"}' });

/** What has to be so before a hop of this stack begins, whatever its catalogs say. */
export const demandsSchema = z.strictObject({
  /** Stacks in which the same hop has to be carried out and verified before. */
  verifiedIn: z.array(verifiedInSchema).optional(),
  /** Whether every hop begins in a window of `permits.maintenance`, also one that stops no servers. @default - false */
  maintenance: z.boolean({ error: "expected true or false" }).optional(),
  /** Whether the stack file, and what else is in its working copy, has to be committed. @default - false */
  cleanCommit: z.boolean({ error: "expected true or false" }).optional(),
});

/** What one stack demands. */
export type StackDemands = Readonly<z.infer<typeof demandsSchema>>;

/** Where a hop has to be verified first, and for how many seconds it has to be so. */
export interface VerifiedIn {
  readonly stack: string;
  readonly seconds: number;
}

/** What {@link StackDemands.verifiedIn} says, in one form. */
export function verifiedIn({ verifiedIn: named = [] }: StackDemands): VerifiedIn[] {
  return named.map((one) => typeof one === "string" ? { stack: one, seconds: 0 } : { stack: one.stack, seconds: secondsIn(one.for ?? "0m") });
}

function secondsIn(text: string): number {
  return Number(text.slice(0, -1)) * units[text.at(-1) as keyof typeof units];
}
