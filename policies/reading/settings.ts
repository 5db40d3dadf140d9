import * as pulumi from "@pulumi/pulumi";
import { declaredComponents, type DeclaredComponent } from "../../config/components";
import { settingsOf } from "../../config/program";
import { namespace, type StackSettings } from "../../config/stack";

/** What the stack file says, as the engine hands it to policies. */
export function stackSettings(): StackSettings {
  return settingsOf(new pulumi.Config(namespace));
}

/** The component with this id as the stack file declares it. */
export function declaredComponent(id: string): DeclaredComponent | undefined {
  return declaredComponents(stackSettings()).find((declared) => declared.id === id);
}
