import { hopsSection } from "./hops";
import type { HtmlReport } from "./input";
import { notesSection } from "./notes";
import { page } from "./page";
import { reasonsSection } from "./reasons";
import { rehearsalsSection } from "./rehearsals";
import { verdictSection } from "./verdict";
import { waySection } from "./way";

/**
 * One self-contained HTML file for whoever reviews an upgrade: what is decided, the way, what people must do, why,
 * every hop, and how rehearsals of it went. When the plan is blocked, why comes right after the verdict.
 */
export function renderHtml({ title, generated, plan, source, rehearsals, phaseOf }: HtmlReport): string {
  const [way, notes, reasons] = [waySection(plan), notesSection(plan), reasonsSection(plan)];
  return page(title, generated, `Upgrade plan of the stack ${plan.stack}.`, [
    verdictSection(plan, source),
    ...(plan.verdict === "blocked" ? [reasons, way, notes] : [way, notes, reasons]),
    hopsSection(plan),
    rehearsalsSection(plan, rehearsals, phaseOf),
  ]);
}
