import Module from "node:module";

const heavy: ReadonlySet<string> = new Set(["typescript", "@npmcli/arborist"]);

interface Loader {
  _load(request: string, parent: unknown, isMain: boolean): unknown;
}

let installed = false;

/**
 * From now on, what Pulumi's SDK loads at its start only to serialise functions into dynamic providers, the TypeScript
 * compiler and npm's dependency resolver, is loaded when it is first touched. It is half of the time that the SDK takes,
 * and a program without dynamic providers never touches it.
 */
export function loadLazily(): void {
  if (installed) return;
  installed = true;
  const loader = Module as unknown as Loader;
  const load = loader._load.bind(Module);
  loader._load = (request, parent, isMain) => {
    if (!heavy.has(request)) return load(request, parent, isMain);
    let loaded: object | undefined;
    const target = (): object => (loaded ??= load(request, parent, isMain) as object);
    // A function, since one of them is a class.
    return new Proxy(function lazy() { /* stands in for the module */ }, {
      // How compiled imports ask what kind of module it is; answering needs no module.
      get: (_, key) => (key === "__esModule" ? undefined : Reflect.get(target(), key) as unknown),
      has: (_, key) => Reflect.has(target(), key),
      construct: (_, args) => Reflect.construct(target() as new (...all: unknown[]) => object, args as unknown[]),
    });
  };
}
