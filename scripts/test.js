// `npm test`: sets up, checks types, lints, and runs the tests. Closes with how many passed, failed and were skipped.
"use strict";
const { spawnSync } = require("node:child_process");
const { availableParallelism } = require("node:os");
const path = require("node:path");
const { root, setUp } = require("./setup.js");

// Most of a test waits for a process of its own; more than this only has tests wait for each other.
const jobs = String(Math.min(4, Math.max(2, availableParallelism())));

setUp();
const bin = (name) => path.join(root, "node_modules", ...name.split("/"));
const steps = [
  { title: "types", args: [bin("typescript/bin/tsc"), "--noEmit", "--noCheck", "false", "-p", root] },
  { title: "lint", args: [bin("eslint/bin/eslint.js"), "."] },
  { title: "tests", args: [bin("mocha/bin/mocha.js"), "--parallel", "--jobs", jobs, ...process.argv.slice(2)] },
];
for (const { title, args } of steps) {
  process.stdout.write(`\n${title}\n`);
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: "inherit" });
  if (status !== 0) {
    if (title !== "tests") process.stdout.write(`\n${title}: not passed\n0 passed, 1 failed, 0 skipped\n`);
    process.exit(status ?? 1);
  }
}
