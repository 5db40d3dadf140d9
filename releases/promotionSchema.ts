import { z } from "zod";
import { id, moment } from "./scalars";

const percentage = "expected a number from 0 to 100";

/** The longest roll-out, in minutes: ten years. */
export const longestRollout = 5_256_000;

/**
 * How a release is offered to more and more stacks; a stack's place among them, its wariness, is the share at which it is
 * reached. The meaning is Fedora CoreOS': https://coreos.github.io/zincati/usage/auto-updates/
 */
export const rollout = z.strictObject({
  /** From when on it is offered at all. */
  start: moment,
  /** To how many of a hundred stacks at once. */
  startPercentage: z.number(percentage).min(0, percentage).max(100, percentage).default(0),
  /** How long it takes from there to all of them, evenly. @default - it stays at that share until somebody changes this */
  durationMinutes: z.int("expected whole minutes").min(1, "expected a minute at least")
    .max(longestRollout, `expected at most ${longestRollout} minutes`).optional(),
});

/** What a stack may follow: releases that are not in it yet are not for that stack yet. */
export const channel = z.strictObject({
  name: id,
  /** The channel that releases are promoted from. @default - none; this is where they begin */
  after: id.optional(),
  /** How many days a release should have been there before. */
  delayDays: z.int("expected whole days").min(0, "expected whole days").max(3_650, "expected at most ten years").optional(),
}).refine(({ after, delayDays }) => delayDays === undefined || after !== undefined, {
  path: ["delayDays"], message: "expected `after` beside it: the channel in which a release waits",
});
