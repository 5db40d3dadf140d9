import * as grpc from "@grpc/grpc-js";
import * as callback from "@pulumi/pulumi/proto/callback_pb";
import { CallbacksClient } from "@pulumi/pulumi/proto/callback_grpc_pb";
import { EngineService, type IEngineServer } from "@pulumi/pulumi/proto/engine_grpc_pb";
import * as engine from "@pulumi/pulumi/proto/engine_pb";
import { ResourceMonitorService, type IResourceMonitorServer } from "@pulumi/pulumi/proto/resource_grpc_pb";
import * as resource from "@pulumi/pulumi/proto/resource_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { Struct, type JavaScriptValue } from "google-protobuf/google/protobuf/struct_pb";
import { goalOf } from "./goal";
import { StoppedError, type HookCall, type Session } from "./session";
import type { Properties } from "./values";

/**
 * The engine's side of the wire: Pulumi's `ResourceMonitor` and `Engine` services over gRPC, on a port of the loopback
 * interface, in front of a {@link Session}. The program on the other side is unmodified.
 */
export class Monitor {
  private readonly server = new grpc.Server({
    // Nodes and descriptors can be large; Pulumi allows 400 MiB.
    "grpc.max_receive_message_length": 400 * 1024 * 1024,
  });
  private readonly hooks = new Map<string, { readonly target: string; readonly token: string; readonly onDryRun: boolean }>();
  private readonly callbacks = new Map<string, CallbacksClient>();
  private rootUrn = "";

  constructor(
    private readonly names: { readonly project: string; readonly stack: string; readonly dryRun: boolean },
  ) {}

  /** Starts listening; returns the address. */
  async listen(session: () => Promise<Session>): Promise<string> {
    this.server.addService(ResourceMonitorService, this.resourceMonitor(session));
    this.server.addService(EngineService, this.engine(session));
    const port = await new Promise<number>((resolve, reject) =>
      this.server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) => error ? reject(error) : resolve(bound)));
    return `127.0.0.1:${port}`;
  }

  close(): void {
    for (const client of this.callbacks.values()) client.close();
    this.server.forceShutdown();
  }

  /** Calls a hook in the program's process. Resolves to what it says against the step, if anything. */
  async callHook(name: string, call: HookCall): Promise<string | undefined> {
    const hook = this.hooks.get(name);
    if (!hook) return `hook "${name}" is in the state and is not registered by the program`;
    if (this.names.dryRun && !hook.onDryRun) return undefined;
    const args = new resource.ResourceHookRequest();
    args.setUrn(call.urn);
    args.setId(call.id);
    args.setName(call.name);
    args.setType(call.type);
    if (call.newInputs) args.setNewInputs(struct(call.newInputs));
    if (call.oldInputs) args.setOldInputs(struct(call.oldInputs));
    if (call.oldOutputs) args.setOldOutputs(struct(call.oldOutputs));
    const request = new callback.CallbackInvokeRequest();
    request.setToken(hook.token);
    request.setRequest(args.serializeBinary());
    let client = this.callbacks.get(hook.target);
    if (!client) {
      client = new CallbacksClient(hook.target, grpc.credentials.createInsecure());
      this.callbacks.set(hook.target, client);
    }
    const invoke = client.invoke.bind(client);
    return new Promise((resolve) => {
      invoke(request, (error, reply) => {
        if (error) return resolve(`hook "${name}" could not be called: ${error.message}`);
        const said = resource.ResourceHookResponse.deserializeBinary(reply.getResponse_asU8()).getError();
        resolve(said === "" ? undefined : said);
      });
    });
  }

  private resourceMonitor(session: () => Promise<Session>): IResourceMonitorServer {
    const unsupported = (what: string): grpc.handleUnaryCall<unknown, never> => (_, reply) =>
      reply({ code: grpc.status.UNIMPLEMENTED, message: `the rehearsal engine does not model ${what}` });
    return {
      getDeploymentInfo: unsupported("deployment info"),
      invoke: unsupported("provider functions"),
      call: unsupported("provider methods"),
      readResource: unsupported("reading resources that exist already"),
      registerStackTransform: unsupported("transforms"),
      registerStackInvokeTransform: unsupported("transforms"),
      registerErrorHook: unsupported("error hooks"),
      supportsFeature: (_, reply) => {
        const answer = new resource.SupportsFeatureResponse();
        answer.setHassupport(true);
        reply(null, answer);
      },
      registerPackage: (_, reply) => {
        const answer = new resource.RegisterPackageResponse();
        answer.setRef("rehearsal");
        reply(null, answer);
      },
      registerResourceHook: ({ request }, reply) => {
        const { target, token } = request.getCallback()?.toObject() ?? { target: "", token: "" };
        this.hooks.set(request.getName(), { target, token, onDryRun: request.getOnDryRun() });
        reply(null, new Empty());
      },
      registerResource: ({ request }, reply) => {
        void session()
          .then((current) => current.register(goalOf(request, this.names.stack, this.names.project)))
          .then(({ urn, id, outputs }) => {
            const answer = new resource.RegisterResourceResponse();
            answer.setUrn(urn);
            answer.setId(id);
            answer.setObject(struct(outputs));
            reply(null, answer);
          })
          // "Unavailable" is how Pulumi's monitor tells a program that the update is over.
          .catch((error: unknown) => reply({
            code: error instanceof StoppedError ? grpc.status.UNAVAILABLE : grpc.status.INTERNAL,
            message: String(error),
          }));
      },
      registerResourceOutputs: ({ request }, reply) => {
        void session().then((current) => {
          current.registerOutputs(request.getUrn(), (request.getOutputs()?.toJavaScript() ?? {}) as Properties);
          reply(null, new Empty());
        });
      },
      // The program has said all it has to say, and stays to answer the hooks of what is deleted now.
      signalAndWaitForShutdown: (_, reply) => {
        void session().then((current) => current.finish()).catch(() => undefined).then(() => reply(null, new Empty()));
      },
    };
  }

  private engine(session: () => Promise<Session>): IEngineServer {
    return {
      log: ({ request }, reply) => {
        const severity = request.getSeverity();
        void session().then((current) => {
          if (severity === engine.LogSeverity.ERROR) current.fail(request.getMessage().trim(), request.getUrn() || undefined);
          else if (severity === engine.LogSeverity.WARNING) current.diagnostics.push({ severity: "warning", message: request.getMessage().trim() });
          reply(null, new Empty());
        });
      },
      getRootResource: (_, reply) => {
        const answer = new engine.GetRootResourceResponse();
        answer.setUrn(this.rootUrn);
        reply(null, answer);
      },
      setRootResource: ({ request }, reply) => {
        this.rootUrn = request.getUrn();
        reply(null, new engine.SetRootResourceResponse());
      },
      startDebugging: (_, reply) => reply(null, new Empty()),
      requirePulumiVersion: (_, reply) => reply(null, new engine.RequirePulumiVersionResponse()),
    };
  }
}

function struct(properties: Properties): Struct {
  return Struct.fromJavaScript(properties as unknown as Record<string, JavaScriptValue>);
}
