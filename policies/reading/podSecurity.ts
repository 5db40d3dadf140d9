import { isList, isRecord, notKnown, valueAt, type Plain, type PlainRecord } from "./plain";
import { containersOf } from "./pods";

/**
 * Kubernetes's Pod Security Standards, in our words:
 * https://github.com/kubernetes/website/blob/main/content/en/docs/concepts/security/pod-security-standards.md
 *
 * What is wrong with a Pod is returned as a list of texts, each once, that name fields and never their values. A field
 * that isn't known yet counts as wrong.
 */

type Check = (pod: PlainRecord) => readonly (string | undefined)[];

const defaultCapabilities = [
  "AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD",
  "NET_BIND_SERVICE", "SETFCAP", "SETGID", "SETPCAP", "SETUID", "SYS_CHROOT",
];
const safeSysctls = [
  "kernel.shm_rmid_forced", "net.ipv4.ip_local_port_range", "net.ipv4.ip_unprivileged_port_start", "net.ipv4.tcp_syncookies",
  "net.ipv4.ping_group_range", "net.ipv4.ip_local_reserved_ports", "net.ipv4.tcp_keepalive_time", "net.ipv4.tcp_fin_timeout",
  "net.ipv4.tcp_keepalive_intvl", "net.ipv4.tcp_keepalive_probes",
];
const plainVolumes = ["configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "persistentVolumeClaim", "projected", "secret"];

/** A field that may be left out, and otherwise has one of these values. */
function unsetOr(allowed: readonly Plain[], from: Plain, ...path: readonly string[]): string | undefined {
  const value = valueAt(from, ...path);
  return value === undefined || allowed.includes(value) ? undefined : path.join(".");
}

/** The elements of a list that may be left out; one unknown where the list is. */
function elements(from: Plain, ...path: readonly string[]): readonly Plain[] {
  const list = valueAt(from, ...path);
  if (list === notKnown) return [notKnown];
  return isList(list) ? list : [];
}

/** A check of each container, and of the Pod where the Pod has a say in it too. */
function each(check: (container: Plain) => readonly (string | undefined)[]): Check {
  return (pod) => containersOf(pod).flatMap(({ fields }) => check(fields));
}

const baseline: readonly Check[] = [
  (pod) => ["hostNetwork", "hostPID", "hostIPC"].map((field) => unsetOr([false], pod, field)),
  (pod) => elements(pod, "volumes").map((volume) => valueAt(volume, "hostPath") === undefined ? undefined : "volumes.hostPath"),
  (pod) => elements(pod, "securityContext", "sysctls").map((sysctl) =>
    safeSysctls.some((safe) => safe === valueAt(sysctl, "name")) ? undefined : "securityContext.sysctls"),
  (pod) => [pod, ...containersOf(pod).map(({ fields }) => fields)].flatMap((holder) => [
    unsetOr(["RuntimeDefault", "Localhost"], holder, "securityContext", "seccompProfile", "type"),
    unsetOr(["RuntimeDefault", "Localhost"], holder, "securityContext", "appArmorProfile", "type"),
    unsetOr(["", "container_t", "container_init_t", "container_kvm_t", "container_engine_t"], holder, "securityContext", "seLinuxOptions", "type"),
    unsetOr([""], holder, "securityContext", "seLinuxOptions", "user"),
    unsetOr([""], holder, "securityContext", "seLinuxOptions", "role"),
    unsetOr([false], holder, "securityContext", "windowsOptions", "hostProcess"),
  ]),
  each((container) => [
    unsetOr([false], container, "securityContext", "privileged"),
    unsetOr(["Default"], container, "securityContext", "procMount"),
    ...elements(container, "securityContext", "capabilities", "add").map((one) =>
      defaultCapabilities.some((safe) => safe === one) ? undefined : "securityContext.capabilities.add"),
    ...elements(container, "ports").map((port) => unsetOr([0], port, "hostPort")),
  ]),
];

const restricted: readonly Check[] = [
  (pod) => elements(pod, "volumes").map((volume) => {
    const source = isRecord(volume) ? Object.keys(volume).filter((key) => key !== "name") : ["unknown"];
    return source.every((key) => plainVolumes.includes(key)) ? undefined : "volumes";
  }),
  (pod) => containersOf(pod).flatMap(({ fields }) => [
    // What the Pod says holds for containers that say nothing themselves.
    (valueAt(fields, "securityContext", "runAsNonRoot") ?? valueAt(pod, "securityContext", "runAsNonRoot")) === true ? undefined : "securityContext.runAsNonRoot",
    isNumberAbove0(valueAt(fields, "securityContext", "runAsUser") ?? valueAt(pod, "securityContext", "runAsUser")) ? undefined : "securityContext.runAsUser",
    (valueAt(fields, "securityContext", "seccompProfile", "type") ?? valueAt(pod, "securityContext", "seccompProfile", "type")) === undefined
      ? "securityContext.seccompProfile"
      : undefined,
  ]),
  each((container) => [
    valueAt(container, "securityContext", "allowPrivilegeEscalation") === false ? undefined : "securityContext.allowPrivilegeEscalation",
    elements(container, "securityContext", "capabilities", "drop").includes("ALL") ? undefined : "securityContext.capabilities.drop",
    ...elements(container, "securityContext", "capabilities", "add").map((one) => one === "NET_BIND_SERVICE" ? undefined : "securityContext.capabilities.add"),
  ]),
];

/** Left out, it is the image's. */
function isNumberAbove0(user: Plain): boolean {
  return user === undefined || (typeof user === "number" && user > 0);
}

function faults(checks: readonly Check[], pod: PlainRecord | typeof notKnown): string[] {
  if (pod === notKnown) return ["the Pods, which are not known yet"];
  return [...new Set(checks.flatMap((check) => check(pod)).filter((fault) => fault !== undefined))].sort();
}

/** The fields of a Pod that keep it from the profile Baseline. */
export const baselineFaults = (pod: PlainRecord | typeof notKnown): string[] => faults(baseline, pod);

/** The fields of a Pod that keep it from the profile Restricted, those of Baseline among them. */
export const restrictedFaults = (pod: PlainRecord | typeof notKnown): string[] => faults([...baseline, ...restricted], pod);
