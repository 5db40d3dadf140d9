/** Colours by what they are for. Text on its ground keeps 4.5:1 in both schemes; the tests measure it. */
export interface Palette {
  readonly ground: string;
  readonly surface: string;
  readonly text: string;
  readonly muted: string;
  readonly line: string;
  readonly accent: string;
  readonly onAccent: string;
  readonly good: string;
  readonly goodGround: string;
  readonly bad: string;
  readonly badGround: string;
  readonly warn: string;
  readonly warnGround: string;
  /** Marks in a drawing that are not text: 3:1 is enough. */
  readonly tick: string;
}

export const light: Palette = {
  ground: "#ffffff", surface: "#f5f6f8", text: "#1b1f24", muted: "#57606a", line: "#d3d9e0",
  accent: "#0b5cad", onAccent: "#ffffff",
  good: "#136c2e", goodGround: "#e7f5ea", bad: "#b3261e", badGround: "#fdecea", warn: "#7a4b00", warnGround: "#fdf3dd",
  tick: "#7d8894",
};

export const dark: Palette = {
  ground: "#11151a", surface: "#1a2027", text: "#e6e9ed", muted: "#a3adb8", line: "#343d48",
  accent: "#79b8ff", onAccent: "#0b1520",
  good: "#6bd08a", goodGround: "#14291b", bad: "#ff9b92", badGround: "#341817", warn: "#f0c062", warnGround: "#302509",
  tick: "#7f8a96",
};

/** The palette as CSS custom properties. */
export function variables(palette: Palette): string {
  return Object.entries(palette).map(([name, colour]) => `--${name}:${colour}`).join(";");
}
