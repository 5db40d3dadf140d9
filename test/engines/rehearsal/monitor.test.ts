import * as assert from "node:assert/strict";
import * as grpc from "@grpc/grpc-js";
import { CallbacksService } from "@pulumi/pulumi/proto/callback_grpc_pb";
import * as callback from "@pulumi/pulumi/proto/callback_pb";
import { ResourceMonitorClient } from "@pulumi/pulumi/proto/resource_grpc_pb";
import * as resource from "@pulumi/pulumi/proto/resource_pb";
import type { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import type { ExportedResource } from "../../../engines/engine";
import { emptyCluster, RehearsedCluster } from "../../../engines/rehearsal/cluster";
import { Monitor } from "../../../engines/rehearsal/monitor";
import { Session } from "../../../engines/rehearsal/session";

const call = <T>(send: (done: (error: grpc.ServiceError | null, answer: T) => void) => unknown) =>
  new Promise<T>((resolve, reject) => {
    send((error, answer) => (error ? reject(error) : resolve(answer)));
  });

/** A program's side of the wire, as short as it gets: it registers, and answers its hooks. */
class Program {
  readonly monitor: Monitor;
  readonly session: Session;
  readonly asked: resource.ResourceHookRequest[] = [];
  refusal = "";
  private client: ResourceMonitorClient | undefined;
  private readonly server = new grpc.Server();
  private target = "";

  constructor(dryRun: boolean, before: readonly ExportedResource[] = []) {
    this.monitor = new Monitor({ project: "stepwise", stack: "test", dryRun });
    this.session = new Session(before, new RehearsedCluster(emptyCluster()), {
      dryRun,
      callHook: (name, about) => this.monitor.callHook(name, about),
      violates: () => Promise.resolve(false),
      save: () => undefined,
      onStep: () => undefined,
    });
  }

  async start(): Promise<void> {
    this.server.addService(CallbacksService, {
      invoke: (
        { request }: { readonly request: callback.CallbackInvokeRequest },
        reply: (error: null, answer: callback.CallbackInvokeResponse) => void,
      ) => {
        this.asked.push(resource.ResourceHookRequest.deserializeBinary(request.getRequest_asU8()));
        const [said, answer] = [new resource.ResourceHookResponse(), new callback.CallbackInvokeResponse()];
        said.setError(this.refusal);
        answer.setResponse(said.serializeBinary());
        reply(null, answer);
      },
    });
    const port = await call<number>((done) =>
      this.server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), done as never),
    );
    this.target = `127.0.0.1:${port}`;
    this.client = new ResourceMonitorClient(
      await this.monitor.listen(() => Promise.resolve(this.session)),
      grpc.credentials.createInsecure(),
    );
  }

  stop(): void {
    this.client?.close();
    this.monitor.close();
    this.server.forceShutdown();
  }

  /** From now on no hook can be called. */
  hangUp(): void {
    this.server.forceShutdown();
  }

  /** What a program may ask for that is not modelled. */
  beyond(): (readonly [what: string, refused: Promise<unknown>])[] {
    const client = this.client!;
    return [
      ["provider functions", call((done) => client.invoke(new resource.ResourceInvokeRequest(), done))],
      ["provider methods", call((done) => client.call(new resource.ResourceCallRequest(), done))],
      ["reading resources", call((done) => client.readResource(new resource.ReadResourceRequest(), done))],
      ["transforms", call((done) => client.registerStackTransform(new callback.Callback(), done))],
    ];
  }

  hook(name: string, onDryRun: boolean): Promise<Empty> {
    const [request, where] = [new resource.RegisterResourceHookRequest(), new callback.Callback()];
    where.setTarget(this.target);
    where.setToken(`token-of-${name}`);
    request.setName(name);
    request.setOnDryRun(onDryRun);
    request.setCallback(where);
    return call((done) => this.client!.registerResourceHook(request, done));
  }

  component(version: string, hooks: readonly string[]): Promise<resource.RegisterResourceResponse> {
    const [request, binding] = [
      new resource.RegisterResourceRequest(),
      new resource.RegisterResourceRequest.ResourceHooksBinding(),
    ];
    request.setType("stepwise:demo:Core");
    request.setName("core");
    request.setObject(Struct.fromJavaScript({ version }));
    binding.setBeforeCreateList([...hooks]);
    binding.setBeforeUpdateList([...hooks]);
    request.setHooks(binding);
    return call((done) => this.client!.registerResource(request, done));
  }
}

