import { readFileSync } from "node:fs";
import * as path from "node:path";
import { Command, CommanderError, InvalidArgumentError } from "commander";
import { InputError, oneLine, problemText } from "../releases/problem";
import { projectRoot } from "../releases/projectRoot";
import { exitCodes } from "./exitCodes";

/** One command a file; a command's own modules are loaded only when it is run. */
const program = new Command("stepwise")
  .description("Moves Kubernetes systems from release to release, only along allowed paths.")
  .option("--cwd <folder>", "the folder of the stack files", process.cwd())
  .showHelpAfterError("(stepwise --help, stepwise <command> --help)")
  .version((JSON.parse(readFileSync(path.join(projectRoot, "package.json"), "utf8")) as { version: string }).version)
  .exitOverride();

/** Ended from outside, a command that started something still ends that. The rest ends at once, whatever it computes. */
const endOnSignals = (): void => {
  for (const [signal, code] of [["SIGINT", 130], ["SIGTERM", 143], ["SIGHUP", 129]] as const) process.once(signal, () => process.exit(code));
};
const live = "ask the stack's cluster which Kubernetes and servers it runs, and for facts that probes have put there";
const collect = (value: string, previous: readonly string[] = []): string[] => [...previous, value];
/** `--stack`, `--set`, `--deployed`: where a plan is made for, where it should go, where it is. */
const planned = (name: string, description: string): Command => program.command(name)
  .description(description)
  .requiredOption("--stack <stack>", "the stack: Pulumi.<stack>.yaml")
  .option("--set <component=release>", "a destination, such as halo=0.5.46, halo/kingdom=0.5.46 or halo=latest; repeatable", collect, [])
  .option("--deployed <file>", "what is deployed: a map of component to version, or the output of `pulumi stack export`")
  .option("--facts <file>", "a map of facts that a probe has found, laid over those of the stack file")
  .option("--live", live)
  .option("--cost <criteria>", "what decides first between routes: some of hops,windows,irreversible,actions,exposures");

planned("plan", "where each component is, where it should go, and everything on the way")
  .option("--json", "as JSON, schema stepwise/plan/v1")
  .option("--no-diff", "leave out what would become of every resource")
  .option("--images", "only the container images that the way needs, one a line, for where they must be mirrored first")
  .option("--all-notes", "every release note, not only those that somebody must act on")
  .option("--html <file>", "write the report there too")
  .action(async (options) => (await import("./plan")).plan(options, program.opts()));

planned("rehearse", "the whole upgrade on the rehearsal engine, with faults on request; nothing is applied")
  .option("--json", "as JSON, schema stepwise/rehearsal/v1")
  .option("--fail <component:phase>", "a phase that fails, such as halo/kingdom:migrate; repeatable", collect, [])
  .option("--on-failure <what>", "stop or rollback", "stop")
  .option("--no-policies", "without the policy pack")
  .option("--html <file>", "write the report there too")
  .action(async (options) => {
    endOnSignals();
    await (await import("./rehearse")).rehearse(options, program.opts());
  });

const inRehearsal = (command: Command): Command => command
  .option("--rehearsal <folder>", "on the rehearsal engine, whose state is kept in this folder; nothing is applied");
/** `--stack` and where its state is. */
const ofEngine = (name: string, description: string): Command => inRehearsal(program.command(name)
  .description(description)
  .requiredOption("--stack <stack>", "the stack: Pulumi.<stack>.yaml"));
/** What moves a stack, or shows what moving it would do. */
const moves = (command: Command): Command => command
  .option("--facts <file>", "a map of facts that a probe has found, laid over those of the stack file")
  .option("--live", live)
  .option("--cost <criteria>", "what decides first between routes: some of hops,windows,irreversible,actions,exposures")
  .option("--policy-config <file>", "the policy pack's configuration, by policy (policies/config.schema.json)")
  .option("--deployed <file>", "of a rehearsal that is new: what it starts from, a map of component to version")
  .option("--fail <component:phase>", "of a rehearsal: a phase that fails, halo/kingdom:migrate or …:migrate@0.5.46; repeatable", collect, [])
  .option("--pace <seconds>", "of a rehearsal: how long each Job and each roll-out takes", "0");

const moving = (name: string, description: string): Command => moves(ofEngine(name, description));

moves(inRehearsal(program.command("up")
  .description("carries the stack to where its file wants it: hop by hop, and on from wherever an earlier run ended")
  .option("--stack <stack>", "the stack: Pulumi.<stack>.yaml")
  .option("--stacks <stacks>", "several, separated by commas, in waves: the next begins when every stack of the one before is verified")
  .option("--wave <stacks>", "of --stacks: how many are in a wave; without it, all are one")
  .option("--concurrency <stacks>", "of --stacks: how many are worked on at a time; without it, 4")))
  .option("--soak <seconds>", "how long what each hop has rolled out is watched before anything else is begun", "0")
  .option("--plan <file>", "exactly what was previewed and reviewed: a file of `preview --save-plan`")
  .option("--on-failure <what>", "stop or rollback", "stop")
  .option("--retry", "try again what failed, whose reason was shown")
  .option("--climb-again <component>", "it may climb again to what it was rolled back from; repeatable", collect, [])
  .option("--json", "one event a line as JSON, the last of them the result, schema stepwise/up/v1; of --stacks, stepwise/waves/v1")
  .action(async (options) => (await import("./up")).up(options, program.opts()));

