/** Lists the files of the repository that people write, for the checks on their form. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

const notOurs = new Set(['.git', 'node_modules', 'dist', 'data']);

/** Paths relative to the repository, sorted; `extensions` such as `.ts`. */
export const sourceFiles = (extensions: readonly string[], directory = '.'): readonly string[] =>
  readdirSync(directory, { withFileTypes: true })
    .filter((entry) => !notOurs.has(entry.name))
    .flatMap((entry) => {
      const path = join(directory, entry.name);
      if (entry.isDirectory()) return sourceFiles(extensions, path);
      return extensions.some((extension) => entry.name.endsWith(extension)) ? [path] : [];
    })
    .toSorted();