describe("the rehearsal engine's side of the wire", () => {
  let program: Program;
  const open = async (dryRun: boolean, before: readonly ExportedResource[] = []) => {
    program = new Program(dryRun, before);
    await program.start();
  };
  afterEach(() => program.stop());
  const saved: ExportedResource = {
    urn: "urn:pulumi:test::stepwise::stepwise:demo:Core::core",
    type: "stepwise:demo:Core",
    custom: false,
    inputs: { version: "1.0.0" },
    outputs: { deployed: "1.0.0" },
  };

  it("calls a hook in the program with what is old and what is new", async () => {
    await open(false, [saved]);
    await program.hook("gate", false);
    const answer = await program.component("1.1.0", ["gate"]);
    assert.equal(answer.getUrn(), saved.urn);
    const [asked] = program.asked;
    assert.deepEqual([asked!.getUrn(), asked!.getType(), asked!.getName()], [saved.urn, "stepwise:demo:Core", "core"]);
    assert.deepEqual(
      [
        asked!.getNewInputs()?.toJavaScript(),
        asked!.getOldInputs()?.toJavaScript(),
        asked!.getOldOutputs()?.toJavaScript(),
      ],
      [{ version: "1.1.0" }, { version: "1.0.0" }, { deployed: "1.0.0" }],
    );
  });

  it("tells a hook at a creation that there is nothing old, not that it is empty", async () => {
    await open(false);
    await program.hook("gate", false);
    await program.component("1.0.0", ["gate"]);
    assert.deepEqual(
      [program.asked[0]!.hasOldInputs(), program.asked[0]!.hasOldOutputs(), program.asked[0]!.hasNewInputs()],
      [false, false, true],
    );
  });

  it("ends the program's registration when a hook refuses, the way Pulumi says that the update is over", async () => {
    await open(false, [saved]);
    program.refusal = "not allowed";
    await program.hook("gate", false);
    await assert.rejects(
      program.component("1.1.0", ["gate"]),
      (error: grpc.ServiceError) => error.code === grpc.status.UNAVAILABLE,
    );
    assert.deepEqual(
      program.session.diagnostics.map(({ message }) => message),
      ['before hook "gate" failed: not allowed'],
    );
    assert.deepEqual(program.session.state(), [saved]);
  });

  it("calls in a preview only the hooks that want it", async () => {
    await open(true, [saved]);
    await program.hook("silent", false);
    await program.hook("gate", true);
    await program.component("1.1.0", ["silent", "gate"]);
    assert.equal(program.asked.length, 1);
    program.stop();
    await open(true, [saved]);
    program.refusal = "not allowed";
    await program.hook("silent", false);
    await program.component("1.1.0", ["silent"]);
    assert.equal(program.session.failed, false);
  });

  it("refuses what has a hook that the program does not register", async () => {
    await open(false, [saved]);
    await assert.rejects(program.component("1.1.0", ["gone"]));
    assert.match(
      program.session.diagnostics[0]!.message,
      /hook "gone" is in the state and is not registered by the program/,
    );
  });

  it("refuses where a hook can't be called", async () => {
    await open(false, [saved]);
    await program.hook("gate", false);
    program.hangUp();
    await assert.rejects(program.component("1.1.0", ["gate"]));
    assert.match(program.session.diagnostics[0]!.message, /hook "gate" could not be called/);
    assert.deepEqual(program.session.state(), [saved]);
  });

  it("says plainly what it does not model, rather than answer something", async () => {
    await open(false);
    for (const [what, refused] of program.beyond()) {
      await assert.rejects(
        refused,
        (error: grpc.ServiceError) =>
          error.code === grpc.status.UNIMPLEMENTED && error.details.includes(`does not model ${what}`),
      );
    }
  });
});
