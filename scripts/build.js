// Compiles the project into dist/ when a source file is newer than what is there. Plain JavaScript, since it runs before
// anything is compiled. Types are checked by the tests, not here.
"use strict";
const { spawnSync } = require("node:child_process");
const { existsSync, readdirSync, statSync } = require("node:fs");
const path = require("node:path");

const root = path.resolve(__dirname, "..");
const stamp = path.join(root, "dist", ".tsbuildinfo");
const left = new Set(["node_modules", "dist", "test", "examples", "docs", "reports", ".git"]);

/** When the newest source file below `folder` was changed, in milliseconds. */
function newestSource(folder) {
  let newest = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) {
      if (!left.has(entry.name)) newest = Math.max(newest, newestSource(file));
    } else if (/\.ts$|^tsconfig.*\.json$/.test(entry.name)) {
      newest = Math.max(newest, statSync(file).mtimeMs);
    }
  }
  return newest;
}

function ensureBuilt() {
  if (existsSync(stamp) && statSync(stamp).mtimeMs >= newestSource(root)) return;
  const tsc = require.resolve("typescript/bin/tsc");
  const built = spawnSync(process.execPath, [tsc, "-p", path.join(root, "tsconfig.build.json")], { stdio: ["ignore", 2, 2] });
  if (built.status !== 0) {
    process.stderr.write("error: the project could not be compiled; see above\n");
    process.exit(1);
  }
}

module.exports = { ensureBuilt };
if (require.main === module) ensureBuilt();
