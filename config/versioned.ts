import { z } from "zod";

/**
 * What every versioned component's block in a stack file may say, beside its own settings. Between two `up`s a deployer
 * changes these three and nothing else.
 */
export const versionSchema = z
  .string({
    error: ({ input }) => `expected a version in quotes, such as "${typeof input === "number" ? input : "0.5.46"}"`,
  })
  .min(1);

const returnedFromSchema = z.strictObject({
  /** The release that was attempted or deployed, and is gone back from. */
  version: versionSchema,
  /** The id of the backup that the older release needs; without it the data stays as the newer release left it. */
  restore: z.string().min(1).optional(),
});

export const stages = ["quiesce", "migrate", "restore", "halt"] as const;
const stageSchema = z.enum(stages);

export const versionedFields = {
  /** The release that this component should be at. */
  version: versionSchema.optional(),
  /** Present while the component is, or has been, gone back; written by `stepwise rollback`. */
  returnedFrom: returnedFromSchema.optional(),
  /** Where an offline hop stands; written by the deployer into the temporary copy only. */
  stage: stageSchema.optional(),
};

export type ReturnedFrom = Readonly<z.infer<typeof returnedFromSchema>>;

/**
 * Where an offline hop stands; absent in an online one and in an offline one's last `up`. `quiesce` stops what is
 * deployed, `halt` what is unfinished; `migrate` and `restore` follow, with nothing running.
 */
export type Stage = z.infer<typeof stageSchema>;
