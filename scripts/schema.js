// `npm run schema`: writes the JSON Schemas of stack files and of the policy pack's configuration, for editors.
"use strict";
const { writeFileSync } = require("node:fs");
const path = require("node:path");
const { root, setUp } = require("./setup.js");

setUp();
const { stackJsonSchema } = require("../dist/config/jsonSchema.js");
const { packConfigJsonSchema } = require("../dist/policies/configSchema.js");

const write = (file, schema) => writeFileSync(path.join(root, file), `${JSON.stringify(schema, null, 2)}\n`);
write("config/stack.schema.json", stackJsonSchema());
write("policies/config.schema.json", packConfigJsonSchema());
