import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";

/** What a fake `pulumi` does when it is called with these first words; what is not named succeeds and says nothing. */
export interface FakeAnswer {
  readonly code?: number;
  readonly stdout?: string;
  readonly stderr?: string;
  /** What it tells of its work, to the address that it is given for that. */
  readonly events?: readonly object[];
}

const modules = ["@grpc/grpc-js", "@pulumi/pulumi/proto/events_grpc_pb", "@pulumi/pulumi/proto/events_pb"]
  .map((name) => JSON.stringify(require.resolve(name))).join();

const program = `#!${process.execPath}
const answers = JSON.parse(require("node:fs").readFileSync(__dirname + "/answers.json", "utf8"));
const words = process.argv.slice(2);
const [, answer = {}] = Object.entries(answers).find(([asked]) => words.join(" ").startsWith(asked)) ?? [];
require("node:fs").appendFileSync(__dirname + "/asked", words.join(" ") + require("node:os").EOL);
if (answer.events) {
  const [grpc, { EventsClient }, { EventRequest }] = [${modules}].map((name) => require(name));
  const address = words[words.indexOf("--event-log") + 1].replace("tcp://", "");
  const stream = new EventsClient(address, grpc.credentials.createInsecure()).streamEvents(() => process.exit());
  for (const event of answer.events) stream.write(new EventRequest().setEvent(JSON.stringify(event)));
  stream.end();
}
process.stdout.write(answer.stdout ?? "");
process.stderr.write(answer.stderr ?? "");
process.exitCode = answer.code ?? 0;
`;

/**
 * Runs `work` with a `pulumi` first on the path that answers as told.
 * @param work is given a way to read what was asked of it so far, a line a call
 */
export async function withFakePulumi<T>(
  answers: Readonly<Record<string, FakeAnswer>>, work: (asked: () => string) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(path.join(tmpdir(), "stepwise-fake-"));
  try {
    writeFileSync(path.join(folder, "answers.json"), JSON.stringify({ version: { stdout: "v3.248.0\n" }, ...answers }));
    writeFileSync(path.join(folder, "pulumi"), program);
    chmodSync(path.join(folder, "pulumi"), 0o755);
    return await withPath(`${folder}${path.delimiter}${process.env["PATH"] ?? ""}`, () => work(() => readFileSync(path.join(folder, "asked"), "utf8")));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Runs `work` with another search path. */
export async function withPath<T>(searched: string, work: () => Promise<T>): Promise<T> {
  const before = process.env["PATH"];
  process.env["PATH"] = searched;
  try {
    return await work();
  } finally {
    process.env["PATH"] = before;
  }
}
