import type { Plan } from "../../upgrades/planModel";
import type { Reason } from "../../upgrades/reason";
import { badge, type Tone } from "./badge";
import { concerned, reasonsOf, type FoundReason } from "./findings";
import { html, type Html } from "./html";
import { linked } from "./link";
import type { Section } from "./section";
import { reasonKinds, reasonWords } from "./words";

/** Why something may not happen, must be seen to first, or is a risk; the three questions kept apart. */
export function reasonsSection(plan: Plan): Section {
  const reasons = reasonsOf(plan);
  return {
    id: "reasons",
    title: plan.verdict === "blocked" ? "Why it is blocked" : "Reasons",
    content: reasonKinds.map((kind) => group(plan, kind, reasons.filter((reason) => reason.kind === kind))),
  };
}

function group(plan: Plan, kind: Reason["kind"], reasons: readonly FoundReason[]): Html {
  const { word, meaning } = reasonWords[kind];
  return html`<h3>${word}: <span class="question">${meaning}</span></h3>
${reasons.length === 0
    ? html`<p>${nothing(kind, plan.verdict === "blocked")}</p>`
    : html`<ul class="notes">${blockingFirst(reasons).map((reason) => item(plan, reason))}</ul>`}`;
}

function blockingFirst(reasons: readonly FoundReason[]): FoundReason[] {
  return [...reasons].sort((a, b) => Number(b.blocks) - Number(a.blocks));
}

/** A blocked component is judged no further, so silence about the rest is not good news. */
function nothing(kind: Reason["kind"], blocked: boolean): string {
  if (blocked && kind !== "legality") return "Not judged where the way is blocked.";
  switch (kind) {
    case "legality": return "Nothing stands in the way.";
    case "exposure": return "None of the risks that the catalog names applies.";
    case "readiness": return "No precondition is open.";
  }
}

function item(plan: Plan, reason: FoundReason): Html {
  const { tone, sign, word } = mark(reason);
  return html`<li class="note">
<p class="about">${badge(tone, sign, word)} <span class="small">for ${concerned(reason.components, plan)}</span></p>
<p>${linked(reason.message)}</p>
<p class="remedy"><strong>What to do:</strong> ${linked(reason.remedy)}</p>
<p class="small"><code>${reason.id}</code></p>
</li>
`;
}

function mark({ kind, blocks }: FoundReason): { readonly tone: Tone; readonly sign: string; readonly word: string } {
  switch (kind) {
    case "legality": return blocks
      ? { tone: "bad", sign: "✕", word: "blocks" }
      : { tone: "plain", sign: "↷", word: "why not in one hop; the route keeps to it" };
    case "readiness": return { tone: "warn", sign: "▶", word: "open" };
    case "exposure": return { tone: "warn", sign: "!", word: "risk" };
  }
}
