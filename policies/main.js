// What Pulumi starts: the compiled pack, compiled anew if its source is newer, so that no gate is ever out of date.
"use strict";
require("../scripts/build.js").ensureBuilt();
require("../dist/policies/index.js");
