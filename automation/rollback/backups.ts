import { createHash } from "node:crypto";
import { compareVersions } from "../../releases/version";
import type { Return } from "./choose";

/** What is noted of a backup when it is taken: before the hop `from` → `to`. */
export interface BackupRecord {
  readonly from: string;
  readonly to: string;
  /** `<component>-<YYYYMMDD-HHMMSS>` */
  readonly id: string;
}

// What Pulumi Cloud takes; a DIY backend takes more, but stacks move: https://github.com/pulumi/pulumi/issues/24428
const longestTagName = 40;
const longestTagValue = 256;

/** The stack tag that a component's backups are noted in: `stepwise:backup:halo.kingdom`, the end hashed where it would be too long. */
export function backupTag(component: string): string {
  const name = `stepwise:backup:${component.replace("/", ".")}`;
  if (name.length <= longestTagName) return name;
  const hash = createHash("sha256").update(name).digest("hex").slice(0, 8);
  return `${name.slice(0, longestTagName - hash.length - 1)}-${hash}`;
}

/** A tag's value after one more backup, and what no longer fits. */
export interface RecordedBackups {
  readonly value: string;
  /** No rollback that can be reached needs these. */
  readonly dropped: readonly BackupRecord[];
  /** A rollback could need these; they still exist, and have to be named by hand: `returnedFrom.restore`. */
  readonly lost: readonly BackupRecord[];
}

/**
 * Notes a backup, newest first, in at most 256 characters. What goes first, oldest first, is what no way back from where
 * the component is now comes by; then what it comes by and does not need; and only then what it needs.
 * @param value of the tag so far; parts of it that can't be read are left out
 * @param isNeeded whether going back over that hop needs its backup. @default - every one is needed
 */
export function recordBackup(
  value: string | undefined, record: BackupRecord, isNeeded: (record: BackupRecord) => boolean = () => true,
): RecordedBackups {
  const all = [record, ...backupsIn(value)];
  const chain = chainFrom(all, record.to);
  const worth = (one: BackupRecord): number => !chain.includes(one) ? 0 : isNeeded(one) ? 2 : 1;
  const kept = [...all];
  const out: BackupRecord[] = [];
  while (kept.length > 1 && textOf(kept).length > longestTagValue) {
    const older = kept.slice(1).reverse();
    const least = Math.min(...older.map(worth));
    const goes = older.find((one) => worth(one) === least)!;
    kept.splice(kept.lastIndexOf(goes), 1);
    out.push(goes);
  }
  return { value: textOf(kept), dropped: out.filter((one) => worth(one) < 2), lost: out.filter((one) => worth(one) === 2) };
}

/**
 * The backup from which going back has the data as the older release left it: the one taken when that release was left on
 * the way to where the component is now. Several hops may lie between.
 * @param value of the component's tag
 */
export function backupFor(value: string | undefined, { component, from, to }: Return): string | undefined {
  const name = component.split("/")[1] ?? component;
  return chainFrom(backupsIn(value).filter(({ id }) => id.startsWith(`${name}-`)), from).find((one) => one.from === to)?.id;
}

/** What is noted in a tag's value, newest first. */
export function backupsIn(value: string | undefined): BackupRecord[] {
  return (value ?? "").split(";").flatMap((part): BackupRecord[] => {
    const [, from, to, id] = /^([^>=;]+)>([^>=;]+)=([^>=;]+)$/.exec(part) ?? [];
    return from === undefined || to === undefined || id === undefined ? [] : [{ from, to, id }];
  });
}

/**
 * The hops by which the component came to a release, newest first. Each ends where the one after it began, or below that
 * where one between them was dropped; what ends above was gone back from.
 */
function chainFrom(newestFirst: readonly BackupRecord[], release: string): BackupRecord[] {
  const chain: BackupRecord[] = [];
  let at = release;
  for (const record of newestFirst) {
    if (compareVersions(record.to, at) > 0) continue;
    chain.push(record);
    at = record.from;
  }
  return chain;
}

function textOf(records: readonly BackupRecord[]): string {
  return records.map(({ from, to, id }) => `${from}>${to}=${id}`).join(";");
}
