/** Names that say that their value is a secret; words such as `_FILE` or `_NAME` after it say that it is not. */
const secretName = new RegExp([
  "(?:PASSWORD|PASSWD|PASSPHRASE)$",
  "(?:^|_)(?:PWD|SECRET|TOKEN|API_?KEY|ACCESS_?KEY|PRIVATE_?KEY|ENCRYPTION_?KEY|CREDENTIALS?)$",
].join("|"));

/** What secrets look like, whatever they are called. */
const secretValues: readonly RegExp[] = [
  /-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----/,
  /\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\./,
  /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/,
  /\b(?:gh[opsur]_\w{36}|github_pat_\w{22})/,
  /\bxox[abprs]-[\w-]{10}/,
  /\bAIza[\w-]{35}/,
  /\bhv[bs]\.[\w-]{20}/,
  // A password in a URL; one that the Pod takes from elsewhere, `$(PASSWORD)`, is no secret here.
  /:\/\/[^\s/:@]{0,200}:(?!\$[({])[^\s/@]{1,200}@/,
];

/** Whether a variable or a flag of this name holds a secret: `DB_PASSWORD`, `--api-key`. */
export function isSecretName(name: string): boolean {
  return secretName.test(name.replace(/^-+/, "").replace(/([a-z0-9])([A-Z])/g, "$1_$2").replace(/[-.]/g, "_").toUpperCase());
}

/** Whether a text looks like a secret, or has one in it. */
export function looksSecret(value: string): boolean {
  return secretValues.some((sign) => sign.test(value));
}

/** Whether a value only says where the secret is: a path, or a variable that comes from elsewhere. */
export function pointsElsewhere(value: string): boolean {
  return value === "" || /^(?:\/|\$\(\w+\)$|\$\{\w+\}$)/.test(value);
}
