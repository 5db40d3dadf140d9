import * as assert from "node:assert/strict";
import { guessCategory, guessKind, namedComponents, questions } from "../../../upgrades/notes/guess";
import { dateOf, isDay, kindOfHeading, kindOfHeadings, stricter, whyNoNotes } from "../../../upgrades/notes/headings";
import { alertOf, commitHead, isMarked, isQuiet, saysNothing, splitFooters } from "../../../upgrades/notes/markers";
import { referenceIn, takeOrigin } from "../../../upgrades/notes/references";
import { repository } from "./notes";

describe("the headings of release notes", () => {
  const kinds = {
    action: ["Potentially Requiring Action", "ACTION REQUIRED:", "Upgrade Notes", "Upgrading", "Actions needed", "Before you upgrade", "Migration guide"],
    breaking: ["Breaking Changes", "⚠ BREAKING CHANGES", "Backwards-incompatible changes", "Removed", "Deprecations"],
    feature: ["New Features", "Highlights", "Features 🚀", "Enhancements", "Added", "✨ Improvements"],
    fix: ["Bug Fixes", "Issues Addressed", "Fixes", "Bugfixes:", "Fixed", "Security"],
    undefined: ["What's Changed", "Full Changelog", "Known Issues", "Kingdom", "New Contributors", "v1.2.0", "Prefixes", ""],
  };
  for (const [kind, headings] of Object.entries(kinds)) {
    it(`${kind}: ${headings.filter((heading) => heading !== "").join(", ")}`, () => {
      for (const heading of headings) assert.equal(String(kindOfHeading(heading)), kind, heading);
    });
  }

  it("the innermost says the kind, but never less than an outer one asks for", () => {
    assert.equal(kindOfHeadings(["v1.2.0", "Highlights", "Bug Fixes", "Kingdom"]), "fix");
    assert.equal(kindOfHeadings(["Breaking Changes", "Features"]), "breaking");
    assert.equal(kindOfHeadings(["Action Required", "Breaking Changes"]), "action");
    assert.equal(kindOfHeadings(["Breaking Changes", "Action Required"]), "action");
    assert.equal(kindOfHeadings(["v1.2.0", "Kingdom"]), undefined);
  });

  it("a list of all changes begins anew, at whatever depth it stands", () => {
    assert.equal(kindOfHeadings(["Breaking Changes", "What’s Changed"]), undefined);
    assert.equal(kindOfHeadings(["Breaking Changes", "What's Changed", "Bug Fixes"]), "fix");
    assert.equal(kindOfHeadings(["Changelog", "1.2.0", "Fixed"]), "fix");
  });

  it("of two kinds, the one that asks more", () => {
    assert.deepEqual([stricter("fix", "breaking"), stricter("action", "breaking"), stricter("fix", "feature"), stricter("feature", "fix")],
      ["breaking", "action", "feature", "fix"]);
  });

  it("say what is about another release, in the ways that versions are written", () => {
    for (const heading of ["v1.1.0", "[1.1.0] - 2026-07-01", "Release 1.1.0: Oak", "1.1.0 (2026-07-01)", "Version 1.1.0", "1.2.0-rc.1"]) {
      assert.match(whyNoNotes([heading], "1.2.0") ?? "", /^it is about another release, 1\.[12]\.0/, heading);
    }
    for (const heading of ["v1.2.0", "1.2.0 – Oak", "1.1 GB of memory", "Upgrading from 1.1.0", "Kubernetes 1.31", "2.1 Kingdom"]) {
      assert.equal(whyNoNotes([heading], "1.2.0"), undefined, heading);
    }
    assert.equal(whyNoNotes(["1.1.0", "1.2.0"], "1.2.0"), undefined);
    assert.equal(whyNoNotes(["8.18"], "CF220"), "it is about another release, 8.18");
  });

  it("say what is no change", () => {
    assert.equal(whyNoNotes(["What's Changed", "New Contributors"], "1.2.0"), "it names people, not changes");
    assert.equal(whyNoNotes(["Assets"], "1.2.0"), "it lists files, not changes");
  });

  it("have a day, if it is one of the calendar", () => {
    assert.equal(dateOf(["1.2.0 (2026-08-12)", "Fixed"]), "2026-08-12");
    assert.equal(dateOf(["1.2.0 (2026-02-30)", "12026-08-12"]), undefined);
    assert.deepEqual(["2024-02-29", "2026-02-29", "2026-13-01", "today", ""].map(isDay), [true, false, false, false, false]);
  });
});

