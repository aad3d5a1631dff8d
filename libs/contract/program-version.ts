/** What the programs of this release call themselves to one another: the version of the package, which `tidy.spec.ts` compares. */

export const programVersion = '0.1.0';
