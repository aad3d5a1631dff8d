/** Programs that the build has joined with all they load into a few files, which start in half the time; module by module where they are not of this build. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';

/** The compiler's own record of what it has built, by content; whatever is built without the joining makes it another. */
const built = new URL('../../.tsbuildinfo', import.meta.url);
const folder = new URL('../../joined/', import.meta.url);
/** Of which build the joined files are, by the digest of its record, and then their names; one a line. */
const joining = new URL('build', folder);

const areOfThisBuild = (): boolean =>
  existsSync(built) &&
  existsSync(joining) &&
  readFileSync(joining, 'utf8').split('\n')[0] ===
    createHash('sha256').update(readFileSync(built)).digest('hex');

/** A module of a program, joined as `name` or apart: its exports are the same. */
export const joined = async <Module>(name: string, apart: () => Promise<Module>): Promise<Module> =>
  areOfThisBuild() ? ((await import(new URL(`${name}.js`, folder).href)) as Module) : apart();
