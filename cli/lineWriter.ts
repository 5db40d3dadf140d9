import { once } from "node:events";

/** Writes lines that come from several sides, as fast as they are read at the other end. */
export class LineWriter {
  private drained: Promise<unknown> | undefined;

  constructor(private readonly stream: NodeJS.WritableStream) {}

  /** Ended when more may be written. */
  async write(line: string): Promise<void> {
    if (this.stream.write(`${line}\n`)) return;
    this.drained ??= once(this.stream, "drain").finally(() => { this.drained = undefined; });
    await this.drained;
  }
}
