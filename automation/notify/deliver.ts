import type { Clock } from "../verify/runCheck";

export interface Delivery {
  readonly url: string;
  /** What is posted, as JSON. */
  readonly body: unknown;
  readonly clock: Pick<Clock, "pause">;
  /** How long one attempt may take, in milliseconds. @default - 5000 */
  readonly timeout?: number | undefined;
}

/** How long to wait before each further attempt, in milliseconds. */
const waits = [1000, 3000] as const;

/**
 * Posts something, once more and once again where that may help: nobody answered, or said that they could not at the moment.
 * No redirection is followed, since what is told here is for nobody else.
 * @returns why it was not delivered, without the address, which may be a secret; undefined where it was
 */
export async function deliver({ url, body, clock, timeout = 5000 }: Delivery): Promise<string | undefined> {
  for (let attempt = 0; ; attempt++) {
    const { why, mayHelp } = await post(url, JSON.stringify(body), timeout);
    if (why === undefined) return undefined;
    const wait = mayHelp ? waits[attempt] : undefined;
    if (wait === undefined) return attempt === 0 ? why : `${why}, also after ${attempt + 1} attempts`;
    await clock.pause(wait, new AbortController().signal);
  }
}

/** One attempt; `mayHelp`: another one may have more luck. */
async function post(url: string, body: string, timeout: number): Promise<{ readonly why?: string; readonly mayHelp?: boolean }> {
  try {
    const { status, body: answer } = await fetch(url, {
      method: "POST", body, redirect: "manual", signal: AbortSignal.timeout(timeout),
      headers: { "content-type": "application/json", "user-agent": "stepwise" },
    });
    // Nobody reads it, and unread it would hold the connection.
    await answer?.cancel();
    if (status >= 200 && status < 300) return {};
    if (status >= 300 && status < 400) return { why: `the answer was ${status}, a redirection, which is not followed` };
    return { why: `the answer was ${status}`, mayHelp: status >= 500 || status === 429 || status === 408 };
  } catch (error) {
    return { why: reasonOf(error, timeout), mayHelp: true };
  }
}

/** By codes only: what the platform says in words may quote the address. */
function reasonOf(error: unknown, timeout: number): string {
  if (error instanceof Error && error.name === "TimeoutError") return `there was no answer within ${timeout / 1000} s`;
  const cause = error instanceof Error ? error.cause : undefined;
  const code = typeof cause === "object" && cause !== null && "code" in cause ? String(cause.code) : "";
  return /^[A-Z0-9_]+$/.test(code) ? `it can't be reached (${code})` : "it can't be reached";
}
