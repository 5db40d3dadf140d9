/** What a graph can be drawn as: a picture, or text that Graphviz or Mermaid makes a picture of. */
export const drawingFormats = ["svg", "dot", "mermaid"] as const;
export type DrawingFormat = (typeof drawingFormats)[number];

/** What is marked in a drawing. Names are names of nodes; one that the graph does not have is named below the drawing. */
export interface DrawOptions {
  /** @default - svg */
  readonly as?: DrawingFormat | undefined;
  /** What was asked for, where there is no route to tell it. @default - the ends of the route, or of nothing */
  readonly asked?: { readonly from: string; readonly to: string } | undefined;
  /** Both ends included; null or left out where there is none. */
  readonly route?: readonly string[] | null | undefined;
  /** When blocked: what can be reached from where one is. */
  readonly reachable?: readonly string[] | undefined;
  /** When blocked: the hop that is not there and would make the way whole. */
  readonly missing?: { readonly from: string; readonly to: string } | undefined;
  /** Releases that no hop may pass over. */
  readonly stops?: readonly string[] | undefined;
}
