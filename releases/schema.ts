import { z } from "zod";
import { channel, rollout } from "./promotionSchema";
import { day, id } from "./scalars";

/**
 * The shape of a release catalog, `releases/<system>.yaml`: a system's releases, what each asks of the people who run
 * it, and which release may follow which. The YAML is data that people review, so every object is strict: a misspelt
 * key is an error with its path, never a rule that silently does not apply.
 */

/** A set of releases in npm's semver range syntax (`>=0.5.9 <0.5.19`), or explicit versions joined by `||`. */
const range = z.string().min(1);
const text = z.string().min(1).max(2_000);
/** Where a rule or a fact can be checked: a pull request, a document, a changelog file. */
const source = z.string().min(1);

/** What has to be stated of the stack for something to apply to it; what is unknown counts as if it did. */
const condition = z.strictObject({ fact: z.string().min(1), equals: z.union([z.string(), z.boolean()]) });

export const noteKinds = ["action", "breaking", "feature", "fix"] as const;
/** HCL DX's update categories, used for all systems: what a note asks a hop to do. */
export const noteCategories = ["A", "C", "P", "N", "R"] as const;

/**
 * What shows, beside a person's word, that a note's action was taken. `objects`: this project's own objects of that
 * component follow it in every release that they are described for; `setting`: the stack file has this setting of the
 * component; `fact`: this is stated of the stack; `advice`: upstream advises it and works without.
 */
const check = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("objects") }),
  z.strictObject({ kind: z.literal("setting"), setting: z.string().min(1) }),
  z.strictObject({ kind: z.literal("fact"), fact: z.string().min(1), equals: z.union([z.string(), z.boolean()]) }),
  z.strictObject({ kind: z.literal("advice") }),
], { error: "expected the kind objects, setting, fact or advice" });

const note = z.strictObject({
  id,
  /** `action`: somebody must do something; `breaking`: behaviour or an interface changed; the rest is for reading. */
  kind: z.enum(noteKinds),
  /** A application, C configuration, P persistence schema, N new application, R removal or replacement. */
  category: z.enum(noteCategories),
  /** A component of the catalog, or `system` when it concerns all of them. */
  component: z.string(),
  text,
  source,
  /** `manifests`: upstream marked nothing, but its manifests changed in a way that bites. */
  found: z.enum(["notes", "commits", "manifests", "issues"]).default("commits"),
  /** The id of a later note, in this release or another, that replaces this one. Both are shown, this one marked. */
  supersededBy: id.optional(),
  /** Only for actions. @default - only a person can say that it was done: `permits.confirmed` by the note's id */
  check: check.optional(),
});

const migration = z.strictObject({
  component: z.string(),
  /** A store of that component, named in `components`. */
  store: z.string(),
  /** What changes, in a few words, with the changeset ids. */
  text,
  /** Whether the release before can run on the schema after it. A destructive or renaming change can't be run on. */
  reversible: z.boolean(),
  /** `offline`: the store must have no traffic while it runs. */
  window: z.enum(["online", "offline"]),
  source,
});

const requirementKinds = { error: "expected the kind data, platform or component" };

const requirement = z.discriminatedUnion("kind", [
  /**
   * Something that must hold in the stored data before the hop; nobody but the operator can know it. With `when`, only where
   * this fact has this value, or is unknown.
   */
  z.strictObject({ kind: z.literal("data"), id, component: z.string(), when: condition.optional(), text, remedy: text, source }),
  /** A range of versions of the platform below. */
  z.strictObject({
    kind: z.literal("platform"),
    id,
    platform: z.enum(["kubernetes", "helm", "postgresql", "openbao"]),
    range,
    /** What it was tested on, where that is less than it allows; outside of it is an exposure, not a refusal. */
    tested: range.optional(),
    text,
    source,
  }),
  /**
   * Another component, `duchy` or, of another system, `kleidia/data`, that must already be at a release in `range` (or,
   * with `together`, move in the same hop).
   */
  z.strictObject({
    kind: z.literal("component"),
    id,
    component: z.string(),
    needs: z.string(),
    range,
    together: z.boolean().default(false),
    text,
    source,
  }),
], requirementKinds);

const configChange = z.strictObject({
  component: z.string(),
  change: z.enum(["added", "removed", "renamed", "changed"]),
  /** `value`: a key of the chart's values or all that is below it, as `incubator.configuration.webEngine`. */
  what: z.enum(["flag", "secretKey", "configMapKey", "image", "object", "rbac", "resources", "setting", "value"]),
  name: z.string(),
  /** The new name or value, when renamed or changed. */
  to: z.string().optional(),
  /** A release that has this does not start without it. */
  required: z.boolean().default(false),
  source,
});

