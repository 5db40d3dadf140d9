/** The ports of upstream's charts: https://github.com/kleidia/kleidia-docs/tree/main/helm */

export const system = "kleidia";

export const openbaoPort = 8200;
export const openbaoClusterPort = 8201;
export const backendPort = 8080;
export const frontendPort = 3000;
