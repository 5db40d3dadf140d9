const powers = new Map([
  ["", 1], ["n", 1e-9], ["u", 1e-6], ["m", 1e-3], ["k", 1e3], ["M", 1e6], ["G", 1e9], ["T", 1e12],
  ["Ki", 2 ** 10], ["Mi", 2 ** 20], ["Gi", 2 ** 30], ["Ti", 2 ** 40],
]);

/**
 * What a quantity of Kubernetes's comes to, in bytes or cores: `1024Mi` and `1Gi` are the same one.
 * @returns undefined for what is none
 */
export function quantity(value: unknown): number | undefined {
  const [, digits, unit] = /^(\d+(?:\.\d+)?)([numkMGT]|[KMGT]i)?$/.exec(String(value)) ?? [];
  return digits === undefined ? undefined : Number(digits) * powers.get(unit ?? "")!;
}