/**
 * The oldest and the newest release that the author means `from` to match, so that lint can hold the range against it.
 * Without `newest` it is open-ended.
 */
const matches = z.strictObject({ oldest: z.string().min(1), newest: z.string().min(1).optional() });

const stop = z.strictObject({
  id,
  /** Applies to hops that start at a release in this range and would pass over this one. */
  from: range,
  /** Only where this fact has this value, or is unknown. @default - always */
  when: condition.optional(),
  matches: matches.optional(),
  reason: text,
  source,
});

const risk = z.strictObject({
  id,
  /** Whom it threatens: a component of the catalog, or `system`. */
  component: z.string().default("system"),
  /** The risk applies where this fact has this value, or where the fact is unknown. Absent: always. */
  when: condition.optional(),
  /** Only hops that start here. */
  from: range.optional(),
  matches: matches.optional(),
  text,
  source,
});

const release = z.strictObject({
  version: z.string({ error: "expected a version in quotes, such as \"0.5.46\"" }).min(1, "expected a version in quotes, such as \"0.5.46\""),
  /** What others call it, where that is not its version: a template, a bundle. */
  name: z.string().min(1).optional(),
  /** @default - not known, as in an imported graph */
  date: day.optional(),
  /** The day on which it was, or will be, promoted to each channel that it is in, by the channel's name. */
  channels: z.record(id, day).optional(),
  /** @default - it is offered to every stack at once */
  rollout: rollout.optional(),
  notes: z.array(note).default([]),
  migrations: z.array(migration).default([]),
  requires: z.array(requirement).default([]),
  config: z.array(configChange).default([]),
  stop: stop.optional(),
  risks: z.array(risk).default([]),
  /** A withdrawn release can be left but no longer entered. */
  withdrawn: z.strictObject({ reason: text, source }).optional(),
});

/** Every release in `from` may be followed by every release in `to` that is newer (upgrades) or older (downgrades). */
const edge = z.strictObject({ from: range, matches: matches.optional(), to: range, source });

/** A finding of lint, by its id, that somebody has looked at and accepts; lint refuses an empty reason. */
export const silence = z.strictObject({ id: z.string().min(1), reason: z.string().max(2_000) });

const component = z.strictObject({
  title: z.string(),
  /** Components of this system that are rolled out before it. */
  after: z.array(z.string()).default([]),
  /** `files`: a shared volume; `external`: a database that others run. */
  stores: z.array(z.strictObject({ name: z.string(), engine: z.enum(["spanner", "postgresql", "raft", "files", "external"]) })).default([]),
  /** Why its Pods are not held to Kubernetes's profile Restricted, and what they are held to instead. */
  podSecurity: z.strictObject({ profile: z.enum(["baseline", "privileged"]), reason: text, source }).optional(),
});

/** How far two kinds of components may be apart. */
const skew = z.strictObject({
  id,
  component: z.string(),
  /** The kind that it is measured by. */
  of: z.string(),
  /** How many releases (or minors) it may be newer. */
  ahead: z.int().min(0),
  /** How many it may be older. */
  behind: z.int().min(0),
  unit: z.enum(["release", "minor"]).default("release"),
  text,
  source,
});

export const catalogSchema = z.strictObject({
  schema: z.literal("stepwise/catalog/v1"),
  system: id,
  title: z.string(),
  source,
  components: z.record(id, component),
  releases: z.array(release).min(1),
  upgrades: z.array(edge).min(1),
  downgrades: z.array(edge).default([]),
  skew: z.array(skew).default([]),
  /** @default - none: a release is for every stack from the day that it is listed */
  channels: z.array(channel).optional(),
  /** What lint should no longer report of this catalog. */
  lint: z.array(silence).optional(),
});

export type CatalogFile = z.infer<typeof catalogSchema>;
export type Release = CatalogFile["releases"][number];
export type Migration = Release["migrations"][number];
export type Channel = NonNullable<CatalogFile["channels"]>[number];
export type PhasedRollout = NonNullable<Release["rollout"]>;
export type EdgeRule = CatalogFile["upgrades"][number];
export type SkewLimit = CatalogFile["skew"][number];
export type ComponentKind = CatalogFile["components"][string];
