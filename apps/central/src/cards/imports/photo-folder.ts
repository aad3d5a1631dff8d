/** A folder of photos beside a file of applicants, each named by its holder's number: `<AAC002>.jpg`. */
import { createHash } from 'node:crypto';
import { access, constants, open, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { checkPhoto, photoLimits } from '#libs/cards/photo.js';
import { ok, refuse, type Result } from '#libs/kernel/result.js';
import { Refused } from '../../ground/http/refused.js';
import type { StagedRefusal } from './staged-row.js';

export type Photo = {
  /** SHA-256 of the file, hex. */
  readonly digest: string;
  readonly jpeg: Uint8Array;
};

/** Throws Refused `file-unreadable` unless there is a folder whose files can be read. */
export const demandFolder = async (folder: string): Promise<void> => {
  let isFolder: boolean;
  try {
    isFolder = (await stat(folder)).isDirectory();
    if (isFolder) await access(folder, constants.R_OK | constants.X_OK);
  } catch (fault) {
    throw new Refused('file-unreadable', `--photos: ${(fault as NodeJS.ErrnoException).code ?? 'unknown'}`);
  }
  if (!isFolder) throw new Refused('file-unreadable', '--photos: not a folder');
};

const refusal = (code: 'photo-missing' | 'photo-unfit', detail: string): Result<never, StagedRefusal> =>
  refuse({ code, field: 'AAC002', detail });

const isMissing = (fault: unknown): boolean => {
  const { code } = fault as NodeJS.ErrnoException;
  return code === 'ENOENT' || code === 'EISDIR';
};

/** Reads and checks the photo of a number that has been checked itself, so that it names no other place. */
export const readPhoto = async (folder: string, number: string): Promise<Result<Photo, StagedRefusal>> => {
  let file;
  try {
    file = await open(join(folder, `${number}.jpg`));
  } catch (fault) {
    if (isMissing(fault)) return refusal('photo-missing', '.jpg');
    if ((fault as NodeJS.ErrnoException).code === 'EACCES') return refusal('photo-missing', 'not readable');
    throw fault;
  }
  try {
    const { size } = await file.stat();
    // A huge file is not read to find that out.
    if (size > photoLimits.bytes) return refusal('photo-unfit', 'too-large');
    const jpeg = await file.readFile();
    const checked = checkPhoto(jpeg);
    if (!checked.ok) return refusal('photo-unfit', checked.refusal);
    return ok({ digest: createHash('sha256').update(jpeg).digest('hex'), jpeg });
  } catch (fault) {
    if (isMissing(fault)) return refusal('photo-missing', '.jpg');
    throw fault;
  } finally {
    await file.close();
  }
};
