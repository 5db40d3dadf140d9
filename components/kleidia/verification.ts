import { createHash } from "node:crypto";
import { imageVersion } from "../core/imageVersion";
import { clusterAccessEnv, type ScriptJob } from "../core/scriptJobs";
import { serverAddress, serverNames } from "./openbaoConfig";
import { toolsUser } from "./openbaoJobs";
import type { PlatformArgs } from "./platform";
import { candidateName } from "./releasePods";
import type { ServicesArgs } from "./services";
import { backend, frontend } from "./servicesPods";

/** What the Jobs below run, from the project's folder. */
export const verifyScript = "components/core/scripts/http-verify.sh";

/** For the image to come and the Job to be reported, beside the time that servers are asked for, in seconds. */
const startMargin = 300;

/** Replaces servers, from the project's folder. */
export const replaceScript = "components/core/scripts/replace-servers.sh";

/** How long a first install waits for somebody to initialise OpenBao, in seconds. */
const initialisationSeconds = 1800;

/** How long OpenBao's servers may take to be replaced, all together, in seconds. */
const replacementSeconds = 3000;

/**
 * Kubernetes replaces none of OpenBao's servers, so this does, before it looks. Each is asked by its own name, since one that
 * was not replaced would hide behind the Service. It has to be unsealed, active or standby, and of the image's version.
 * @param template what the servers' Pods are made from; another one has them replaced
 */
export function platformVerification(args: PlatformArgs, template: object): ScriptJob {
  const expected = `"version":"${imageVersion(args.image)}"`;
  const health = serverNames(args).map((server) => ({ server, url: `${serverAddress(args.name, server)}/v1/sys/health` }));
  const verified = verification(args.tools.image, health.map(({ url }) => `${url}?standbyok=true 200 ${expected}`), initialisationSeconds);
  const env = {
    NAMESPACE: args.namespace,
    STATEFUL_SET: args.name,
    SERVERS: health.map(({ server, url }) => `${server} ${url}`).join("\n"),
    EXPECTED: expected,
    ...(args.returnedFrom?.restore !== undefined && { MAY_BE_OLDER: "1" }),
    WITHIN_SECONDS: String(replacementSeconds),
    TEMPLATE_SHA256: createHash("sha256").update(JSON.stringify(template)).digest("hex"),
  };
  return {
    ...verified,
    before: {
      account: replacerName(args.name),
      command: ["replace-servers.sh"],
      env: [...Object.entries(env).map(([name, value]) => ({ name, value })), ...clusterAccessEnv],
    },
    deadlineSeconds: (verified.deadlineSeconds ?? 0) + replacementSeconds,
  };
}

/** The account that may replace OpenBao's servers. */
export function replacerName(name: string): string {
  return `${name}-replacer`;
}

export function servicesVerification(args: ServicesArgs): ScriptJob {
  return served(args, (app) => app);
}

/** The same, of a release that has no traffic yet. */
export function candidateTest(args: ServicesArgs): ScriptJob {
  return served(args, candidateName);
}

/**
 * The backend says its version; the frontend only that it is there.
 * @param serviceOf by which Service a program is asked
 */
function served(args: ServicesArgs, serviceOf: (app: string) => string): ScriptJob {
  const [api, site] = [backend(args), frontend(args)];
  return verification(args.tools.image, [
    `http://${serviceOf(api.name)}:${api.servicePort}${api.health} 200 "version":"${args.version}"`,
    `http://${serviceOf(site.name)}:${site.servicePort}${site.health} 200`,
  ], 600);
}

function verification(image: string, checks: readonly string[], seconds: number): ScriptJob {
  return {
    image,
    user: toolsUser,
    command: ["http-verify.sh"],
    env: [{ name: "CHECKS", value: checks.join("\n") }, { name: "WITHIN_SECONDS", value: String(seconds) }],
    deadlineSeconds: seconds + startMargin,
  };
}
