import * as pulumi from "@pulumi/pulumi";
import type { RegisterResourceRequest, RegisterResourceOutputsRequest } from "@pulumi/pulumi/proto/resource_pb";

type Answer = (error: Error | null, response?: { getUrn(): string }) => void;

interface Monitor {
  registerResource(request: RegisterResourceRequest, answer: Answer): Promise<void>;
  registerResourceOutputs(request: RegisterResourceOutputsRequest, answer: Answer): Promise<void>;
  registerResourceHook(request: unknown, answer: (error: Error | null, response: object) => void): void;
}

export interface Registrations {
  /** By logical name, as they went over the wire. */
  readonly requests: ReadonlyMap<string, RegisterResourceRequest>;
  readonly outputs: ReadonlyMap<string, unknown>;
  /** All of them, in the order of arrival. */
  readonly all: readonly RegisterResourceRequest[];
  /** Names in the order of arrival. */
  readonly order: readonly string[];
}

/** What a program registers, without an engine: the SDK's own mock of one answers. One at a time. */
export async function registrationsOf(program: () => void): Promise<Registrations> {
  await pulumi.runtime.setMocks(
    { newResource: ({ name, inputs }) => ({ id: name, state: inputs as Record<string, unknown> }), call: () => ({}) },
    "stepwise",
    "test",
    false,
  );
  const monitor = pulumi.runtime.getMonitor() as unknown as Monitor;
  const [requests, outputs, order, all] = [
    new Map<string, RegisterResourceRequest>(),
    new Map<string, unknown>(),
    [] as string[],
    [] as RegisterResourceRequest[],
  ];
  const register = monitor.registerResource.bind(monitor);
  monitor.registerResource = (request, answer) => {
    requests.set(request.getName(), request);
    order.push(request.getName());
    all.push(request);
    return register(request, answer);
  };
  monitor.registerResourceHook = (_, answer) => answer(null, {});
  monitor.registerResourceOutputs = (request, answer) => {
    outputs.set(request.getUrn().split("::").at(-1) ?? "", request.getOutputs()?.toJavaScript());
    answer(null);
    return Promise.resolve();
  };
  program();
  await pulumi.runtime.disconnect();
  return { requests, outputs, order, all };
}
