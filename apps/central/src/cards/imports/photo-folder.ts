/** A folder of photos beside a file of applicants, each with its holder's number in its name. */
import { access, constants, open, opendir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { photoLimits, photoNumberOf } from '#libs/cards/photo.js';
import { ok, refuse, type Result } from '#libs/kernel/result.js';
import { Refused } from '../../ground/http/refused.js';
import { takePhoto, type TakenPhoto } from '../lives/taken-photo.js';
import type { StagedRefusal } from '../../records/imports/staged-row.js';

/** Enough to find the end of the picture within its limit; whatever a phone wrote behind it may be long. */
const readBytes = photoLimits.bytes + 1;

const demandFolder = async (folder: string): Promise<void> => {
  let isFolder: boolean;
  try {
    isFolder = (await stat(folder)).isDirectory();
    if (isFolder) await access(folder, constants.R_OK | constants.X_OK);
  } catch (fault) {
    throw new Refused('file-unreadable', `--photos: ${(fault as NodeJS.ErrnoException).code ?? 'unknown'}`);
  }
  if (!isFolder) throw new Refused('file-unreadable', '--photos: not a folder');
};

const refusal = (
  code: 'photo-missing' | 'photo-unfit' | 'photo-twice',
  detail: string,
): Result<never, StagedRefusal> => refuse({ code, field: 'AAC002', detail });

const isMissing = (fault: unknown): boolean => {
  const { code } = fault as NodeJS.ErrnoException;
  return code === 'ENOENT' || code === 'EISDIR';
};

/** The beginning of a file; null: there is none of this name. */
const readStart = async (path: string): Promise<Buffer | 'unreadable' | null> => {
  let file;
  try {
    file = await open(path);
  } catch (fault) {
    if (isMissing(fault)) return null;
    if ((fault as NodeJS.ErrnoException).code === 'EACCES') return 'unreadable';
    throw fault;
  }
  try {
    const { size } = await file.stat();
    const start = Buffer.allocUnsafe(Math.min(size, readBytes));
    const { bytesRead } = await file.read(start, 0, start.length, 0);
    return start.subarray(0, bytesRead);
  } catch (fault) {
    if (isMissing(fault)) return null;
    throw fault;
  } finally {
    await file.close();
  }
};

/**
 * Number → paths below the folder, of files that are not named as most are, `<number>.jpg` in the folder itself: those are found by their name,
 * so that a city's photos need no list.
 */
const othersIn = async (folder: string): Promise<ReadonlyMap<string, readonly string[]>> => {
  const others = new Map<string, string[]>();
  for await (const entry of await opendir(folder, { recursive: true })) {
    const number = entry.isFile() ? photoNumberOf(entry.name) : null;
    if (number === null || entry.parentPath.includes('__MACOSX')) continue;
    if (entry.parentPath === folder && entry.name === `${number}.jpg`) continue;
    others.set(number, [...(others.get(number) ?? []), join(entry.parentPath, entry.name)]);
  }
  return others;
};

export class PhotoFolder {
  private constructor(
    private readonly folder: string,
    private readonly others: ReadonlyMap<string, readonly string[]>,
  ) {}

  /** Throws Refused `file-unreadable` unless there is a folder whose files can be read. */
  static async open(folder: string): Promise<PhotoFolder> {
    await demandFolder(folder);
    return new PhotoFolder(folder, await othersIn(folder));
  }

  /** Reads and checks the photo of a number that has been checked itself, so that it names no other place; the same photo twice is one. */
  async read(number: string): Promise<Result<TakenPhoto, StagedRefusal>> {
    let found: Result<TakenPhoto, StagedRefusal> | null = null;
    for (const path of [join(this.folder, `${number}.jpg`), ...(this.others.get(number) ?? [])]) {
      const file = await readStart(path);
      if (file === null) continue;
      if (file === 'unreadable') return refusal('photo-missing', 'not readable');
      const taken = takePhoto(file);
      const next = taken.ok ? ok(taken.value) : refusal('photo-unfit', taken.refusal);
      if (found !== null && !(found.ok && next.ok && found.value.digest === next.value.digest))
        return refusal('photo-twice', '2');
      found = next;
    }
    return found ?? refusal('photo-missing', '.jpg');
  }
}
