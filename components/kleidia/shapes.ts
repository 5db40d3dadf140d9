import { shapeTable } from "../core/shapeTable";

/**
 * What varies by release in Kleidia's objects and in what they stand on:
 * https://github.com/kleidia/kleidia-docs/blob/main/06-reference/compatibility-matrix.md
 */
export interface KleidiaShape {
  /** The oldest major version of PostgreSQL that it runs on. */
  readonly oldestPostgres: number;
}

export const kleidiaShapes = shapeTable<KleidiaShape>(
  { since: "2.2.0", shape: { oldestPostgres: 13 } },
  { since: "2.3.0", change: { oldestPostgres: 15 } },
);
