// Compiles the project into dist/ when a source file is newer than what is there. Plain JavaScript, since it runs before
// anything is compiled. Types are checked by the tests, not here. Run by itself (`npm run build`, and before the project is
// packed), it also writes the library's type declarations, which only programs that import it need.
"use strict";
const { spawnSync } = require("node:child_process");
const { existsSync, mkdirSync, readdirSync, rmdirSync, statSync, utimesSync } = require("node:fs");
const path = require("node:path");

const root = path.resolve(__dirname, "..");
const stamp = path.join(root, "dist", ".tsbuildinfo");
const lock = path.join(root, ".building");
const left = new Set(["node_modules", "dist", "test", "examples", "docs", "reports", ".git"]);
/** After this long, in milliseconds, whoever held the lock is taken for dead. */
const patience = 120_000;

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

const isFresh = () => existsSync(stamp) && statSync(stamp).mtimeMs >= newestSource(root);

/** Takes the lock, or waits until whoever has it is done. Returns whether it was taken. */
function takeLock() {
  try {
    mkdirSync(lock);
    return true;
  } catch (error) {
    if (error.code !== "EEXIST") throw error;
    const since = statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? Date.now();
    if (Date.now() - since > patience) rmdirSync(lock);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100);
    return false;
  }
}

function runCompiler(configuration) {
  const tsc = require.resolve("typescript/bin/tsc");
  const built = spawnSync(process.execPath, [tsc, "-p", path.join(root, configuration)], { stdio: ["ignore", 2, 2] });
  if (built.status !== 0) {
    process.stderr.write("error: the project could not be compiled; see above\n");
    process.exit(1);
  }
}

function compile() {
  runCompiler("tsconfig.build.json");
  // What has not changed is not written again, so the stamp is what says when.
  const now = new Date();
  utimesSync(stamp, now, now);
}

/** Several processes may ask at once: one compiles, the others wait for it. */
function ensureBuilt() {
  while (!isFresh()) {
    if (!takeLock()) continue;
    try {
      if (!isFresh()) compile();
    } finally {
      rmdirSync(lock);
    }
  }
}

module.exports = { ensureBuilt };
if (require.main === module) {
  ensureBuilt();
  runCompiler("tsconfig.types.json");
}
