import type { DeployedSource } from "../../automation/request";
import type { Plan, PlannedComponent } from "../../upgrades/planModel";
import type { Reason } from "../../upgrades/reason";
import { badge, box } from "./badge";
import { actionNotes, reasonsOf } from "./findings";
import { html, joined, type Content, type Html } from "./html";
import type { Section } from "./section";
import { table } from "./table";
import { count, move, systemOf } from "./words";

/** What a reviewer must know before anything else. */
export function verdictSection(plan: Plan, source: DeployedSource): Section {
  return {
    id: "verdict",
    title: "At a glance",
    content: html`${banner(plan)}
<dl class="tiles">${tiles(plan)}</dl>
${table("Components of this plan", [
    { head: "Component", names: true }, { head: "From → to" }, { head: "By way of" }, { head: "Verdict" },
  ], plan.components.map((component) => [
    component.component, fromTo(component), wayWords(component), verdictBadge(component.verdict),
  ]))}
${sourceWords(source)}
<p class="small">Release ${count(Object.keys(plan.catalogs).length, "catalog").slice(2)} used: ${joined(
    Object.entries(plan.catalogs).map(([system, digest]) =>
      html`${system} <code title="SHA-256 ${digest}">${digest.replace(/^sha256:/, "").slice(0, 12)}</code>`), ", ")}
(SHA-256, first 12 digits).</p>`,
  };
}

function banner(plan: Plan): Html {
  const summary = html`<strong>${plan.stack}</strong>: ${summaries(plan).join("; ")}`;
  return plan.verdict === "allowed"
    ? box("good", html`<p class="verdict">${badge("good", "✓", "Allowed")} ${summary}</p>
<p>The catalogs allow every step of the way. Whether it is ready is said under <a href="#reasons">reasons</a>.</p>`)
    : box("bad", html`<p class="verdict">${badge("bad", "✕", "Blocked")} ${summary}</p>
<p>Nothing of this plan is carried out. <a href="#reasons">The reasons</a> come next, each with what to do.</p>`);
}

/** `halo 0.5.30 → 0.5.46`, once for all components that make the same move. */
function summaries({ components }: Plan): string[] {
  const moving = components.filter(({ from, to }) => from !== to);
  if (moving.length === 0) return ["every component is where it should be"];
  return [...new Set(moving.map(({ component, from, to }) => `${systemOf(component)} ${move(from, to)}`))];
}

function tiles(plan: Plan): Html[] {
  const { hops, verdict } = plan;
  const blocked = verdict === "blocked";
  const offline = hops.filter((hop) => hop.offline);
  const final = hops.filter((hop) => hop.pointOfNoReturn.length > 0);
  const reasons = reasonsOf(plan);
  const judged = (kind: Reason["kind"]): number | string =>
    reasons.filter((reason) => reason.kind === kind).length || (blocked ? unknown : 0);
  const moving = plan.components.filter(({ from, to }) => from !== to).length;
  const all = count(plan.components.length, "component");
  return [
    tile("Hops", blocked ? unknown : hops.length, blocked ? unknownNote : `${moving} of ${all} move`, "#hops"),
    hopsTile("Downtime windows", "no offline hop", offline, blocked),
    hopsTile("Points of no return", "no hop has one", final, blocked),
    tile("Notes needing action", actionNotes(plan).length, "between the releases", "#notes"),
    tile("Preconditions open", judged("readiness"), blocked ? notJudged : "to be met before the hop", "#reasons"),
    tile("Named risks", judged("exposure"), blocked ? notJudged : "that apply or are not known", "#reasons"),
  ];
}

// A nought would read as good news where nothing was looked at.
const unknown = "–";
const unknownNote = "not known while blocked";
const notJudged = "not judged where blocked";

function hopsTile(name: string, none: string, hops: Plan["hops"], blocked: boolean): Html {
  if (blocked) return tile(name, unknown, unknownNote);
  if (hops.length === 0) return tile(name, 0, none);
  const links = joined(hops.map(({ number }) => html`<a href="#hop-${number}">${number}</a>`), ", ");
  return tile(name, hops.length, [hops.length === 1 ? "hop " : "hops ", links], undefined, true);
}

function tile(name: string, number: number | string, note: Content, href?: string, warn = false): Html {
  return html`<div class="tile${warn && " warn"}"><dt>${href ? html`<a href="${href}">${name}</a>` : name}</dt>
<dd><span class="number">${number}</span> <span class="small">${note}</span></dd></div>`;
}

function fromTo({ from, to }: PlannedComponent): Html {
  return html`<span class="whole">${from === to ? to : move(from, to)}</span>`;
}

function wayWords({ from, to, route, verdict }: PlannedComponent): Content {
  if (verdict === "blocked") return "no allowed way";
  if (from === to) return "stays";
  const between = route.slice(1, -1);
  return between.length === 0 ? "directly" : between.join(", ");
}

function verdictBadge(verdict: PlannedComponent["verdict"]): Html {
  return verdict === "allowed" ? badge("good", "✓", "allowed") : badge("bad", "✕", "blocked");
}

function sourceWords(source: DeployedSource): Html {
  switch (source.from) {
    case "declared": return box("warn", html`<p><strong>Deployed versions: not looked up.</strong> The versions that the
stack file declares were taken for deployed. If something else runs, this plan is about something else.</p>`);
    case "state": return html`<p>Deployed versions were read from the stack's state.</p>`;
    case "file": return html`<p>Deployed versions were read from <code>${source.file}</code>.</p>`;
  }
}
