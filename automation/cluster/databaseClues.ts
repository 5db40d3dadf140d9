import type { Clue, DatabaseProblem, DatabaseTrouble } from "./diagnosis";

type Database = DatabaseTrouble["database"];

/** Also words by which a client of it is known. */
const clients: readonly (readonly [Database, RegExp])[] = [
  ["Cloud SQL", /gcloud[. ]sql\b|cloud[-_ ]?sql/i],
  ["Spanner", /spanner/i],
  ["PostgreSQL", /postgres|psql|libpq|pg_(?:dump|restore|isready|hba)|PSQLException|\bPG[A-Z]+=|:5432\b|port 5432\b/i],
  ["a database", /jdbc|liquibase|hikari|DatabaseException|SQLException/i],
];

/** What drivers and tools say; only PostgreSQL says it this way where a database stands beside it. */
const sayings: readonly (readonly [DatabaseProblem, RegExp, Database?])[] = [
  ["login refused", /password authentication failed|no pg_hba\.conf entry|role "[^"]*" does not exist|Peer authentication failed/, "PostgreSQL"],
  ["login refused", /fe_sendauth: no password supplied|SCRAM authentication (?:failed|requires)/i, "PostgreSQL"],
  ["not found", /database "[^"]*" does not exist/, "PostgreSQL"],
  ["no connection free", /too many clients already|remaining connection slots are reserved/, "PostgreSQL"],
  ["starting", /the database system is (?:starting up|shutting down|in recovery mode|not yet accepting connections)/, "PostgreSQL"],
  ["encryption", /server does not support SSL|SSL connection (?:is|has been) (?:required|closed)|no encryption\b.*pg_hba/i, "PostgreSQL"],
  ["not allowed", /permission denied for (?:table|schema|database|relation|sequence)|must be owner of/, "PostgreSQL"],
  ["locked", /Could not acquire change log lock|Waiting for changelog lock/, "a database"],
  ["no connection free", /HikariPool-\S* - Connection is not available/, "a database"],
  ["no such host", /could not translate host name|UnknownHostException|no such host|ENOTFOUND|EAI_AGAIN|Name or service not known|Temporary failure in name resolution/],
  ["refused", /Connection refused|Connection to \S+ refused|ECONNREFUSED/i],
  ["timeout", /timeout expired|connect(?:ion)? timed out|i\/o timeout|ETIMEDOUT|Connection attempt timed out|DEADLINE_EXCEEDED/i],
  ["login refused", /UNAUTHENTICATED|do not currently have an active account selected|refreshing your current auth tokens|Unable to load credentials/],
  ["not allowed", /PERMISSION_DENIED|HTTPError 403|does not have permission/],
  ["not found", /NOT_FOUND|(?:Database|Instance) not found|HTTPError 404/],
];

/** How far from the line that says what is wrong a database may be named. */
const nearby = 3;

/**
 * Whether a container that failed says that it could not use its database, and how. What it said last counts: it may have tried
 * again before. What can't be told to be about a database is none.
 * @param lines of its log, safe to show
 */
export function databaseTrouble(pod: string, container: string, lines: readonly string[]): DatabaseTrouble | undefined {
  for (let at = lines.length - 1; at >= 0; at--) {
    const evidence = lines[at]!;
    const saying = sayings.find(([, pattern]) => pattern.test(evidence));
    if (!saying) continue;
    const [problem, , own] = saying;
    const around = lines.slice(Math.max(0, at - nearby), at + nearby + 1);
    const database = named(evidence) ?? own ?? named(around.join("\n"));
    if (database) return { database, problem, pod, container, evidence: evidence.trim() };
  }
  return undefined;
}

export function databaseClue({ database, problem, pod, container, evidence }: DatabaseTrouble): Clue {
  const [said, next] = words[problem];
  return {
    what: `${database}: ${problem}`, weight: "cannot reach",
    detail: `container ${container} of ${pod}: ${database} ${said} (it said: ${evidence})`, next,
  };
}

function named(text: string): Database | undefined {
  return clients.find(([, pattern]) => pattern.test(text))?.[0];
}

const words: Readonly<Record<DatabaseProblem, readonly [string, string]>> = {
  refused: ["accepts no connection", "see that the database runs and listens at that address, and that a network policy or firewall lets the Pod through"],
  "no such host": ["has an address that no name server knows", "see the database's host name in the stack file, and that its Service or zone exists"],
  timeout: ["does not answer in time", "see that a network policy, firewall or route lets the Pod through to the database, and that it is not overloaded"],
  "login refused": ["refuses the login", "see that the credentials that the Pod is given are the database's own, and that its account may log in from there"],
  "not allowed": ["does not allow what was asked of it", "give the account of the Pod the rights that the message names"],
  "not found": ["does not have what was asked for", "see the names of the instance and the database in the stack file, and that both exist"],
  "no connection free": ["has no connection free", "see who holds its connections; raise its limit or stop what is not needed, and try again"],
  starting: ["is not ready yet", "wait until the database is up, and try again"],
  locked: ["has its schema locked by another migration",
    "see that no other migration runs; if the one that holds the lock was killed, release it (Liquibase: `release-locks`), and try again"],
  encryption: ["and its client do not agree on encryption", "see the database's and the client's settings for TLS"],
};
