import { compareVersions } from "../../releases/version";
import { isKind, qualified, templateKinds, templateSchema, type TemplateKind } from "./k0rdentObjects";
import type { KubernetesObject } from "./kubernetesObjects";

/** A ServiceTemplate or ClusterTemplate of a file. */
export interface Template {
  readonly kind: TemplateKind;
  readonly namespace: string | undefined;
  readonly name: string;
  readonly version: string | undefined;
  readonly path: string;
}

/** @throws InputError */
export function readTemplates(objects: readonly KubernetesObject[]): readonly Template[] {
  return objects.flatMap((object) => templateKinds.filter((kind) => isKind(object, kind)).map((kind): Template => {
    const { metadata: { name, namespace }, spec, status } = object.check(templateSchema);
    // kcm takes the first two (https://github.com/k0rdent/kcm/blob/8373a24/internal/serviceset/util.go#L118). What the chart
    // was found to be helps where they are not there; a range of charts is no version.
    const version = [spec.version, spec.helm?.chartSpec?.version, status?.chartVersion]
      .find((one): one is string => typeof one === "string" && /^v?\d+(?:\.\d+)*(?:[-+][\w.+-]+)?$/.test(one));
    return { kind, namespace: namespace ?? undefined, name, version, path: object.pathOf(["metadata", "name"]) };
  }));
}

/** Finds the version of a template: of that in the namespace, else of any of that name, since templates are copied. */
export type TemplateVersions = (kind: TemplateKind, namespace: string | undefined, name: string) => string | undefined;

export function templateVersions(templates: readonly Template[]): TemplateVersions {
  const versions = new Map<string, string>();
  for (const { kind, namespace, name, version } of templates) {
    if (version === undefined) continue;
    if (namespace !== undefined) versions.set(`${kind} ${qualified(namespace, name)}`, version);
    const known = versions.get(`${kind} ${name}`);
    if (known === undefined || compareVersions(known, version) < 0) versions.set(`${kind} ${name}`, version);
  }
  return (kind, namespace, name) => versions.get(`${kind} ${qualified(namespace, name)}`) ?? versions.get(`${kind} ${name}`);
}
