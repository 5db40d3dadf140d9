import { duchyShapes } from "./duchy.shape";
import { kingdomShapes } from "./kingdom.shape";
import { reportingShapes } from "./reporting.shape";

/** Every component's shape table, by the component's kind in the release catalog. */
export const haloShapes = { kingdom: kingdomShapes, duchy: duchyShapes, reporting: reportingShapes } as const;

export type HaloKind = keyof typeof haloShapes;
