import { loadLazily } from "./lazyModules";

/** Required by a rehearsed program's process before anything else (`node --require`). */
loadLazily();
