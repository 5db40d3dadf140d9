import * as assert from "node:assert/strict";
import * as fc from "fast-check";
import { backupFor, backupsIn, backupTag, recordBackup, type BackupRecord } from "../../../automation/rollback/backups";

const component = "halo/kingdom";
const taken = (from: string, to: string, hour: number): BackupRecord => ({ from, to, id: `kingdom-202611${String(10 + hour)}-140000` });
/** What is noted after these backups, one after the other. */
const after = (records: readonly BackupRecord[], isNeeded?: (record: BackupRecord) => boolean) =>
  records.reduce<{ value: string | undefined; gone: BackupRecord[]; lost: BackupRecord[] }>(({ value, gone, lost }, record) => {
    const next = recordBackup(value, record, isNeeded);
    return { value: next.value, gone: [...gone, ...next.dropped], lost: [...lost, ...next.lost] };
  }, { value: undefined, gone: [], lost: [] });
const climb = (...versions: string[]) => versions.slice(1).map((to, i) => taken(versions[i]!, to, i));

describe("the backups that are noted of a component", () => {
  it("are noted newest first", () =>
    assert.equal(after(climb("0.5.18", "0.5.22", "0.5.30")).value, "0.5.22>0.5.30=kingdom-20261111-140000;0.5.18>0.5.22=kingdom-20261110-140000"));

  it("are found by the hop, and over several hops by the release that was left", () => {
    const { value } = after(climb("0.5.18", "0.5.22", "0.5.30"));
    const find = (from: string, to: string) => backupFor(value, { component, from, to });
    assert.equal(find("0.5.30", "0.5.22"), "kingdom-20261111-140000");
    assert.equal(find("0.5.22", "0.5.18"), "kingdom-20261110-140000");
    assert.equal(find("0.5.30", "0.5.18"), "kingdom-20261110-140000");
    assert.equal(find("0.5.30", "0.5.17"), undefined);
    assert.equal(find("0.5.46", "0.5.30"), undefined);
    assert.equal(find("0.5.18", "0.5.30"), undefined);
  });

  it("are of the way that was gone last, after a return", () => {
    const { value } = after([taken("1", "2", 0), taken("2", "3", 1), /* back to 1 */ taken("1", "3", 2)]);
    assert.equal(backupFor(value, { component, from: "3", to: "1" }), "kingdom-20261112-140000");
    assert.equal(backupFor(value, { component, from: "3", to: "2" }), undefined, "2 was never left for this 3");
  });

  it("are another component's where their id says so", () =>
    assert.equal(backupFor("1>2=duchy-worker1-20261110-140000", { component, from: "2", to: "1" }), undefined));

  it("are left out where they can't be read", () => {
    assert.deepEqual(backupsIn("rubbish;1>2=kingdom-a;>=;3>4"), [{ from: "1", to: "2", id: "kingdom-a" }]);
    assert.deepEqual(backupsIn(undefined), []);
    assert.equal(recordBackup("\u001b[2J;;", taken("1", "2", 0)).value, "1>2=kingdom-20261110-140000");
  });

  it("make room from what no way back comes by, before anything that one does", () => {
    const detour = [taken("0.5.22", "0.5.30", 1), /* back to 0.5.22 */ ...climb("0.5.22", "0.5.31", "0.5.32", "0.5.33", "0.5.34", "0.5.35").map((one, i) => taken(one.from, one.to, 2 + i))];
    const { value, gone, lost } = after([taken("0.5.18", "0.5.22", 0), ...detour]);
    assert.deepEqual(gone, [detour[0]]);
    assert.deepEqual(lost, []);
    assert.equal(backupFor(value, { component, from: "0.5.35", to: "0.5.18" }), "kingdom-20261110-140000");
  });

  it("make room from what a way back comes by and does not need, before what it needs", () => {
    const way = climb("0.5.30", "0.5.31", "0.5.32", "0.5.33", "0.5.34", "0.5.35", "0.5.36", "0.5.37", "0.5.38");
    const needed = (one: BackupRecord) => one.from === "0.5.30" || one.from === "0.5.33";
    const { value, gone, lost } = after(way, needed);
    assert.deepEqual([gone.length, lost], [2, []]);
    assert.deepEqual(backupsIn(value).filter(needed).length, 2);
    assert.equal(backupFor(value, { component, from: "0.5.38", to: "0.5.30" }), way[0]!.id);
  });

  it("are said to be lost where even what is needed has no room", () => {
    const { lost, gone } = after(climb("0.5.30", "0.5.31", "0.5.32", "0.5.33", "0.5.34", "0.5.35", "0.5.36", "0.5.37"));
    assert.deepEqual(gone, []);
    assert.deepEqual(lost, [taken("0.5.30", "0.5.31", 0)]);
  });

  it("fit a tag, keep the newest, and lose nothing unsaid (property)", () => {
    const version = fc.constantFrom("0.5.18", "0.5.22", "0.5.30", "1.0.0-rc.1+b", "CF219-patch2");
    const record = fc.record({ from: version, to: version, id: fc.integer({ min: 0, max: 99 }).map((n) => `kingdom-20261120-1403${String(n).padStart(2, "0")}`) }, { noNullPrototype: true });
    fc.assert(fc.property(fc.array(record, { minLength: 1, maxLength: 14 }), fc.func(fc.boolean()), (records, isNeeded) => {
      const { value, gone, lost } = after(records, isNeeded);
      assert.ok(value!.length <= 256);
      assert.deepEqual(backupsIn(value)[0], records.at(-1));
      assert.equal(backupsIn(value).length + gone.length + lost.length, records.length);
      const { from, to, id } = records.at(-1)!;
      if (from !== to) assert.equal(backupFor(value, { component, from: to, to: from }), id);
    }));
  });
});

describe("the tag of a component's backups", () => {
  it("is its id, in characters that a tag may have", () => assert.equal(backupTag("halo/kingdom"), "stepwise:backup:halo.kingdom"));

  it("is never longer than a tag's name may be, and never another's", () => {
    const name = (end: string) => backupTag(`halo/duchy-${"x".repeat(29)}${end}`);
    assert.match(name("a"), /^stepwise:backup:halo\.duchy-[a-zA-Z0-9-]+$/);
    assert.equal(name("a").length, 40);
    assert.notEqual(name("a"), name("b"));
  });
});
