// `npm run schema`: writes the JSON Schema of stack files, for editors.
"use strict";
const { writeFileSync } = require("node:fs");
const path = require("node:path");
const { root, setUp } = require("./setup.js");

setUp();
const { stackJsonSchema } = require("../dist/config/jsonSchema.js");
writeFileSync(path.join(root, "config", "stack.schema.json"), `${JSON.stringify(stackJsonSchema(), null, 2)}\n`);
