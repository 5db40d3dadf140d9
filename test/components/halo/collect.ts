import * as pulumi from "@pulumi/pulumi";
import { halo } from "../../../components/halo";
import type { HaloConfig } from "../../../config/halo";

/** What a program registers with the engine. */
export interface Registered {
  readonly urn: string;
  readonly type: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  /** The URNs of what has to be there first. */
  readonly dependencies: readonly string[];
  readonly protect: boolean;
}

interface Request {
  getType(): string;
  getDependenciesList(): string[];
  getProtect(): boolean;
  getObject(): { toJavaScript(): Record<string, unknown> } | undefined;
}
type Answer = (error: unknown, response?: { getUrn(): string }) => void;
type Register = (request: Request, answer: Answer) => Promise<void>;

/**
 * Every resource of a Halo configuration, without an engine: the SDK's own mock of one answers, and what it is asked is
 * kept. What is a secret stays wrapped, as the engine gets it. One at a time: the SDK knows one engine.
 */
export async function collect(config: HaloConfig): Promise<Registered[]> {
  await pulumi.runtime.setMocks(
    {
      newResource: ({ name, inputs }) => ({ id: name, state: inputs as Record<string, unknown> }),
      call: () => ({}),
    },
    "stepwise",
    "test",
    false,
  );
  const registered: Registered[] = [];
  const monitor = pulumi.runtime.getMonitor() as unknown as { registerResource: Register };
  const register = monitor.registerResource.bind(monitor);
  monitor.registerResource = (request, callback) =>
    register(request, (error, response) => {
      registered.push({
        urn: response?.getUrn() ?? "",
        type: request.getType(),
        inputs: request.getObject()?.toJavaScript() ?? {},
        dependencies: request.getDependenciesList(),
        protect: request.getProtect(),
      });
      callback(error, response);
    });
  halo(config, {});
  await pulumi.runtime.disconnect();
  return registered;
}
