/** Lets Node load the TypeScript of tests: `.js` in an import stands for the `.ts` beside it, `@jest/globals` for those of the file that runs. */
import { existsSync } from 'node:fs';
import { compiled } from './compiled-typescript.mjs';

const root = new URL('../../', import.meta.url);

/** One module for all files of a worker: each name leads to that of the file that runs. */
const globals = 'jest-globals:';
const standIn = `
const current = Symbol.for('what jest gives to the test file that runs');
const of = (name) => new Proxy(function () {}, {
  apply: (_, self, given) => Reflect.apply(globalThis[current][name], self, given),
  get: (_, key) => globalThis[current][name][key],
});
${['afterAll', 'afterEach', 'beforeAll', 'beforeEach', 'describe', 'expect', 'it', 'jest', 'test']
  .map((name) => `export const ${name} = of('${name}');`)
  .join('\n')}`;

/** What an import leads to within the project; null: elsewhere. */
const addressOf = (specifier, parent) => {
  const [, path] = /^#((?:libs|hardware)\/.*)$/.exec(specifier) ?? [];
  if (path !== undefined) return new URL(path, root);
  return /^\.{1,2}\//.test(specifier) && parent?.startsWith('file:') ? new URL(specifier, parent) : null;
};

export const resolve = (specifier, context, next) => {
  if (specifier === '@jest/globals') return { url: globals, format: 'module', shortCircuit: true };
  const address = addressOf(specifier, context.parentURL);
  if (address === null || address.href.includes('/node_modules/')) return next(specifier, context);
  const typescript = new URL(address);
  typescript.pathname = typescript.pathname.replace(/\.js$/, '.ts');
  if (typescript.pathname === address.pathname || !existsSync(typescript)) return next(specifier, context);
  return { url: typescript.href, format: 'module', shortCircuit: true };
};

export const load = (url, context, next) => {
  if (url === globals) return { format: 'module', source: standIn, shortCircuit: true };
  if (!/^file:.*\.ts(?:\?|$)/.test(url)) return next(url, context);
  return { format: 'module', source: compiled(url), shortCircuit: true };
};
