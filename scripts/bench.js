// `npm run bench`: how long commands take, as ratios to loading the SDK in the same run; machines differ, ratios less so.
"use strict";
const { spawnSync } = require("node:child_process");
const path = require("node:path");
const { root, setUp } = require("./setup.js");

setUp();
const stepwise = path.join(root, "bin", "stepwise.js");
const plan = [stepwise, "plan", "--stack", "prod"];
const base = { name: "node -e 'require(\"@pulumi/pulumi\")'", args: ["-e", "require('@pulumi/pulumi')"] };
const cases = [
  { name: "plan of prod to the newest release, without diffs", args: [...plan, "--set", "halo=latest", "--no-diff"], atMost: 2 },
  { name: "plan with the resource diff of one hop", args: [...plan, "--set", "halo/duchy=latest"], atMost: 3 },
  { name: "plan with the resource diffs of three hops", args: [...plan, "--set", "halo=latest"] },
];
const runs = Number(process.argv[2] ?? 7);

function seconds(args) {
  const start = process.hrtime.bigint();
  const { status, stderr } = spawnSync(process.execPath, args, { cwd: root, stdio: ["ignore", "ignore", "pipe"], encoding: "utf8" });
  if (status !== 0) throw new Error(`${args.join(" ")} ended with code ${status}: ${stderr}`);
  return Number(process.hrtime.bigint() - start) / 1e9;
}

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
for (const one of [base, ...cases]) seconds(one.args);
// In turn, so that a machine that slows down slows all of them.
const times = Array.from({ length: runs }, () => [base, ...cases].map((one) => seconds(one.args)));
const bases = times.map((row) => row[0]);
process.stdout.write(`${base.name}: median ${median(bases).toFixed(2)} s over ${runs} runs\n`);
cases.forEach(({ name, atMost }, i) => {
  const ratio = median(times.map((row) => row[i + 1] / row[0]));
  const goal = atMost === undefined ? "" : `, goal at most ${atMost}: ${ratio <= atMost ? "met" : "missed"}`;
  process.stdout.write(`${name}: ${ratio.toFixed(2)} times that${goal}\n`);
});
require("./benchGraphs.js").benchGraphs();
void require("./benchWaves.js").benchWaves();
