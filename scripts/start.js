// `npm start`: what the product does, on the production stacks of this project. Plans the upgrade to the newest release,
// rehearses it, rehearses it again with a migration that fails, writes the report, and plans for two other systems.
"use strict";
const { spawnSync } = require("node:child_process");
const path = require("node:path");
const { root, setUp } = require("./setup.js");

setUp();
const target = ["--stack", "prod", "--set", "halo=latest"];
const chapters = [
  { title: "1  The plan: where prod is, where it should go, and everything on the way", args: ["plan", ...target], expected: 0 },
  { title: "2  A rehearsal of it", args: ["rehearse", ...target, "--html", "reports/prod.html"], expected: 0 },
  {
    title: "3  The same, but a migration of Reporting's fails: it stops there, and goes back",
    args: ["rehearse", ...target, "--fail", "halo/reporting:migrate", "--on-failure", "rollback", "--html", "reports/prod-failing.html"],
    expected: 3,
  },
  {
    title: "4  Another system: Kleidia's OpenBao, PostgreSQL and services, in this order",
    args: ["plan", "--stack", "kleidia-prod", "--set", "kleidia=latest"],
    expected: 0,
  },
  {
    title: "5  A third: HCL DX, where the hop of Core waits for whoever runs its database",
    args: ["plan", "--stack", "dx-prod", "--set", "dx=CF217"],
    expected: 0,
  },
];
for (const { title, args, expected } of chapters) {
  process.stdout.write(`\n${"─".repeat(100)}\n${title}\n    npx stepwise ${args.join(" ")}\n${"─".repeat(100)}\n\n`);
  const { status } = spawnSync(process.execPath, [path.join(root, "bin", "stepwise.js"), ...args], { cwd: root, stdio: "inherit" });
  if (status !== expected) {
    process.stderr.write(`error: found exit code ${status}, expected ${expected}\n`);
    process.exit(1);
  }
}
process.stdout.write(`
${"─".repeat(100)}
Reports for a browser:  reports/prod.html  reports/prod-failing.html
Go on with:             npx stepwise --help    and docs/ for the rest
`);
