import type { Plan } from "../../upgrades/planModel";
import { badge } from "./badge";
import { concerned, isUrgent, notesByRelease, type FoundNote, type ReleaseNotes } from "./findings";
import { fold } from "./fold";
import { html, joined, type Content, type Html } from "./html";
import { linked } from "./link";
import type { Section } from "./section";
import { categoryLetters, categoryWord, count } from "./words";

/** What the releases between ask of people, release by release; what is only for reading is folded away. */
export function notesSection(plan: Plan): Section {
  const releases = notesByRelease(plan);
  const urgent = only(releases, isUrgent);
  const rest = only(releases, (note) => !isUrgent(note));
  const systems = new Set(releases.map(({ system }) => system)).size;
  const titled = ({ system, version }: ReleaseNotes): string => (systems > 1 ? `${system} ${version}` : version);
  const shown = urgent.map((release, i) => ({ release, id: `release-${i + 1}` }));
  const number = rest.reduce((sum, { notes }) => sum + notes.length, 0);
  return {
    id: "notes",
    title: "What needs somebody’s action",
    content: html`
<p class="small">Kinds: <strong>action</strong>, somebody must do something; <strong>breaking</strong>, behaviour or an
interface changed. Categories: ${joined(categoryLetters.map(category), ", ")}.</p>
${urgent.length === 0 && html`<p>No release on this way asks for anything.</p>`}
${shown.length > 4 && html`<nav aria-label="Releases with notes"><p class="jump">${joined(shown.map(({ release, id }) =>
    html`<a href="#${id}">${titled(release)}</a>`), " ")}</p></nav>`}
${shown.map(({ release, id }) => html`<h3 id="${id}">${titled(release)}
<span class="small">${tally(release.notes)}</span></h3>
${list(plan, release.notes)}`)}
${number > 0 && fold(`${count(number, "other note")}: features and fixes`, rest.map((release) =>
    html`<h3>${titled(release)}</h3>
${list(plan, release.notes)}`))}`,
  };
}

function only(releases: readonly ReleaseNotes[], wanted: (note: FoundNote) => boolean): ReleaseNotes[] {
  return releases.map((release) => ({ ...release, notes: release.notes.filter(wanted) }))
    .filter(({ notes }) => notes.length > 0);
}

function tally(notes: readonly FoundNote[]): string {
  const actions = notes.filter(({ kind }) => kind === "action").length;
  return [
    ...(actions > 0 ? [count(actions, "action")] : []),
    ...(notes.length > actions ? [`${notes.length - actions} breaking`] : []),
  ].join(", ");
}

/** Actions first and what is superseded last, otherwise as the catalog has them. */
function list(plan: Plan, notes: readonly FoundNote[]): Html {
  const rank = ({ kind, supersededBy }: FoundNote): number =>
    (supersededBy !== undefined ? 2 : kind === "action" ? 0 : 1);
  const sorted = [...notes].sort((a, b) => rank(a) - rank(b));
  return html`<ul class="notes">${sorted.map((note) => item(plan, note))}</ul>`;
}

function item(plan: Plan, note: FoundNote): Html {
  const superseded = note.supersededBy !== undefined;
  const whom = concerned(note.components, plan);
  return html`<li class="note${superseded && " superseded"}">
<p class="about">${kindBadge(note.kind)} <span class="tag">${category(note.category)}</span>
<strong>${note.component === "system" ? "whole system" : note.component}</strong>
${whom !== `${note.system}/${note.component}` && html`<span class="small">for ${whom}</span>`}</p>
${superseded && html`<p>${badge("plain", "↷", html`superseded by ${note.supersededBy}`)}</p>`}
<p>${linked(note.text)}</p>
<p class="small"><code>${note.id}</code>, source: ${linked(note.source)}${foundWords(note.found)}</p>
</li>
`;
}

function category(letter: string): Html {
  return html`<strong>${letter}</strong> ${categoryWord(letter)}`;
}

function kindBadge(kind: string): Content {
  switch (kind) {
    case "action": return badge("warn", "▶", "action");
    case "breaking": return badge("bad", "!", "breaking");
    default: return badge("plain", "·", kind);
  }
}

/** Where something came to light that upstream did not mark itself. */
function foundWords(found: string): string {
  switch (found) {
    case "manifests": return ". Upstream marked nothing; its manifests changed.";
    case "issues": return ". Known from issues.";
    default: return "";
  }
}
