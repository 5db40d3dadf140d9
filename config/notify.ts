import { z } from "zod";

/** What is told of a run of `up`. `refused` covers a run that another one's lock held up. */
export const announced = ["started", "succeeded", "failed", "refused"] as const;
export type Announced = (typeof announced)[number];

/** An address may hold a token, so that no message says what was found. */
const address = "found something else, expected an address that begins with https:// or http://";

/** Somebody who is told, by a POST, what a run of `up` does. */
export const notificationSchema = z.strictObject({
  /** Where to; for addresses that anybody may know. */
  url: z.string({ error: address }).refine(isAddress, { message: address }).optional(),
  /** The environment variable that holds it; for addresses that are secrets, as those of most chats are. */
  urlFrom: z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, "expected the name of an environment variable").optional(),
  /** What is told. @default - everything */
  on: z.array(z.enum(announced)).min(1, `expected some of ${announced.join(", ")}`).optional(),
  /** Whether nothing is begun unless `started` was delivered. @default - false: what can't be delivered is a warning */
  required: z.boolean({ error: "expected true or false" }).optional(),
}).refine(({ url, urlFrom }) => (url === undefined) !== (urlFrom === undefined), {
  message: "expected either url or urlFrom, the environment variable that holds it",
}).refine(({ on, required }) => !required || on === undefined || on.includes("started"), {
  path: ["required"], message: "expected `started` in `on` beside it: it is about what is told before anything begins",
});

export type Notification = Readonly<z.infer<typeof notificationSchema>>;

/** Whether a text is an address that something can be posted to. */
export function isAddress(text: string): boolean {
  return URL.canParse(text) && ["http:", "https:"].includes(new URL(text).protocol);
}
