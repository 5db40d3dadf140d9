import type { KleidiaConfig, PlatformConfig } from "../../config/kleidia";
import { compareVersions } from "../../releases/version";
import { imageVersion } from "../core/imageVersion";
import type { KleidiaProblem } from "./problems";

/** Releases of OpenBao that nobody should run, each with where that is said. */
const unusable: Readonly<Record<string, string>> = {
  "2.3.0": "which was never released; expected 2.4.0 or newer (https://github.com/openbao/openbao/releases)",
  "2.4.2": "which was never usable and was released again as 2.4.3 (https://github.com/openbao/openbao/releases)",
  "2.5.0": "which can't unseal itself with a key of a cloud's (https://github.com/openbao/openbao/pull/2505), nor at all after data was moved " +
    "from file to Raft storage (https://github.com/openbao/openbao/issues/2466); expected 2.5.1 or newer, or 2.4",
};

/** OpenBao 2.6 says that file storage is going, and 2.7 has none: https://openbao.org/community/deprecation/ */
const lastFileStorage = "2.6.0";
const withoutFileStorage = "2.7.0";

/** What is wrong with OpenBao's release, and with how it keeps its data. */
export function openbaoProblems({ platform }: KleidiaConfig): KleidiaProblem[] {
  return platform ? [...releaseProblems(platform), ...storageProblems(platform)] : [];
}

/** Kleidia's own minimum is 2.4, which is also the first with the static seal. */
function releaseProblems({ image }: PlatformConfig): KleidiaProblem[] {
  const version = imageVersion(image);
  const path = "platform.image";
  if (Object.hasOwn(unusable, version)) return [{ path, message: `found OpenBao ${version}, ${unusable[version]}` }];
  if (compareVersions(version, "2.4.0") >= 0) return [];
  return [{ path, message: `found OpenBao ${version}, expected 2.4.0 or newer: older ones can't unseal themselves with a static key` }];
}

function storageProblems({ image, servers, storageBackend }: PlatformConfig): KleidiaProblem[] {
  if (storageBackend === "raft") return [];
  const version = imageVersion(image);
  const problems: KleidiaProblem[] = servers === 1 ? []
    : [{ path: "platform.servers", message: `found ${servers}, expected 1: servers with file storage can't share it` }];
  if (compareVersions(version, withoutFileStorage) < 0) return problems;
  return [...problems, {
    path: "platform.image",
    message: `found OpenBao ${version} with file storage, which ${withoutFileStorage} has no longer; expected an older one: ` +
      "move the data to Raft first (https://openbao.org/community/deprecation/)",
  }];
}

/**
 * What to say of file storage: that a release has it for the last time, and that it is for data which is there already. These
 * refuse nothing: a rehearsal puts a stack in place as if for the first time.
 */
export function fileStorageWarnings(
  { image, storageBackend, installing }: Pick<PlatformConfig, "image" | "storageBackend"> & { readonly installing: boolean },
): string[] {
  if (storageBackend === "raft") return [];
  const version = imageVersion(image);
  return [
    ...(compareVersions(version, lastFileStorage) < 0 ? [] : [
      `OpenBao ${version} has file storage for the last time: move the data to Raft before ${withoutFileStorage} ` +
        "(https://openbao.org/community/deprecation/)",
    ]),
    ...(installing ? ["OpenBao has file storage, expected Raft for a first install: the backup would wait for a volume that is not there yet"] : []),
  ];
}
