/** What stands where a secret stood. */
export const redacted = "[redacted]";

/** Words that make a setting's name the name of a secret. */
const words = [
  "passw(?:or)?d", "passphrase", "pwd", "secret", "token", "credentials?", "signature", "authorization", "\\b(?:auth|sig)\\b",
  "(?:api|access|account|private|signing|shared|client|encryption|master|hmac|session)[_.-]?key", "unseal[_ .-]?key(?: \\d{1,2})?",
].join("|");
const secretName = new RegExp(words, "i");

/** Its end is bounded, and its beginning left out, so that a long run of letters is never gone over again and again. */
const named = `(?:${words})[\\w.-]{0,40}`;
/** Also one that stands in a quoted text itself. */
const quote = `(?:\\\\{0,4}["'])`;

/** Whether a setting or an environment variable of this name holds a secret. */
export function isSecretName(name: string): boolean {
  return secretName.test(name);
}

/** In this order: what a later rule would cut in two goes first. */
const rules: readonly (readonly [RegExp, string])[] = [
  // A log's tail may begin or end inside of a key.
  [/-----BEGIN [A-Z0-9 ]{1,60}-----(?:[\s\S]*?-----END [A-Z0-9 ]{1,60}-----|[\s\S]*$)/g, redacted],
  [/^(?:[A-Za-z0-9+/=\s]|\\n)*-----END [A-Z0-9 ]{1,60}-----/g, redacted],
  // Names of objects are such lines too: words and numbers in lower case between dashes.
  [/^[ \t]*(?![a-z0-9]{1,30}(?:-[a-z0-9]{1,30}){2,}[ \t]*$)(?=[^\n]*\d)(?=[^\n]*[A-Za-z])[A-Za-z0-9+/_-]{40,}={0,2}[ \t]*$/gm, redacted],
  // A password may hold any of the characters that end the other parts of an address.
  [/(:\/\/[^\s:/@]{0,200}:)\S*@/g, `$1${redacted}@`],
  [/\b(authorization["']?\s{0,3}[:=]\s{0,3}["']?)(?:(?:basic|bearer|digest|negotiate|token)\s+)?[^\s"']+/gi, `$1${redacted}`],
  [/\b(bearer\s+)(?=[^\s"']*\d|[^\s"']{20})[^\s"']+/gi, `$1${redacted}`],
  // SQL: PASSWORD 'it''s'
  [/\b((?:password|identified by)\s+)'(?:''|[^'\n])*(?:'|$)/gim, `$1'${redacted}'`],
  // "password": "…", password='…', \"password\":\"…\"
  [new RegExp(`(${named}${quote}?\\s{0,3}(?:=>|[:=])\\s{0,3})(${quote})(?:(?!\\2)(?:\\\\.|[^\\\\\\n]))*(\\2|$)`, "gim"), `$1$2${redacted}$3`],
  // The value on a line of YAML goes on to its end.
  [new RegExp(`^([ \\t]*(?:- )?${quote}?[\\w.-]{0,80}?${named}${quote}?:[ \\t]+)[^"'\\s\\\\].*$`, "gim"), `$1${redacted}`],
  [new RegExp(`(${named}${quote}?[ \\t]{0,3}(?:=>|[:=])[ \\t]{0,3})(?!${quote})\\S+`, "gi"), `$1${redacted}`],
  [new RegExp(`((?<![\\w-])--?[\\w-]{0,40}?${named}[ \\t]{1,3})(?!-|${quote})\\S+`, "gi"), `$1${redacted}`],
  // JSON Web Tokens; keys of AWS, Google, GitHub, GitLab, Slack, Pulumi, OpenBao and Vault.
  [/\beyJ[\w-]{5,}\.[\w-]{5,}(?:\.[\w-]*)?/g, redacted],
  [/\b(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}\b/g, redacted],
  [/\bAIza[\w-]{35}|\bya29\.[\w.-]+|\bGOCSPX-[\w-]+|\b1\/\/0[\w-]{20,}/g, redacted],
  [/\bgh[pousr]_\w{20,}|\bgithub_pat_\w{20,}|\bglpat-[\w-]{15,}|\bxox[a-z]-[\w-]{10,}|\bpul-[0-9a-f]{40}\b/g, redacted],
  [/\b(?:hv[sbr]|[sbr])\.[\w-]{24,}/g, redacted],
  // AWS's secret keys have no mark of their own: forty characters of base64 that are no digest.
  [/(?<![\w+/=-])(?=[\w+/]{0,39}[A-Z])(?=[\w+/]{0,39}[a-z])(?=[\w+/]{0,39}\d)[A-Za-z0-9+/]{40}(?![\w+/=-])/g, redacted],
];

/**
 * A text without what looks like a secret: passwords in addresses and settings, tokens, keys, certificates. Rather too much
 * goes than too little. Doing it twice changes nothing.
 * @param known values that are secret whatever they look like; those of fewer than four characters can't be told from the rest
 */
export function redact(text: string, known: readonly string[] = []): string {
  const values = [...new Set(known.flatMap(spellings))].filter(({ length }) => length >= 4).sort((a, b) => b.length - a.length);
  const without = values.reduce((rest, value) => rest.split(value).join(redacted), text);
  return rules.reduce((rest, [pattern, instead]) => rest.replace(pattern, instead), without);
}

/** As it stands in a setting, in an address, in JSON and in a Secret. */
function spellings(value: string): string[] {
  const bytes = Buffer.from(value);
  // Line ends are spaces where a text is one line.
  return [value, value.trim(), value.replace(/\s+/g, " "), encodeURIComponent(bytes.toString()), JSON.stringify(value).slice(1, -1),
    bytes.toString("base64")];
}
