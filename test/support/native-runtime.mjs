/**
 * Runs a test file on Node's own modules: what it imports is loaded once for all files of a worker, and not anew for each, which took a third of
 * a run. Everything else stays Jest's. Modules keep their state between files: whoever changes it puts it back.
 */
import { createRequire, register } from 'node:module';
import { pathToFileURL } from 'node:url';
import { sourceMapOf } from './compiled-typescript.mjs';

const { default: JestRuntime } = createRequire(import.meta.url)('jest-runtime');

/** Where the stand-in of `@jest/globals` finds those of the file that runs: it is a module, too, and loaded once. */
const current = Symbol.for('what jest gives to the test file that runs');

let isPrepared = false;
/** A file that runs again in the same worker is another module each time. */
let imports = 0;

/** Jest's own parts lie in a context of their own, and would take our strings for no `String`. */
const shareIntrinsics = (global) => {
  for (const name of Object.getOwnPropertyNames(globalThis))
    if (/^[A-Z]\w+$/.test(name) && typeof globalThis[name] === 'function') global[name] = globalThis[name];
};

/** Jest's maps of lines, and of what Node loaded, so that a failure names the line as it was written. */
class AllSourceMaps extends Map {
  get(path) {
    return super.get(path) ?? (/\.ts(?:\?|$)/.test(path) ? sourceMapOf(path) : undefined);
  }
}

export default class NativeRuntime extends JestRuntime {
  constructor(config, environment, ...more) {
    shareIntrinsics(environment.global);
    super(config, environment, ...more);
  }

  getSourceMaps() {
    return new AllSourceMaps(super.getSourceMaps());
  }

  async unstable_importModule(file) {
    if (!isPrepared) register('./typescript-hooks.mjs', import.meta.url);
    isPrepared = true;
    globalThis[current] = this.jestGlobals.cjsGlobals(file);
    imports += 1;
    await import(`${pathToFileURL(file).href}?${imports}`);
  }
}
