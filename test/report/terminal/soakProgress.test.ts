import * as assert from "node:assert/strict";
import { createColors } from "picocolors";
import type { UpgradeEvent } from "../../../automation/deploy/events";
import { ProgressLines, waitingText } from "../../../report/terminal/progress";
import type { Paint } from "../../../report/terminal/screen";

describe("the progress of a soak, as lines", () => {
  const started: UpgradeEvent = { event: "soak-started", hop: 1, components: ["halo/kingdom", "halo/duchy-a"], seconds: 600 };

  it("says what is watched, for how long, and how that ended", () => {
    const lines = (paint: Paint, event: UpgradeEvent) => new ProgressLines(paint, () => new Date(0)).of(event).join();
    const bare = createColors(false);
    assert.match(lines(bare, started), /soak +watching halo\/kingdom, halo\/duchy-a for 10 min 0 s$/);
    const paint = createColors(true);
    for (const [result, colour] of [["steady", paint.green], ["unsteady", paint.red], ["unknown", paint.red], ["cancelled", paint.red]] as const) {
      const ended: UpgradeEvent = { event: "soak-ended", hop: 1, result, seconds: 20 };
      assert.match(lines(bare, ended), new RegExp(`soak +${result} after 20 s$`));
      assert.ok(lines(paint, ended).includes(colour(result)));
      assert.equal(waitingText(ended), undefined);
    }
  });

  it("is what is waited for meanwhile", () => assert.equal(waitingText(started), "soak halo/kingdom, halo/duchy-a"));
});
