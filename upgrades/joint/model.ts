/** A component as the search for a joint order sees it: positions and the hops between them. */
export interface JointComponent {
  /** `<system>/<name>`, once in a plan. */
  readonly id: string;
  /** What it can be at, for messages: the releases on its way, perhaps `absent` first. A position is an index in it. */
  readonly states: readonly string[];
  readonly start: number;
  readonly goal: number;
  /** The positions that one hop leads to, as far as the component alone is concerned. */
  hops(position: number): readonly number[];
  /** What a hop costs besides being one: how often traffic is stopped, 0 to 99. */
  windows(from: number, to: number): number;
  /** Its place in the rollout order: smaller first; the id decides among equals. */
  readonly rank: number;
}

/** What two components must keep to between them: a requirement, a limit on skew, a lock, an order. */
export interface JointConstraint {
  /** Once in a plan. */
  readonly id: string;
  /** Said where it is part of a clash. */
  readonly message: string;
  /** Two different components. */
  readonly between: readonly [string, string];
  /** Whether the two may be at these positions at the same time. */
  allows(first: number, second: number): boolean;
  /** An order that is wished for (a dependency first) and given up where it can't be had. */
  readonly preference: boolean;
  /** How it is kept to by a hop that moves both at once. @default - lock */
  readonly tie?: Tie | undefined;
}

/**
 * A `lock` is kept to by where both are after a hop of both, and only components that locks tie together, each to the next,
 * make one. Anything else has to be kept to also if one went after the other, `any` in one of the two orders, `first` where
 * the first of the two goes before the second.
 */
export type Tie = "lock" | "first" | "any";

/** One step of the order. It moves one component, or several at once where a lock leaves no other way. */
export interface JointHop {
  /** In rollout order. */
  readonly changes: readonly JointChange[];
}

export interface JointChange {
  readonly component: string;
  readonly from: number;
  readonly to: number;
}

export interface JointLimits {
  /** How many states, and hops of several components, one search may look at before it is given up. @default 60000 */
  readonly states: number;
}

export type JointPlan =
  | {
    readonly kind: "planned";
    readonly hops: readonly JointHop[];
    /** The preferences that this order does not keep to, in rollout order of what they would hold back. */
    readonly givenUp: readonly JointConstraint[];
    /** False where a search was cut short: every hop is allowed, but there may be a better order, or one with more preferences. */
    readonly optimal: boolean;
  }
  /** There is no order. Without any one of these constraints there would be one that keeps to the others of them. */
  | { readonly kind: "clash"; readonly constraints: readonly JointConstraint[] }
  /** Neither an order nor the proof that there is none was found in this many states. Never to be taken for allowed. */
  | { readonly kind: "undecided"; readonly states: number };
