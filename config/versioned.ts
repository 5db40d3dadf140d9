import { z } from "zod";

/**
 * What every versioned component's block in a stack file may say, beside its own settings. Between two `up`s a deployer
 * changes these three and nothing else.
 */
export const versionSchema = z
  .string({
    error: (issue) =>
      typeof issue.input === "number"
        ? `found the number ${issue.input}, expected a version in quotes, such as "${issue.input}"`
        : undefined,
  })
  .min(1);

const returnedFromSchema = z.strictObject({
  /** The release that was attempted or deployed, and is gone back from. */
  version: versionSchema,
  /** The id of the backup that the older release needs; without it the data stays as the newer release left it. */
  restore: z.string().min(1).optional(),
});

const stageSchema = z.enum(["quiesce", "migrate", "restore"]);

export const versionedFields = {
  /** The release that this component should be at. */
  version: versionSchema.optional(),
  /** Present while the component is, or has been, gone back; written by `stepwise rollback`. */
  returnedFrom: returnedFromSchema.optional(),
  /** Where an offline hop stands; written by the deployer into the temporary copy only. */
  stage: stageSchema.optional(),
};

export type ReturnedFrom = Readonly<z.infer<typeof returnedFromSchema>>;

/** Where an offline hop stands; absent in an online one and in an offline one's last `up`. */
export type Stage = z.infer<typeof stageSchema>;
