/**
 * Whether a path, as `differences` writes it, is what a property path names, or lies below it. Property paths may have
 * wildcards: `spec.containers[*].image`, `metadata.*`, `*`. Source: pulumi, sdk/go/common/resource/property_path.go.
 */
export function isAtOrBelow(path: string, propertyPath: string): boolean {
  const pattern = propertyPath.split(/(\[\*\]|\*)/)
    .map((part) => part === "[*]" ? "\\[\\d+\\]" : part === "*" ? "[^.\\[]+" : part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("");
  return new RegExp(`^${pattern}($|[.\\[])`).test(path);
}
