import type { ChildProcess } from "node:child_process";
import * as grpc from "@grpc/grpc-js";
import { AnalyzerClient } from "@pulumi/pulumi/proto/analyzer_grpc_pb";
import * as analyzer from "@pulumi/pulumi/proto/analyzer_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { Struct, type JavaScriptValue } from "google-protobuf/google/protobuf/struct_pb";
import type { ExportedResource, PolicyPackRun, PolicyViolation } from "../engine";
import { clockVariable, stateFileVariable } from "../../config/environment";
import { startChild } from "./childProcess";
import type { Goal } from "./goal";
import { policyConfiguration, type PolicyProperties } from "./policyConfiguration";
import { stackType } from "./urn";

/** An unmodified policy pack in a process of its own, asked over Pulumi's `Analyzer` protocol. */
export class PolicyPackProcess {
  private constructor(private readonly child: ChildProcess, private readonly client: AnalyzerClient) {}

  /**
   * Starts the pack and hands it its configuration.
   * @throws Error where the pack does not start, or the configuration does not fit the policies' schemas
   */
  static async start(
    run: PolicyPackRun,
    names: { readonly project: string; readonly stack: string; readonly dryRun: boolean; readonly now: string },
    config: Readonly<Record<string, string>>,
  ): Promise<PolicyPackProcess> {
    const child = startChild([require.resolve("@pulumi/pulumi/cmd/run-policy-pack"), "127.0.0.1:0", run.folder], {
      cwd: run.folder,
      stdout: "pipe",
      env: {
        // What a policy may know of the state is in its configuration; this engine's is not the CLI's to export.
        [stateFileVariable]: "no state is given to policies",
        [clockVariable]: names.now,
        PULUMI_PROJECT: names.project,
        PULUMI_STACK: names.stack,
        PULUMI_NODEJS_PROJECT: names.project,
        PULUMI_NODEJS_STACK: names.stack,
        PULUMI_NODEJS_DRY_RUN: String(names.dryRun),
        PULUMI_CONFIG: JSON.stringify(config),
      },
    });
    let stderr = "";
    child.stderr!.setEncoding("utf8").on("data", (text: string) => { stderr += text; });
    const port = await new Promise<string>((resolve, reject) => {
      let stdout = "";
      child.stdout!.setEncoding("utf8").on("data", (text: string) => {
        stdout += text;
        const line = /^(\d+)\s*$/m.exec(stdout);
        if (line?.[1] !== undefined) resolve(line[1]);
      });
      child.once("exit", (code) => reject(new Error(`the policy pack in ${run.folder} ended with code ${code}: ${stderr.trim()}`)));
    });
    const pack = new PolicyPackProcess(child, new AnalyzerClient(`127.0.0.1:${port}`, grpc.credentials.createInsecure()));
    try {
      await pack.configure(run.config);
      return pack;
    } catch (error) {
      pack.stop();
      throw error;
    }
  }

  /** What the pack says of one resource's inputs. */
  async analyze(goal: Goal): Promise<PolicyViolation[]> {
    const request = new analyzer.AnalyzeRequest();
    request.setType(goal.type);
    request.setUrn(goal.urn);
    request.setName(goal.name);
    request.setProperties(struct(goal.inputs));
    request.setOptions(options(goal));
    const answer = await this.call<analyzer.AnalyzeResponse>((done) => this.client.analyze(request, done));
    return answer.getDiagnosticsList().map((diagnostic) => violation(diagnostic, goal.urn));
  }

  /** What the pack says of the stack as a whole. */
  async analyzeStack(resources: readonly ExportedResource[]): Promise<PolicyViolation[]> {
    const request = new analyzer.AnalyzeStackRequest();
    request.setResourcesList(resources.map((resource) => {
      const one = new analyzer.AnalyzerResource();
      one.setType(resource.type);
      one.setUrn(resource.urn);
      one.setName(resource.urn.split("::").at(-1) ?? "");
      // Unlike a resource's own policies, those of the stack are shown what came of it.
      one.setProperties(struct(resource.outputs ?? {}));
      one.setParent(resource.parent ?? "");
      one.setDependenciesList([...(resource.dependencies ?? [])]);
      one.setOptions(options(resource));
      return one;
    }));
    const answer = await this.call<analyzer.AnalyzeResponse>((done) => this.client.analyzeStack(request, done));
    const root = resources.find(({ type }) => type === stackType)?.urn;
    return answer.getDiagnosticsList().map((diagnostic) => violation(diagnostic, diagnostic.getUrn() || root));
  }

  stop(): void {
    this.client.close();
    this.child.kill();
  }

  private async configure(config: PolicyPackRun["config"]): Promise<void> {
    const info = await this.call<analyzer.AnalyzerInfo>((done) => this.client.getAnalyzerInfo(new Empty(), done));
    const request = new analyzer.ConfigureAnalyzerRequest();
    for (const policy of info.getPoliciesList()) {
      const schema = policy.getConfigschema();
      const { level, properties } = policyConfiguration({
        name: policy.getName(),
        level: policy.getEnforcementlevel(),
        properties: (schema?.getProperties()?.toJavaScript() ?? {}) as PolicyProperties,
        required: schema?.getRequiredList() ?? [],
      }, config);
      const one = new analyzer.PolicyConfig();
      one.setEnforcementlevel(level);
      one.setProperties(struct(properties));
      request.getPolicyconfigMap().set(policy.getName(), one);
    }
    await this.call<Empty>((done) => this.client.configure(request, done));
  }

  private call<T>(send: (done: (error: grpc.ServiceError | null, answer: T) => void) => unknown): Promise<T> {
    return new Promise((resolve, reject) => {
      send((error, answer) => error ? reject(new Error(`the policy pack failed: ${error.details}`)) : resolve(answer));
    });
  }
}

function violation(diagnostic: analyzer.AnalyzeDiagnostic, urn: string | undefined): PolicyViolation {
  return {
    policy: diagnostic.getPolicyname(),
    enforcement: diagnostic.getEnforcementlevel() === analyzer.EnforcementLevel.MANDATORY ? "mandatory" : "advisory",
    message: finding(diagnostic),
    urn,
  };
}

/** On the wire a message is the policy's description, then what was found. */
function finding(diagnostic: analyzer.AnalyzeDiagnostic): string {
  const [message, description] = [diagnostic.getMessage().trim(), diagnostic.getDescription()];
  return message.startsWith(description) ? message.slice(description.length).trim() : message;
}

function options({ protect, parent }: { readonly protect?: boolean; readonly parent?: string }): analyzer.AnalyzerResourceOptions {
  const result = new analyzer.AnalyzerResourceOptions();
  result.setProtect(protect ?? false);
  result.setParent(parent ?? "");
  return result;
}

function struct(properties: Readonly<Record<string, unknown>>): Struct {
  // What is undefined has no place on the wire.
  return Struct.fromJavaScript(JSON.parse(JSON.stringify(properties)) as Record<string, JavaScriptValue>);
}
