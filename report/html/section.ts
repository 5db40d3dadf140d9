import type { Content } from "./html";

/** A part of the report with a heading of its own; `id` is what links within the page lead to. */
export interface Section {
  readonly id: string;
  readonly title: string;
  readonly content: Content;
}
