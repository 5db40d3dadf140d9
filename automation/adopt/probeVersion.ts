import { isRecord, type Properties, type Value } from "../../engines/rehearsal/values";
import type { Catalog } from "../../releases/catalog";
import { imageReference } from "../../releases/imageReference";
import { compareVersions } from "../../releases/version";
import type { KubernetesObject } from "../cluster/cluster";
import { safeLine } from "../cluster/safeText";
import type { Evidence } from "./model";

/** An object of one component: as it would be at the wanted release, and as it is. */
export interface Probed {
  /** `Deployment/kingdom/server` */
  readonly name: string;
  readonly asked: Properties;
  readonly live: KubernetesObject;
}

/**
 * What says which release runs: the tags of the images whose tag is the release where the program writes them. Only where
 * none of them has a tag, as with bare digests, the label that Kubernetes recommends for it, which nothing keeps true.
 * https://kubernetes.io/docs/concepts/overview/working-with-objects/common-labels/
 */
export function evidenceOf(wanted: string, objects: readonly Probed[]): Evidence[] {
  const images = objects.flatMap(({ name, asked, live }) => {
    const running = containersIn(live as unknown as Value);
    return containersIn(asked).filter(({ image }) => tagOf(image) === wanted).flatMap((container): Evidence[] => {
      const version = tagOf(running.find((one) => one.name === container.name)?.image ?? "");
      return version === undefined ? [] : [{ version: safeLine(version), where: `${name}, the image of ${container.name}` }];
    });
  });
  if (images.length > 0) return images;
  return objects.flatMap(({ name, live }): Evidence[] => {
    const version = live.metadata.labels?.["app.kubernetes.io/version"];
    return version === undefined ? [] : [{ version: safeLine(version), where: `${name}, its label app.kubernetes.io/version` }];
  });
}

/** The releases that run, as the catalog calls them; what it does not know stays as it is. Oldest first. */
export function runningReleases(evidence: readonly Evidence[], catalog: Catalog): string[] {
  const named = evidence.map(({ version }) => [version, version.replace(/^v(?=\d)/, "")].find((one) => catalog.release(one)) ?? version);
  return [...new Set(named)].sort(compareVersions);
}

interface Container {
  readonly name: string;
  readonly image: string;
}

/** Every container in an object, however deep its Pod stands. */
function containersIn(value: Value): Container[] {
  if (Array.isArray(value)) return value.flatMap(containersIn);
  if (!isRecord(value)) return [];
  const { name, image } = value;
  const own = typeof name === "string" && typeof image === "string" ? [{ name, image }] : [];
  return [...own, ...Object.values(value).flatMap(containersIn)];
}

function tagOf(image: string): string | undefined {
  return imageReference(image).tag || undefined;
}
