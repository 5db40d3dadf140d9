export { lintCatalog } from "./catalog/catalog";
export { lintDocument, lintDocuments } from "./document";
export { classOf, type Finding, type Severity } from "./finding";
export { withLines } from "./lines";
export { readSilences, silence, type Silence, type Silenced } from "./silence";