moving("preview", "what `up` would do next: the engine's preview with the policy pack, and the way that follows")
  .option("--save-plan <file>", "write what was reviewed, for `up --plan`")
  .option("--all-notes", "every release note, not only those that somebody must act on")
  .option("--html <file>", "write the report there too")
  .option("--json", "as JSON, schema stepwise/preview/v1")
  .action(async (options) => (await import("./preview")).preview(options, program.opts()));

moving("rollback", "back to an earlier update in the stack's history, along the allowed steps, with the backups they need")
  .option("--to <update>", "a release, a time, or part of a message; without it, the newest update with older releases")
  .option("--component <component>", "only this one, such as halo/kingdom")
  .option("--preview", "only say what it would do")
  .option("--patch <file>", "write the change of the stack file there as a patch, and leave the file as it is")
  .option("--yes", "go back without asking")
  .option("--lose-data", "go back although a backup has to be restored and what was written since is lost")
  .option("--retry", "try again what failed, whose reason was shown")
  .option("--json", "one event a line as JSON, the last of them the result; with --preview, schema stepwise/rollback/v1")
  .action(async (options) => (await import("./rollback")).rollback(options, program.opts()));

ofEngine("adopt", "brings what runs already, applied by hand or by Helm, under the stack as it is; nothing is made anew")
  .option("--set <component=release>", "the release that runs, where it is another than the stack file's; repeatable", collect, [])
  .option("--accept <kind/namespace/name>", "an object that is not as declared, and may be changed in place by its next update; repeatable", collect, [])
  .option("--manager <name>", "a field manager, beside kubectl's and Helm's, whose objects are to become the stack's; repeatable", collect, [])
  .option("--policy-config <file>", "the policy pack's configuration, by policy (policies/config.schema.json)")
  .option("--preview", "only say what it would do")
  .option("--yes", "adopt without asking")
  .option("--json", "as JSON, schema stepwise/adopt/v1")
  .action(async (options) => (await import("./adopt")).adopt(options, program.opts()));

ofEngine("history", "what happened to a stack, the newest first")
  .option("--json", "as JSON, schema stepwise/history/v1")
  .action(async (options) => (await import("./history")).history(options, program.opts()));

ofEngine("status", "what is declared, deployed and live, side by side, and what may follow")
  .option("--expect-no-changes", "for a nightly check: exit code 2 where anything differs, is not known, or would be changed by `up`")
  .option("--offline", "without asking the cluster, which is then not known")
  .option("--json", "as JSON, schema stepwise/status/v1")
  .action(async (options) => (await import("./status")).status(options, program.opts()));

ofEngine("verify", "checks each component as it runs: its workloads, and its verification once more")
  .option("--json", "as JSON, schema stepwise/verification-run/v1")
  .action(async (options) => (await import("./verify")).verify(options, program.opts()));

program.command("render")
  .description("the manifests of a stack, one file an object")
  .requiredOption("--stack <stack>", "the stack: Pulumi.<stack>.yaml")
  .requiredOption("--out <folder>", "where to write <component>/<Kind>-<name>.yaml")
  .option("--set <component=release>", "another release than the stack file's; repeatable", collect, [])
  .action(async (options) => (await import("./render")).render(options, program.opts()));

program.command("lint")
  .description("checks stack files and catalogs")
  .argument("[files...]", "stack files or catalogs; without any, all of the project's")
  .option("--json", "as JSON")
  .action(async (files, options) => (await import("./lint")).lint(files, options, program.opts()));

const graph = program.command("graph").description("the upgrade graph of a catalog, ours or of another format");
const formats = "stepwise, k0rdent, olm, cincinnati, gitlab, cluster-api or fcos";
/** `--catalog`, `--format` and what chooses one of several graphs in a file. */
const release = (value: string): string => {
  if (value.trim() === "") throw new InvalidArgumentError("expected the name of a release.");
  return value;
};
const ofGraph = (name: string, description: string): Command => graph.command(name)
  .description(description)
  .requiredOption("--catalog <file>", "the catalog")
  .option("--format <format>", formats, "stepwise")
  .option("--graph <name>", "one of several graphs in the file: a chain, a channel")
  .option("--component <kind>", "of a catalog of ours: judge by this component's migrations only, such as kingdom")
  .option("--fact <name=value>", "what is known, by which risks are told apart; repeatable", collect, [])
  .option("--cost <criteria>", "what decides first between routes: some of hops,windows,irreversible,actions,exposures");

ofGraph("check", "whether an allowed route leads from one release to another")
  .requiredOption("--from <release>", "where it starts: a release, or the name of a template or a bundle", release)
  .requiredOption("--to <release>", "where it should end", release)
  .option("--service <name>", "of k0rdent: the service that is meant, namespace/name")
  .option("--explain", "of k0rdent: what upstream's controller would do, where that is not what its documents say")
  .option("--workers <version>", "of cluster-api: the workers' version; says when they have to move")
  .option("--proof <file>", "write what the verdict rests on, for `graph verify`")
  .option("--json", "as JSON, schema stepwise/verdict/v1")
  .action(async (options) => (await import("./graphCheck")).graphCheck(options));

