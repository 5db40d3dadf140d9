#!/usr/bin/env node
// Runs the compiled command, after compiling whatever was changed since.
"use strict";
const { ensureBuilt } = require("../scripts/build.js");

ensureBuilt();
require("../dist/cli/main.js");
