import type { Check, CheckResult, VerificationRun } from "../../automation/verify/model";
import { columns, heading, type Paint } from "./screen";

/** Which checks there are, and what each of them proved or did not. */
export function verificationText({ stack, result, checks }: VerificationRun, paint: Paint): string {
  return [
    heading(paint, `Verification of the stack ${stack}`, paint.bold(coloured(result, result.toUpperCase(), paint))),
    ...(checks.length === 0 ? ["", "There is no component to check."] : []),
    ...[...new Set(checks.map(({ component }) => component))].flatMap((component) => [
      "", heading(paint, component),
      ...checks.filter((check) => check.component === component).map((check) => checkText(check, paint)),
    ]),
  ].join("\n");
}

const marks: Readonly<Record<CheckResult, string>> = { passed: "✓", failed: "✗", unknown: "?" };

function checkText({ check, result, message, log = [], next = [] }: Check, paint: Paint): string {
  return [
    columns([[coloured(result, marks[result], paint), check, coloured(result, result, paint), `${message}.`]], [2, 11, 9]),
    ...next.map((one) => columns([[paint.dim("→"), `${one}.`]], [2], 24)),
    ...(log.length === 0 ? [] : [columns(log.map((line) => [paint.dim("|"), paint.dim(line)]), [2], 24)]),
  ].join("\n");
}

function coloured(result: CheckResult, text: string, paint: Paint): string {
  switch (result) {
    case "passed": return paint.green(text);
    case "failed": return paint.red(text);
    case "unknown": return paint.yellow(text);
  }
}
