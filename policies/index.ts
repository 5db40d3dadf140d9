import { PolicyPack } from "@pulumi/policy";
import { upgradePath } from "./upgradePath";

new PolicyPack("stepwise", { policies: [upgradePath] });
