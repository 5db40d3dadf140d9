import { shapeTable } from "../core/shapeTable";

/** What varies by release in the Kingdom's objects. */
export interface KingdomShape {
  /** The protocols that have a configuration file in the Secret. */
  readonly protocols: readonly string[];
  /** Whether the public API has the switch for TrusTEE. */
  readonly trusteeSwitch: boolean;
  /** Whether the public API reads `rate_limit_config.textproto` from the configuration files. */
  readonly rateLimits: boolean;
}

export const kingdomShapes = shapeTable<KingdomShape>(
  { since: "0.5.18", shape: { protocols: ["llv2", "ro-llv2", "hmss"], trusteeSwitch: false, rateLimits: false } },
  { since: "0.5.29", change: { protocols: ["llv2", "ro-llv2", "hmss", "trustee"] } },
  { since: "0.5.33", change: { trusteeSwitch: true } },
  { since: "0.5.45", change: { rateLimits: true } },
);
