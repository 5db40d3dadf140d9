/** The objects of k0rdent's page on upgrading and rolling back services. */
export const upgradeChain = `\
apiVersion: k0rdent.mirantis.com/v1alpha1
kind: ServiceTemplateChain
metadata:
  name: ingress-nginx-chain
  namespace: kcm-system
spec:
  supportedTemplates:
    - name: ingress-nginx-4-11-3
      availableUpgrades:
        - name: ingress-nginx-4-11-5
    - name: ingress-nginx-4-11-5
`;

export const rollbackChain = `\
apiVersion: k0rdent.mirantis.com/v1alpha1
kind: ServiceTemplateChain
metadata:
  name: ingress-nginx-chain
  namespace: kcm-system
spec:
  supportedTemplates:
    - name: ingress-nginx-4-11-3
    - name: ingress-nginx-4-11-5
      availableUpgrades:
        - name: ingress-nginx-4-11-3
`;

export const clusterDeployment = `\
apiVersion: k0rdent.mirantis.com/v1beta1
kind: ClusterDeployment
metadata:
  name: my-cluster-deployment
  namespace: tenant42
spec:
  config:
    clusterLabels: {}
  template: aws-standalone-cp-1-0-2
  credential: aws-credential
  serviceSpec:
    services:
      - template: ingress-nginx-4-11-3
        templateChain: ingress-nginx-chain
        name: ingress-nginx
        namespace: tenant42
    priority: 100
`;

/** As the page shows what kcm reports, with the rest left out. */
export const reportedDeployment = `\
apiVersion: k0rdent.mirantis.com/v1beta1
kind: ClusterDeployment
metadata:
  name: my-cluster-deployment
  namespace: tenant42
spec:
  ...
status:
  servicesUpgradePaths:
    - availableUpgrades:
        - upgradePaths:
            - ingress-nginx-4-11-5
      name: ingress-nginx
      namespace: ingress-nginx
      template: ingress-nginx-4-11-3
`;

export function stream(...documents: readonly string[]): string {
  return documents.join("---\n");
}

/** `{ "demo-1-0-0": ["demo-2-0-0@2.0.0"] }` as a chain; what follows the `@` is the version that an edge claims. */
export function chainYaml(upgrades: Readonly<Record<string, readonly string[]>>, kind = "ServiceTemplateChain"): string {
  const items = Object.entries(upgrades).map(([name, targets]) => ({
    name,
    ...(targets.length === 0 ? {} : {
      availableUpgrades: targets.map((target) => {
        const [to, version] = target.split("@");
        return { name: to, ...(version === undefined ? {} : { version }) };
      }),
    }),
  }));
  return JSON.stringify({
    apiVersion: "k0rdent.mirantis.com/v1beta1",
    kind,
    metadata: { name: "demo-chain", namespace: "kcm-system" },
    spec: { supportedTemplates: items },
  }) + "\n";
}

export function serviceTemplate(name: string, version: string, namespace = "kcm-system", kind = "ServiceTemplate"): string {
  return JSON.stringify({
    apiVersion: "k0rdent.mirantis.com/v1beta1",
    kind,
    metadata: { name, namespace },
    spec: { helm: { chartSpec: { chart: name, version } } },
  }) + "\n";
}
