/** Hands in a file at the small city's desks, by the same import as a bureau's: looked at first, then taken in by its control code. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { type ImportKindName, importKinds } from '#libs/contract/file-imports.js';
import { silentProgress } from '../../ground/chunked-work/progress.js';
import { csvLine } from '../../ground/csv/csv-line.js';
import { FileImports } from '../../records/imports/file-imports.service.js';
import { askers } from './deciding.js';

/** Rows with the cells of the kind's first columns. Gives whether it was taken in now; a file that was handed in before stays. */
export const handIn = async (
  app: NestFastifyApplication,
  kind: ImportKindName,
  file: string,
  rows: readonly (readonly string[])[],
  subject?: { readonly unit: string },
): Promise<boolean> => {
  const folder = mkdtempSync(join(tmpdir(), 'sscard-hand-in-'));
  try {
    const path = join(folder, file);
    const columns = Object.keys(importKinds[kind].columns).slice(0, rows[0]?.length);
    writeFileSync(path, [columns, ...rows].map(csvLine).join(''));
    const imports = app.get(FileImports, { strict: false });
    const request = {
      path,
      photos: null,
      staffNumber: askers.operator,
      ...(subject === undefined ? {} : { subject }),
    };
    const { controlCode, state } = await imports.look(kind, request, `${path}.report`, silentProgress);
    if (state === 'committed') return false;
    await imports.commit(kind, request, { code: controlCode, allOrNothing: false }, silentProgress);
    return true;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};