describe("the markers of commits", () => {
  it("heads: a known type, or any with an exclamation mark", () => {
    assert.deepEqual(commitHead("feat(api)!: a: b"), { marker: "feat(api)!:", type: "feat", scope: "api", breaking: true, text: "a: b" });
    assert.deepEqual(commitHead("Fix: a"), { marker: "Fix:", type: "fix", scope: undefined, breaking: false, text: "a" });
    assert.equal(commitHead("deps!: a")?.breaking, true);
    for (const text of ["Kingdom: a", "feat:a", "feat: ", "a feat: b", "feat", "fix(a: b"]) assert.equal(commitHead(text), undefined, text);
  });

  it("quiet types: what changes nothing for who runs it, unless it is marked", () => {
    assert.deepEqual(["docs: a", "chore(x): a", "test: a", "docs!: a", "refactor: a", "perf: a"].map((text) => isQuiet(commitHead(text)!)),
      [true, true, true, false, false, false]);
  });

  it("footers: each with the text up to the next, in capitals, not in code", () => {
    assert.deepEqual(splitFooters("a b BREAKING CHANGE: c d RELNOTES: e BREAKING-CHANGE: f"), {
      subject: "a b",
      footers: [
        { marker: "BREAKING CHANGE:", kind: "breaking", text: "c d" },
        { marker: "RELNOTES:", kind: "relnotes", text: "e" },
        { marker: "BREAKING-CHANGE:", kind: "breaking", text: "f" },
      ],
    });
    assert.deepEqual(splitFooters("BREAKING: a").footers, [{ marker: "BREAKING:", kind: "breaking", text: "a" }]);
    for (const text of ["breaking change: a", "`RELNOTES: a`", "NON-BREAKING CHANGE: a", "BREAKING CHANGE a", "RELNOTES:a"]) {
      assert.deepEqual(splitFooters(text), { subject: text, footers: [] });
    }
  });

  it("make a note of a paragraph, wherever it stands", () => {
    for (const text of ["fix: a", "[!CAUTION] a", "a RELNOTES: b"]) assert.ok(isMarked(text), text);
    for (const text of ["a fix", "[!NOTE] a", ""]) assert.ok(!isMarked(text), text);
    assert.equal(alertOf("[!WARNING] a"), "[!WARNING]");
  });

  it("may say that there is nothing to say", () => {
    assert.deepEqual(["none", "None.", "N/A", "", "none of the flags is read"].map(saysNothing), [true, true, true, true, false]);
  });
});

