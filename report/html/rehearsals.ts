import type { CarriedUp, UpgradeResult } from "../../automation/deploy/run";
import type { Diagnostic, Outcome } from "../../engines/engine";
import type { Plan } from "../../upgrades/planModel";
import { badge, box, type Tone } from "./badge";
import { fold } from "./fold";
import { html, type Content, type Html } from "./html";
import type { PhaseOf, TitledRehearsal } from "./input";
import { linked } from "./link";
import { phaseResults, type PhaseResult } from "./phaseResults";
import { kindOf, named, operation } from "./resourceDiff";
import type { Section } from "./section";
import { table } from "./table";
import { count, phaseWords, stateWords } from "./words";

/** How the plan went when it was tried out, with faults or without. */
export function rehearsalsSection(plan: Plan, rehearsals: readonly TitledRehearsal[], phaseOf: PhaseOf): Section {
  return {
    id: "rehearsals",
    title: "Rehearsals",
    content: [
      box("warn", html`<p><strong>A rehearsal is not an apply.</strong> It ran this program and its gates on the
rehearsal engine, against no cluster. It shows the order, the gates and what becomes of every resource; it is no proof
that images exist, servers start or data can be migrated.</p>`),
      rehearsals.length === 0 && html`<p>None was run for this report.</p>`,
      rehearsals.map((titled, i) => rehearsalPart(plan, titled, i + 1, phaseOf)),
    ],
  };
}

function rehearsalPart(plan: Plan, { title, rehearsal }: TitledRehearsal, number: number, phaseOf: PhaseOf): Html {
  const { result, ups, states, next } = rehearsal;
  const { tone, sign, meaning } = results[result];
  return html`<section class="rehearsal" aria-labelledby="rehearsal-${number}">
<h3 id="rehearsal-${number}">Rehearsal ${number}: ${title}</h3>
<p>${badge(tone, sign, result)} ${meaning} ${count(ups.length, "up")}.</p>
<ol class="ups">${ups.map((up) => upItem(up, phaseOf))}</ol>
${table("What every component is at the end of this rehearsal", [
    { head: "Component", names: true }, { head: "Is" }, { head: "Should be" },
  ], plan.components.map(({ component, to }) => {
    const state = states.get(component) ?? { kind: "absent" as const };
    const there = state.kind === "complete" && state.deployed === to && state.stage === undefined;
    const mark = there ? badge("good", "✓", "there") : badge("warn", "!", "not there");
    return [component, [mark, " ", stateWords(state)], to];
  }))}
${next.length > 0 && html`<h4>What to do next</h4>
<ul>${next.map((text) => html`<li>${linked(text)}</li>`)}</ul>`}
</section>
`;
}

interface Result {
  readonly tone: Tone;
  readonly sign: string;
  readonly meaning: string;
}

const results: Readonly<Record<UpgradeResult["result"], Result>> = {
  reached: { tone: "good", sign: "✓", meaning: "Every hop was carried out." },
  blocked: { tone: "bad", sign: "✕", meaning: "A gate refused a hop; what was asked for last was not begun." },
  locked: { tone: "bad", sign: "✕", meaning: "Somebody else held the stack." },
  cancelled: { tone: "warn", sign: "–", meaning: "It was ended from outside." },
  stopped: { tone: "bad", sign: "✕", meaning: "It failed and stayed where it was." },
  "rolled back": { tone: "warn", sign: "↶", meaning: "A hop failed and was gone back from." },
  "needs a person": { tone: "bad", sign: "✕", meaning: "It failed; on or back it goes only with somebody’s help." },
};

function upItem(up: CarriedUp, phaseOf: PhaseOf): Html {
  const { outcome, kind, stage, message } = up;
  const phases = phaseResults(up, phaseOf);
  const steps = phases.flatMap((result) => result.steps);
  return html`<li>
<p><strong>${message}</strong> ${resultBadge(outcome.result)}
<span class="small">${kind === "return" ? "going back" : "upgrade"}${stage && `, stage ${stage}`}</span></p>
<ul class="phases">${phases.map(phaseItem)}</ul>
${said(outcome)}
${up.hop.changes.map(({ component }) => html`<p class="small">Afterwards, ${component}:
${stateWords(up.states.get(component) ?? { kind: "absent" })}.</p>`)}
${steps.length > 0 && fold(`${count(steps.length, "step")} of this up`, table(`Steps of: ${message}`, [
    { head: "What happened" }, { head: "Kind" }, { head: "Name", names: true }, { head: "Phase" }, { head: "Result" },
  ], phases.flatMap(({ phase, steps }) => steps.map((step) => [
    operation(step.op), kindOf(step.type), named(step), phaseWords[phase].word,
    resultBadge(step.result),
  ]))))}
</li>
`;
}

function resultBadge(result: Outcome["result"]): Html {
  return result === "succeeded" ? badge("good", "✓", "succeeded") : badge("bad", "✕", "failed");
}

function phaseItem({ phase, result, steps }: PhaseResult): Html {
  const said = (tone: Tone, sign: string, how: string): Html =>
    html`<li>${badge(tone, sign, `${phaseWords[phase].word}: ${how}`)}</li>`;
  switch (result) {
    case "succeeded": return said("good", "✓", count(steps.length, "step"));
    case "failed": {
      const failed = steps.filter((step) => step.result === "failed").map(({ name }) => name);
      return said("bad", "✕", `failed: ${failed.join(", ")}`);
    }
    case "stopped": return said("warn", "!", `stopped after ${count(steps.length, "step")}`);
    case "removed": return said("plain", "−", "not run, its Job was removed");
    case "not reached":
    case "nothing to change": return said("plain", "·", result);
  }
}

/** What the engine and the policies said. */
function said({ diagnostics, violations }: Outcome): Content {
  if (diagnostics.length + violations.length === 0) return undefined;
  const line = (tone: Tone, what: string, message: string, urn: string | undefined): Html =>
    html`<li>${badge(tone, "!", what)} <span class="message">${linked(message)}</span>${about(urn)}</li>
`;
  return html`<ul class="said">
${violations.map(({ policy, enforcement, message, urn }) =>
    line(enforcement === "mandatory" ? "bad" : "warn", `${enforcement} policy ${policy}`, message, urn))}
${diagnostics.map(({ severity, message, urn }) => line(tones[severity], severity, message, urn))}</ul>`;
}

const tones: Readonly<Record<Diagnostic["severity"], Tone>> = { error: "bad", warning: "warn", info: "plain" };

/** The resource of a URN by its name. */
function about(urn: string | undefined): Content {
  if (urn === undefined) return undefined;
  return html` <span class="small" title="${urn}">at <code>${urn.split("::").slice(3).join("::") || urn}</code></span>`;
}
