// What `npm start` and `npm test` need before anything else: the dependencies, installed once and again only when the
// lock file changes, and the compiled project. Plain JavaScript without dependencies: it runs in a clean clone.
"use strict";
const { spawnSync } = require("node:child_process");
const { existsSync, statSync } = require("node:fs");
const path = require("node:path");

const root = path.resolve(__dirname, "..");

function setUp() {
  if (Number(process.versions.node.split(".")[0]) < 20) {
    process.stderr.write(`error: found Node ${process.versions.node}, expected 20 or newer\n`);
    process.exit(1);
  }
  // npm writes this file at the end of every installation.
  const installed = path.join(root, "node_modules", ".package-lock.json");
  const lock = path.join(root, "package-lock.json");
  if (!existsSync(installed) || statSync(installed).mtimeMs < statSync(lock).mtimeMs) {
    process.stderr.write("installing dependencies …\n");
    // Install scripts are left out: the only ones download plugins for an engine, which nothing here needs.
    const npm = spawnSync("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], {
      cwd: root, stdio: ["ignore", 2, 2], shell: process.platform === "win32",
    });
    if (npm.status !== 0) {
      process.stderr.write("error: `npm ci` failed; see above. Is the npm registry reachable?\n");
      process.exit(1);
    }
  }
  require("./build.js").ensureBuilt();
}

module.exports = { root, setUp };
