import { isMap, ownValue } from "./plainValues";

/** A secret that stands in values, by its path. Its value is never told. */
export interface SecretValue {
  readonly path: readonly (string | number)[];
  /** The key that names a Secret instead, where the chart has one. */
  readonly insteadAt: string | undefined;
}

/**
 * The chart's keys that name a Secret, by what they take the place of; optional_configure_credentials.md in
 * https://github.com/HCL-TECH-SOFTWARE/digital-experience/tree/main/docs/deployment/install/container/helm_deployment
 */
const secretKeys: readonly (readonly [RegExp, string])[] = [
  [/^security\.core\.was/, "security.core.customWasSecret"],
  [/^security\.core\.wps/, "security.core.customWpsSecret"],
  [/^security\.core\.configWizard/, "security.core.customConfigWizardSecret"],
  [/^security\.core\..*api_?key$/i, "security.core.customContentAISecret"],
  [/^configuration\.core\.ldap\./, "configuration.core.ldap.customLdapSecret"],
  [/^configuration\.core\.ltpa\./, "configuration.core.ltpa.customLtpaSecret"],
  [/^configuration\.webEngine\.ldap\./, "configuration.webEngine.ldap.customLdapSecret"],
  [/^configuration\.webEngine\.ltpa\./, "configuration.webEngine.ltpa.customLtpaSecret"],
  [/^configuration\.webEngine\.dbDomainProperties\./, "configuration.webEngine.customDbDomainPropertiesSecret"],
  [/^configuration\.licenseManager\.mhs/, "configuration.licenseManager.customMhsDeploymentKeySecret"],
  [/^security\.damPluginGoogleVision\./, "security.damPluginGoogleVision.customDamGoogleVisionSecret"],
  [/^security\.damPluginKaltura\./, "security.damPluginKaltura.customDamKalturaSecret"],
  [/^security\.persistence\./, "security.persistence.customConnectionPoolSecret"],
  [/^security\.digitalAssetManagement\.dam/, "security.digitalAssetManagement.customDamSecret"],
  [/^security\.digitalAssetManagement\.replication/, "security.digitalAssetManagement.customReplicationSecret"],
  [/^security\.digitalAssetManagement\.db/, "security.digitalAssetManagement.customDBSecret"],
  [/^security\.imageProcessor\./, "security.imageProcessor.customImageProcessorSecret"],
  [/^security\.licenseManager\./, "security.licenseManager.customLicenseManagerSecret"],
  [/^security\.openLdap\./, "security.openLdap.customLdapSecret"],
  [/^security\.remoteSearch\./, "security.remoteSearch.customWasSecret"],
  [/^security\.webEngine\..*api_?key$/i, "security.webEngine.customWebEngineContentAISecret"],
  [/^security\.webEngine\./, "security.webEngine.customWebEngineSecret"],
];

/** The last word of a key, or of a variable's name, that says that its value is one. */
const secretName = /(?:password|passwd|api_?key|secret_?key|private_?key|access_?key|authentication_?key|des_?key|deployment_?key|token)$/i;

/**
 * Every secret in a customer's values: at a key that says so, or in a list of environment variables. Empty ones
 * are none: the chart wants them so beside a Secret.
 */
export function secretValues(values: unknown, path: readonly (string | number)[] = []): SecretValue[] {
  if (Array.isArray(values)) return values.flatMap((one: unknown, i) => secretValues(one, [...path, i]));
  if (!isMap(values)) return [];
  const name = ownValue(values, "name");
  return Object.entries(values).flatMap(([key, value]) => {
    const isNamed = secretName.test(key) || (key === "value" && typeof name === "string" && secretName.test(name));
    if (isNamed && isSecret(value)) return [{ path: [...path, key], insteadAt: insteadOf([...path, key].join(".")) }];
    return secretValues(value, [...path, key]);
  });
}

/** One that Pulumi has encrypted, `{secure: …}`, is plain to the program, and would be in its state. */
function isSecret(value: unknown): boolean {
  if (isMap(value)) return Object.hasOwn(value, "secure");
  return (typeof value === "string" && value !== "") || typeof value === "number";
}

/** What moved out of the incubator is looked for at its later place. */
function insteadOf(path: string): string | undefined {
  const [, incubator = "", rest = ""] = /^(incubator\.)?(.*)$/s.exec(path) ?? [];
  const found = secretKeys.find(([pattern]) => pattern.test(rest));
  return found && incubator + found[1];
}
