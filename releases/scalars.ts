import { z } from "zod";

/** What something is known by, in this file and in others. */
export const id = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/, "an id is letters, digits, dots, dashes and underscores");

/** A day as people write it in a catalog or a stack file; of promotions and confirmations, in UTC. */
export const day = z.iso.date({ error: "expected a date in quotes, such as \"2026-11-21\"" });

/** A time in UTC. */
export const moment = z.iso.datetime({ error: "expected a time in UTC, such as \"2026-11-22T01:00:00Z\"", abort: true });
