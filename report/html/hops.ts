import type { Hop, HopOverride, Plan, PlanStep, WayBack } from "../../upgrades/planModel";
import { shownValue } from "../overrides";
import { badge, box } from "./badge";
import { html, joined, type Content, type Html } from "./html";
import { linked } from "./link";
import { resourceDiff } from "./resourceDiff";
import type { Section } from "./section";
import { table } from "./table";
import { move, phases, phaseWords } from "./words";

/** Every hop with its phases, what can't be undone in it, and what becomes of the resources. */
export function hopsSection(plan: Plan): Section {
  return {
    id: "hops",
    title: "Hop by hop",
    content: plan.hops.length === 0
      ? html`<p>There ${plan.verdict === "blocked" ? "are none while the plan is blocked" : "is nothing to do"}.</p>`
      : [phaseKey(plan), plan.hops.map(hopPart)],
  };
}

/** Said once for all hops, of those phases that occur. */
function phaseKey({ hops }: Plan): Html {
  const used = phases.filter((phase) => hops.some(({ steps }) => steps.some((step) => step.phase === phase)));
  return html`<dl class="key">${used.map((phase) =>
    html`<div><dt>${phaseWords[phase].word}</dt><dd>${phaseWords[phase].meaning}</dd></div>`)}</dl>`;
}

function hopPart(hop: Hop): Html {
  const changes = hop.changes.map(({ component, from, to }) => `${component} ${move(from, to)}`).join(", ");
  return html`<section class="hop" aria-labelledby="hop-${hop.number}">
<h3 id="hop-${hop.number}">Hop ${hop.number}: ${changes}</h3>
${hop.offline
    ? html`<p>${badge("warn", "❚❚", "offline")} Downtime: three <code>up</code>s, one after the other; the component
stands still until the last.</p>`
    : html`<p>${badge("good", "✓", "online")} One <code>up</code> with all its phases.</p>`}
${hop.pointOfNoReturn.length > 0 && box("warn", html`<p>${badge("warn", "◆", "point of no return")} Once
<em>${pointIn(hop)}</em> has run, the release before can be had again only by restoring the backup taken before it:</p>
<ul>${hop.pointOfNoReturn.map((text) => html`<li>${linked(text)}</li>`)}</ul>`)}
${hop.open.length > 0 && box("warn", html`<p>${badge("warn", "▶", "open")} The gate refuses this hop until each of these is
seen to; see <a href="#reasons">the reasons</a>: ${joined([...new Set(hop.open.map(({ id }) => id))].map((id) => html`<code>${id}</code>`), ", ")}.</p>`)}
${hop.overrides && overridesTable(hop.number, hop.overrides)}
${hop.changes.map(({ component, wayBack }) => wayBack && html`<p><strong>Going back</strong> from here${
  hop.changes.length > 1 ? html` (${component})` : ""}: ${backWords(wayBack)}</p>`)}
${phaseTable(hop)}
${resourceDiff(hop)}
</section>
`;
}

function overridesTable(number: number, overrides: readonly HopOverride[]): Html {
  return table(`Defaults that change in hop ${number} under your values, which stay`, [
    { head: "Path", names: true }, { head: "Yours" }, { head: "Default before" }, { head: "Default after" },
  ], overrides.map((one) => [
    html`<code>${one.path}</code>`, ...[one.value, one.before, one.after].map((value) => html`<code>${shownValue(value)}</code>`),
  ]));
}

function backWords({ possible, restores, reasons }: WayBack): Content {
  if (!possible) return joined(reasons.map(({ message }) => linked(message)), "; ");
  return restores.length === 0 ? "by its version alone; the data stays as it is."
    : html`restores ${restores.join(", ")} from the backup that this hop takes. What was written since would be lost.`;
}

/** The step that crosses the line: the migration, where the hop has one. */
function pointIn({ steps }: Hop): string {
  return phaseWords[steps.some(({ phase }) => phase === "migrate") ? "migrate" : "rollout"].word.toLowerCase();
}

function phaseTable(hop: Hop): Html {
  const several = hop.changes.length > 1;
  return table(`Phases of hop ${hop.number}, in order`, [
    { head: "Phase", names: true },
    ...(several ? [{ head: "Component" }] : []),
    ...(hop.offline ? [{ head: "Up" }] : []),
    { head: "Waits for" },
  ], hop.steps.map((step) => [
    phaseWords[step.phase].word,
    ...(several ? [step.component] : []),
    ...(hop.offline ? [upOf(step.phase)] : []),
    waitsFor(hop, step),
  ]));
}

/** The `up` of an offline hop in which a phase runs: still, then saved and moved, then the release. */
function upOf(phase: PlanStep["phase"]): string {
  switch (phase) {
    case "quiesce": return "1st";
    case "backup":
    case "migrate":
    case "restore": return "2nd";
    case "rollout":
    case "verify": return "3rd";
  }
}

function waitsFor({ steps }: Hop, step: PlanStep): Content {
  if (step.after.length === 0) return "nothing";
  return joined(step.after.map((id) => {
    const before = steps.find((one) => one.id === id);
    if (!before) return html`<code>${id}</code>`;
    const word = phaseWords[before.phase].word.toLowerCase();
    return before.component === step.component ? word : `${word} of ${before.component}`;
  }), ", ");
}
