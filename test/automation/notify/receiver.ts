import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Notice } from "../../../automation/notify/notice";

export interface Received {
  readonly path: string;
  readonly type: string | undefined;
  readonly body: Notice;
}

/** Somebody who is told, on this machine. */
export class Receiver {
  readonly received: Received[] = [];
  /** How each attempt is answered, in order; the last of them goes on. */
  answers: ((response: ServerResponse) => void)[] = [answer(200)];
  private readonly server: Server = createServer((request, response) => {
    let text = "";
    request.setEncoding("utf8").on("data", (part: string) => { text += part; }).on("end", () => {
      this.received.push({ path: request.url ?? "", type: request.headers["content-type"], body: JSON.parse(text) as Notice });
      (this.answers.length > 1 ? this.answers.shift()! : this.answers[0]!)(response);
    });
  });

  start(): Promise<void> {
    return new Promise((resolve) => this.server.listen(0, "127.0.0.1", resolve));
  }

  stop(): Promise<void> {
    this.server.closeAllConnections();
    return new Promise((resolve) => this.server.close(() => resolve()));
  }

  /** With what must never be shown in it. */
  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/hooks/T0KEN-12345?key=53CRET`;
  }

  get events(): string[] {
    return this.received.map(({ body }) => body.event);
  }
}

export function answer(status: number, headers: Readonly<Record<string, string>> = {}): (response: ServerResponse) => void {
  return (response) => void response.writeHead(status, headers).end("ok");
}

export const silence = (): void => undefined;

/** Whether a text tells of an address what nobody should know. */
export function tellsSecret(text: string): boolean {
  return /T0KEN|53CRET|127\.0\.0\.1|localhost/.test(text);
}