describe("where a note comes from", () => {
  const pull = (number: number, of = repository) => ({ pull: number, url: `${of}/pull/${number}` });

  it("what GitHub puts at the end is taken off", () => {
    assert.deepEqual(takeOrigin(`feat: a (#2) by @kim in ${repository}/pull/12`, undefined),
      { text: "feat: a", aside: ["(#2)", `by @kim in ${repository}/pull/12`], origin: pull(12) });
    assert.deepEqual(takeOrigin(`a by @robot[bot] in #12 (${repository}/pull/12)`, undefined).origin, pull(12));
    assert.deepEqual(takeOrigin("a (#12)", `${repository}/releases/tag/v1`), { text: "a", aside: ["(#12)"], origin: pull(12) });
    assert.deepEqual(takeOrigin("a (#12)", "https://git.example.org/notes"), { text: "a", aside: ["(#12)"], origin: { pull: 12 } });
    assert.deepEqual(takeOrigin(`a (#12 (${repository}/issues/12))`, undefined).origin, { url: `${repository}/issues/12` });
    assert.deepEqual(takeOrigin("Revert \"a (#3)\" there", undefined), { text: "Revert \"a (#3)\" there", aside: [] });
    assert.equal(takeOrigin("(#12)", undefined).text, "(#12)");
  });

  it("a link to a request counts before one to an issue, and a link before a number", () => {
    assert.deepEqual(referenceIn("a #1", [`${repository}/issues/2`, `${repository}/pull/3`], repository), pull(3));
    assert.deepEqual(referenceIn("a #1", [`${repository}/issues/2`, "https://example.org/pull/"], repository), { url: `${repository}/issues/2` });
    assert.deepEqual(referenceIn("see PR #12 and #1", [], repository), pull(12));
    assert.deepEqual(referenceIn("see #1", [], repository), { url: `${repository}/issues/1` });
    assert.equal(referenceIn("see #1", [], undefined), undefined);
    assert.equal(referenceIn("a&#39;b, c#1", [], repository), undefined);
  });

  it("GitLab's and Bitbucket's requests are requests too", () => {
    assert.equal(referenceIn("", ["https://gitlab.example.org/g/s/p/-/merge_requests/5"], undefined)?.pull, 5);
    assert.equal(referenceIn("", ["https://bitbucket.org/t/r/pull-requests/6"], undefined)?.pull, 6);
  });
});

describe("what words suggest", () => {
  const categories = {
    P: ["Update the schema", "A data migration of rows", "Liquibase changeset edited", "Drops the column of names", "a new database"],
    C: ["New required option", "The `--dock` is read", "Set the environment variable X", "Secrets are read from a file", "the ConfigMap", "flag removed"],
    N: ["A new Service for docks", "Adds new rate limiting server", "A Deployment was added"],
    R: ["The ferry Deployment is removed", "Renames a K8s Deployment in the dev configuration", "Replaced by tugs"],
    A: ["Reports are faster", "a schematic view", "flagship", "Secretary"],
  };
  for (const [category, texts] of Object.entries(categories)) {
    it(`category ${category}: ${texts.join("; ")}`, () => {
      for (const text of texts) assert.equal(guessCategory(text), category, text);
    });
  }

  it("a heading is asked where the words say nothing", () => {
    assert.equal(guessCategory("The ferry", "Removed"), "R");
    assert.equal(guessCategory("The flag", "Removed"), "C");
  });

  it("the first word, where there is neither heading nor marker", () => {
    assert.deepEqual(["Add a", "Added a", "Introduces a", "New a", "Address a", "a"].map(guessKind), ["feature", "feature", "feature", "feature", "fix", "fix"]);
  });

  it("components, by key and title, singular and plural, in the order of the text", () => {
    const components = new Map([["duchy", "Duchy"], ["edp-aggregator", "EDP Aggregator"], ["reporting", "Reporting with Access"], ["constructor", "Builder"]]);
    assert.deepEqual(namedComponents("All Duchies and the EDP aggregator", components), ["duchy", "edp-aggregator"]);
    assert.deepEqual(namedComponents("the reporting of a duchy", components), ["reporting", "duchy"]);
    assert.deepEqual(namedComponents("edpaggregator; `reporting`", components), ["edp-aggregator", "reporting"]);
    assert.deepEqual(namedComponents("the archduchy reports", components), []);
    assert.deepEqual(namedComponents("two builders", components), ["constructor"]);
    assert.deepEqual(namedComponents("anything", new Map([["---", "…"]])), []);
  });

  it("questions: only those that the words give a reason for", () => {
    assert.deepEqual(questions("It is faster", "fix", ["Fixes"]), []);
    const asked = (text: string, kind: "fix" | "action" = "action", heading = "") => questions(text, kind, [heading]).map((question) => question.split(" ").at(-1));
    assert.deepEqual(asked("The schema changes"), ["migrations"]);
    assert.deepEqual(asked("Kubernetes 1.31"), ["requires"]);
    assert.deepEqual(asked("A new option"), ["config"]);
    assert.deepEqual(asked("It must be run"), []);
    assert.deepEqual(asked("It must be run", "fix"), ["action"]);
    assert.deepEqual(asked("It is slow", "fix", "Known Issues"), ["risks"]);
  });
});
