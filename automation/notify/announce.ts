import { isAddress, type Announced, type Notification } from "../../config/notify";
import type { Clock } from "../verify/runCheck";
import { deliver } from "./deliver";
import type { Notice } from "./notice";

/** What became of telling somebody; `up --json` prints it as one of its events. */
export interface NotificationEvent {
  readonly event: "notification";
  readonly on: Announced;
  /** Its place in the stack file, and never its address: `stepwise:notify[0]`. */
  readonly to: string;
  /** `rehearsed`: a rehearsal tells nobody, and this would have been told. */
  readonly result: "sent" | "not sent" | "rehearsed";
  /** Why it was not sent. */
  readonly why?: string | undefined;
}

/** Who is told, and with what. */
export interface Announcing {
  readonly notify: readonly Notification[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly isRehearsal: boolean;
  readonly clock: Pick<Clock, "pause">;
  /** How long one attempt may take, in milliseconds. @default - 5000 */
  readonly timeout?: number | undefined;
  readonly onEvent: (event: NotificationEvent) => void;
}

/**
 * Tells everybody who wants to be told of this, at the same time.
 * @returns those who had to be told and were not, each in one line; nothing is thrown
 */
export async function announce(announcing: Announcing, notice: Notice): Promise<readonly string[]> {
  const { notify, isRehearsal, onEvent } = announcing;
  const { event: on } = notice;
  const found = await Promise.all(notify.map(async (one, place): Promise<string[]> => {
    if (one.on !== undefined && !one.on.includes(on)) return [];
    const to = `stepwise:notify[${place}]`;
    if (isRehearsal) {
      onEvent({ event: "notification", on, to, result: "rehearsed" });
      return [];
    }
    const why = await tell(announcing, one, notice);
    onEvent({ event: "notification", on, to, result: why === undefined ? "sent" : "not sent", ...(why !== undefined && { why }) });
    return why !== undefined && one.required === true ? [`${to}: ${why}`] : [];
  }));
  return found.flat();
}

/** @returns why it was not delivered; undefined where it was */
async function tell({ env, clock, timeout }: Announcing, { url, urlFrom = "" }: Notification, body: Notice): Promise<string | undefined> {
  const address = url ?? env[urlFrom];
  if (address === undefined || address === "") return `the environment variable ${urlFrom} is not set`;
  // A line end behind it is how secrets come out of files.
  return isAddress(address.trim()) ? deliver({ url: address.trim(), body, clock, timeout })
    : `the environment variable ${urlFrom} holds no address that begins with https:// or http://`;
}
