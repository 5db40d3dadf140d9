import type { KleidiaConfig } from "../../config/kleidia";
import type { ScriptedArgs } from "../core/scriptedComponent";

/** What every component of Kleidia is told, beside its own settings. */
export type KleidiaArgs = ScriptedArgs & Pick<KleidiaConfig, "backups" | "tools">;
