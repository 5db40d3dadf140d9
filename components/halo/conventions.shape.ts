import { shapeTable } from "../core/shapeTable";

/** What varies by release in upstream's conventions, and so in the objects of every component. */
export interface ConventionsShape {
  /** Whether Pods say which of their containers is to be instrumented. */
  readonly namesInstrumentedContainer: boolean;
}

export const conventionsShapes = shapeTable<ConventionsShape>(
  { since: "0.5.18", shape: { namesInstrumentedContainer: false } },
  { since: "0.5.23", change: { namesInstrumentedContainer: true } },
);