ofGraph("draw", "a picture of the graph, with a route in it where --from and --to are given")
  .option("--from <release>", "where the route starts")
  .option("--to <release>", "where the route should end")
  .option("--as <format>", "svg, dot or mermaid", "svg")
  .option("--out <file>", "where to write it; without, to standard output")
  .action(async (options) => (await import("./graphDraw")).graphDraw(options));

graph.command("lint")
  .description("what is wrong with the graphs of a file; all of it")
  .argument("[file]", "the catalog, which --catalog may name too")
  .option("--catalog <file>", "the catalog")
  .option("--format <format>", formats, "stepwise")
  .option("--silence <file>", "findings that are accepted: a list of {id, reason}")
  .option("--json", "as JSON, schema stepwise/lint/v1")
  .option("--sarif", "as SARIF 2.1.0, for code scanning")
  .action(async (file, options) => (await import("./graphLint")).graphLint(file, options));

graph.command("diff")
  .description("what was lost, gained and stranded between two versions of a file")
  .argument("<old>", "the file as it was")
  .argument("<new>", "the file as it is now")
  .option("--format <format>", formats, "stepwise")
  .option("--component <kind>", "of a catalog of ours: judge by this component's migrations only")
  .option("--deployed <versions>", "what is really deployed, separated by commas; only what strands these then counts as breaking")
  .option("--json", "as JSON, schema stepwise/graph-diff/v1")
  .action(async (before, after, options) => (await import("./graphDiff")).graphDiff(before, after, options));

graph.command("verify")
  .description("whether a proof of `graph check` holds, edge by edge, without searching")
  .argument("<proof>", "the proof")
  .requiredOption("--catalog <file>", "the catalog that it is about")
  .option("--json", "as JSON, schema stepwise/verification/v1")
  .action(async (proof, options) => (await import("./graphVerify")).graphVerify(proof, options));

graph.command("import")
  .description("a graph of another format as a catalog of ours, to be completed by a person")
  .argument("<file>", "the graph")
  .requiredOption("--format <format>", formats)
  .option("--graph <name>", "one of several graphs in the file: a chain, a channel")
  .option("--system <name>", "what the catalog's system is called", "imported")
  .option("--normalize", "write it in its own format instead, as it was understood; nothing is lost, so that two can be compared")
  .action(async (file, options) => (await import("./graphImport")).graphImport(file, options));

program.command("notes").description("release notes").command("import")
  .description("a release's Markdown notes as a catalog entry, to be completed by a person")
  .argument("<notes>", "the Markdown file, or - for standard input")
  .requiredOption("--release <version>", "the release that the notes are of")
  .option("--date <day>", "its date, such as 2026-08-12; without it, the day in the release's heading")
  .option("--component <kind>", "the component that notes are about where nothing else is said", "system")
  .option("--source <url>", "where the notes stand, for those that link nothing; at github.com, numbers such as #12 become links by it")
  .option("--id-prefix <prefix>", "what ids begin with where no pull request is linked; the release otherwise")
  .option("--catalog <file>", "the catalog: its components are looked for in the notes, and ids are new to it")
  .option("--json", "as JSON, schema stepwise/notes/v1")
  .action(async (file, options) => (await import("./notesImport")).notesImport(file, options));

/** Errors by the name of their class, so that what throws them is loaded only where it is used. */
const foreign: readonly string[] = ["PulumiCliError", "ClusterError", "CommandError", "StackNotFoundError"];

// Whoever reads the output has read enough.
process.stdout.on("error", (error: NodeJS.ErrnoException) => process.exit(error.code === "EPIPE" ? 0 : exitCodes.wrongInput));

program.parseAsync().then(undefined, (error: unknown) => {
  if (error instanceof CommanderError) {
    // Help was asked for, or commander has said what is wrong.
    process.exitCode = error.exitCode === 0 ? exitCodes.done : exitCodes.wrongInput;
  } else if (error instanceof InputError) {
    for (const problem of error.problems) process.stderr.write(`error: ${problemText(problem)}\n`);
    process.exitCode = exitCodes.wrongInput;
  } else if (error instanceof Error && foreign.includes(error.name)) {
    // The engine or the cluster did not do what it was asked, which nothing here can mend.
    process.stderr.write(`error: ${oneLine(error.message)}\n`);
    process.exitCode = exitCodes.needsAPerson;
  } else if (error instanceof Error && "syscall" in error && "code" in error) {
    // The machine refused: a folder that can't be written to, a disk that is full.
    process.stderr.write(`error: ${error.message}\n`);
    process.exitCode = exitCodes.wrongInput;
  } else {
    process.stderr.write(`error: ${error instanceof Error ? error.stack ?? error.message : String(error)}\n`);
    process.exitCode = exitCodes.wrongInput;
  }
});
