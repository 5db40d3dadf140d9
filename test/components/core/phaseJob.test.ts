import * as assert from "node:assert/strict";
import type * as pulumi from "@pulumi/pulumi";
import type { RegisterResourceRequest } from "@pulumi/pulumi/proto/resource_pb";
import { phaseJob, type PhaseJob, type PhaseJobOwner } from "../../../components/core/phaseJob";
import type { JobPhase } from "../../../components/core/phases";
import { registrationsOf } from "../../support/registrations";

interface JobInputs {
  readonly metadata: {
    readonly name: string;
    readonly namespace: string;
    readonly labels: object;
    readonly annotations: Readonly<Record<string, string>>;
  };
  readonly spec: {
    readonly backoffLimit?: number;
    readonly activeDeadlineSeconds?: number;
    readonly template: {
      readonly metadata: { readonly labels: object; readonly annotations: object };
      readonly spec: Readonly<Record<string, unknown>>;
    };
  };
}

const owner: PhaseJobOwner = {
  id: "halo/kingdom",
  name: "kingdom",
  namespace: "ns",
  labels: { app: "kingdom" },
  version: "0.5.46",
};
const pod = { containers: [{ name: "run", image: "example.org/run:1" }] };

async function registered(
  more: Partial<PhaseJobOwner> = {},
  spec: Partial<PhaseJob> = {},
  phase: JobPhase = "migrate",
  opts: pulumi.CustomResourceOptions = {},
): Promise<{ readonly request: RegisterResourceRequest; readonly inputs: JobInputs }> {
  const { requests } = await registrationsOf(() => {
    phaseJob({ ...owner, ...more }, phase, { pod, ...spec }, opts);
  });
  assert.equal(requests.size, 1);
  const [request] = requests.values();
  return { request: request!, inputs: request!.getObject()!.toJavaScript() as unknown as JobInputs };
}

describe("the Job of a phase, as the engine gets it", () => {
  it("has one logical name whatever the release, and the release in the object's name", async () => {
    for (const version of ["0.5.45", "0.5.46", "1.0.0-rc.1"]) {
      const { request, inputs } = await registered({ version });
      assert.equal(request.getName(), "kingdom-migrate");
      assert.equal(inputs.metadata.name, `kingdom-migrate-${version.replaceAll(".", "-")}`);
    }
  });

  it("is told apart by its store where a phase has several", async () => {
    const { request, inputs } = await registered({}, { store: "spanner" }, "backup");
    assert.deepEqual(
      [request.getName(), inputs.metadata.name],
      ["kingdom-backup-spanner", "kingdom-backup-spanner-0-5-46"],
    );
  });

  it("goes before its successor comes, or going back ends in `already exists`", async () => {
    const { request } = await registered();
    assert.deepEqual([request.getDeletebeforereplace(), request.getDeletebeforereplacedefined()], [true, true]);
  });

  it("is replaced when it failed, or a retry waits for the dead one", async () => {
    assert.deepEqual((await registered()).request.getReplaceonchangesList(), ["#initerror"]);
  });

  it("says in its Pod what was returned from, or a return is not verified", async () => {
    const marks = async (returnedFrom: PhaseJobOwner["returnedFrom"]) => {
      const { inputs } = await registered({ returnedFrom }, {}, "verify");
      assert.deepEqual(inputs.metadata.annotations, inputs.spec.template.metadata.annotations);
      return inputs.metadata.annotations["stepwise.dev/returned-from"];
    };
    assert.equal(await marks(undefined), undefined);
    assert.equal(await marks({ version: "0.5.47" }), "0.5.47");
    assert.equal(
      await marks({ version: "0.5.47", restore: "kingdom-20260101T000000Z" }),
      "0.5.47@kingdom-20260101T000000Z",
    );
  });

  it("says in its Pod which component, release and phase it is", async () => {
    const { inputs } = await registered({}, {}, "backup");
    assert.deepEqual(inputs.spec.template.metadata, {
      labels: { app: "kingdom", "stepwise.dev/phase": "backup" },
      annotations: {
        "stepwise.dev/component": "halo/kingdom",
        "stepwise.dev/phase": "backup",
        "stepwise.dev/version": "0.5.46",
      },
    });
    assert.deepEqual([inputs.metadata.namespace, inputs.metadata.labels], ["ns", { app: "kingdom" }]);
  });

  it("has nothing that removes it when it is done, and no failure policy that the provider does not see", async () => {
    const { inputs } = await registered();
    assert.deepEqual(Object.keys(inputs.spec).sort(), ["activeDeadlineSeconds", "backoffLimit", "template"]);
  });

  it("has a deadline and a limit of retries, and is waited for longer than its deadline", async () => {
    for (const [deadlineSeconds, retries] of [
      [undefined, undefined],
      [60, 0],
      [7200, 3],
    ] as const) {
      const { request, inputs } = await registered(
        {},
        { ...(deadlineSeconds !== undefined && { deadlineSeconds }), ...(retries !== undefined && { retries }) },
      );
      assert.equal(inputs.spec.activeDeadlineSeconds, deadlineSeconds ?? 1800);
      assert.equal(inputs.spec.backoffLimit, retries ?? 1);
      const [, timeout] = /^(\d+)s$/.exec(request.getCustomtimeouts()!.getCreate()) ?? [];
      assert.ok(Number(timeout) > inputs.spec.activeDeadlineSeconds, `${timeout} s`);
    }
  });

  it("never restarts a Pod in place, also where the Pod's spec says otherwise", async () => {
    const { inputs } = await registered({}, { pod: { ...pod, restartPolicy: "OnFailure" } as PhaseJob["pod"] });
    assert.deepEqual(inputs.spec.template.spec, { ...pod, restartPolicy: "Never" });
  });

  it("keeps these settings whatever options it is given, and takes the others", async () => {
    const { request } = await registered({}, {}, "migrate", {
      deleteBeforeReplace: false,
      replaceOnChanges: [],
      customTimeouts: { create: "1s" },
      protect: true,
    });
    assert.deepEqual(
      [
        request.getDeletebeforereplace(),
        request.getReplaceonchangesList(),
        request.getCustomtimeouts()!.getCreate(),
        request.getProtect(),
      ],
      [true, ["#initerror"], "1920s", true],
    );
  });
});
