import type { EngineEvent } from "@pulumi/pulumi/automation";
import type { ResourceChange } from "../../upgrades/planModel";
import type { Diagnostic, EngineRun, Outcome, PolicyViolation, Step } from "../engine";
import { changedPaths, type Value } from "../rehearsal/values";
import { urnParts } from "../rehearsal/urn";

/** What the engine says while it works, as an outcome. */
export class EventLog {
  private readonly steps: Step[] = [];
  private readonly diagnostics: Diagnostic[] = [];
  private readonly violations: PolicyViolation[] = [];
  private summed = false;

  constructor(private readonly isPreview: boolean, private readonly run: Pick<EngineRun, "onStart" | "onWait" | "onStep">) {}

  /** Whether the engine has come to the end of what it was asked for, well or not: it sums up what it did then. */
  get isWhole(): boolean {
    return this.summed;
  }

  take(event: EngineEvent): void {
    this.summed ||= event.summaryEvent !== undefined;
    const { resourcePreEvent, resOutputsEvent, resOpFailedEvent, diagnosticEvent, policyEvent } = event;
    // A preview announces each step; an update says how each ended.
    if (this.isPreview && resourcePreEvent) this.step(resourcePreEvent.metadata, "succeeded");
    if (!this.isPreview && resourcePreEvent) this.start(resourcePreEvent.metadata);
    if (!this.isPreview && resOutputsEvent) this.step(resOutputsEvent.metadata, "succeeded");
    if (resOpFailedEvent) this.step(resOpFailedEvent.metadata, "failed");
    // What a provider says while it waits is marked as not worth keeping; with nothing it takes back what it said.
    if (diagnosticEvent?.ephemeral && diagnosticEvent.urn) {
      const waitsFor = plain(diagnosticEvent.message);
      if (waitsFor !== "") this.run.onWait?.(diagnosticEvent.urn, waitsFor);
    } else if (diagnosticEvent?.severity === "error" || diagnosticEvent?.severity === "warning") {
      const { severity, message, urn } = diagnosticEvent;
      this.diagnostics.push({ severity, message: plain(message), urn: urn === "" ? undefined : urn });
    }
    if (policyEvent) {
      // The SDK's type says "warning"; what arrives is "advisory" (pulumi, pkg/engine/events.go).
      const enforcement = String(policyEvent.enforcementLevel) === "mandatory" ? "mandatory" : "advisory";
      const { policyName: policy, message, resourceUrn: urn } = policyEvent;
      this.violations.push({ policy, enforcement, message: plain(message), urn });
    }
  }

  outcome(result: Outcome["result"]): Outcome {
    return { result, steps: this.steps, diagnostics: this.diagnostics, violations: this.violations };
  }

  private start(metadata: Metadata): void {
    const op = this.operation(metadata);
    if (op !== undefined && op !== "same") this.run.onStart?.(changeOf(metadata, op));
  }

  private step(metadata: Metadata, result: Step["result"]): void {
    // The half of a replacement that fails is what says that it did.
    const op = this.operation(metadata) ?? (result === "failed" ? "replace" : undefined);
    if (op === undefined) return;
    const step: Step = { ...changeOf(metadata, op), result };
    this.steps.push(step);
    this.run.onStep?.(step);
  }

  /**
   * Pulumi's operations in this project's words; the parts of a replacement are said once. A preview says `replace` of
   * each; an update says that too, and before anything of it is done, so there it is the creation that counts.
   */
  private operation({ op }: Metadata): Step["op"] | undefined {
    if (op === "same" || op === "create" || op === "update" || op === "delete") return op;
    return op === (this.isPreview ? "replace" : "create-replacement") ? "replace" : undefined;
  }
}

type Metadata = NonNullable<EngineEvent["resourcePreEvent"]>["metadata"];

function changeOf({ urn, type, old, new: wanted }: Metadata, op: Step["op"]): ResourceChange {
  const [before, after] = [old?.inputs, wanted?.inputs] as (Value | undefined)[];
  return { op, urn, type, name: urnParts(urn).name, changedPaths: op === "update" || op === "replace" ? changedPaths(before, after) : [] };
}

/** Without colour directives such as `<{%reset%}>`. */
function plain(text: string): string {
  return text.replace(/<\{%[^%]*%\}>/g, "").trim();
}
