/** Where a note comes from. */
export interface Reference {
  /** A pull or merge request's number; undefined for an issue. */
  readonly pull?: number;
  readonly url?: string;
}

/** GitHub and Gitea, GitLab, Bitbucket. */
const pullLink = /^https?:\/\/\S+?\/(?:pulls?|merge_requests|pull-requests)\/(\d+)/;
const issueLink = /^https?:\/\/\S+?\/issues\/\d+/;

/** What GitHub's generated notes end an item with: `by @someone in https://github.com/owner/name/pull/12`. */
const attribution = /\s+by @\S+(?:(?:,| and|, and) @\S+)* in (?:#(\d+)|\S+)(?: \(\S+\))?\.?$/;
/** What GitHub ends the subject of a squashed commit with: `(#12)`, or the same as a link. */
const squashed = /\s*\(#(\d+)(?: \([^()]*\))?\)\.?$/;

/** A text without what only says where it comes from, and that. */
export interface Origin {
  readonly text: string;
  readonly aside: readonly string[];
  readonly origin?: Reference;
}

/**
 * Takes off the end of a text what only says where it comes from.
 * @param source the base for numbers without a link; only for an address at github.com is it known how they are linked
 */
export function takeOrigin(text: string, source: string | undefined): Origin {
  const aside: string[] = [];
  let origin: Reference | undefined;
  let rest = text;
  for (const pattern of [attribution, squashed]) {
    const match = pattern.exec(rest);
    if (!match) continue;
    rest = rest.slice(0, match.index).trim();
    aside.unshift(match[0].trim());
    const url = /https?:\/\/[^\s()]+/.exec(match[0])?.[0];
    origin ??= url === undefined ? numbered(match[1], source) : linked(url);
  }
  // A text that is nothing else is left as it is.
  if (rest === "") return { text, aside: [], ...(origin && { origin }) };
  return { text: rest, aside, ...(origin && { origin }) };
}

/** The request or the issue that a text speaks of: a link to a request first, then one to an issue, then `PR #12`, `#12`. */
export function referenceIn(text: string, links: readonly string[], source: string | undefined): Reference | undefined {
  const link = links.find((one) => pullLink.test(one)) ?? links.find((one) => issueLink.test(one));
  if (link !== undefined) return linked(link);
  const [, pull] = /\b(?:PR|pull request|merge request) ?[#!](\d+)\b/i.exec(text) ?? [];
  if (pull !== undefined) return numbered(pull, source);
  const [, issue] = /(?<![\w&#])#(\d+)\b/.exec(text) ?? [];
  const url = issue === undefined ? undefined : linkTo(source, "issues", issue);
  return url === undefined ? undefined : { url };
}

function linked(url: string): Reference {
  const [, pull] = pullLink.exec(url) ?? [];
  return pull === undefined ? { url } : { pull: Number(pull), url };
}

function numbered(pull: string | undefined, source: string | undefined): Reference | undefined {
  if (pull === undefined) return undefined;
  const url = linkTo(source, "pull", pull);
  return { pull: Number(pull), ...url !== undefined && { url } };
}

/** GitHub leads from an issue's address to the request of that number, and back. */
function linkTo(source: string | undefined, what: "pull" | "issues", number: string): string | undefined {
  const [repository] = /^https:\/\/github\.com\/[^/\s]+\/[^/\s?#]+/.exec(source ?? "") ?? [];
  return repository && `${repository}/${what}/${number}`;
}
