/** Unpacks an archive of photos into a folder of files named by number, and takes nothing else out of it. */
import { mkdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openPromise, type Entry, type ZipFile } from 'yauzl';
import { photoLimits, photoNumberOf } from '#libs/cards/photo.js';
import type { Progress } from '../../ground/chunked-work/progress.js';
import { Refused } from '../../ground/http/refused.js';

/** More than any city has people. */
const mostEntries = 2_000_000;

/** `any/folder/632802199003070018.JPG` → `632802199003070018.jpg`, a second one of the number `632802199003070018_2.jpg`; null: no photo of anybody. */
const photoNameOf = (entryName: string, seen: Map<string, number>): string | null => {
  const folders = entryName.split(/[/\\]/);
  const number = photoNumberOf(folders.at(-1) ?? '');
  if (number === null || folders.includes('__MACOSX')) return null;
  const place = (seen.get(number) ?? 0) + 1;
  seen.set(number, place);
  // Whoever reads the folder says which number has two photos.
  return place === 1 ? `${number}.jpg` : `${number}_${place}.jpg`;
};

/** A byte more than a photo may have, at most: enough for whoever checks it to find its end, or say that it is too large. */
const readPhoto = async (archive: ZipFile, entry: Entry): Promise<Buffer> => {
  const pieces: Buffer[] = [];
  let bytes = 0;
  for await (const piece of await archive.openReadStreamPromise(entry)) {
    pieces.push(piece as Buffer);
    bytes += (piece as Buffer).length;
    if (bytes > photoLimits.bytes) break;
  }
  return Buffer.concat(pieces).subarray(0, photoLimits.bytes + 1);
};

const openArchive = async (path: string): Promise<ZipFile> => {
  try {
    return await openPromise(path, { lazyEntries: true, autoClose: false });
  } catch (fault) {
    throw new Refused('archive-unreadable', fault instanceof Error ? fault.message : String(fault));
  }
};

const isThere = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

/**
 * Photos with a number in their names, in whatever folders of the archive; the folder is there whole or not at all, and what was unpacked
 * before is not unpacked again. Throws Refused `archive-unreadable`.
 */
export const unpackPhotos = async (path: string, folder: string, progress: Progress): Promise<void> => {
  if (await isThere(folder)) return;
  const draft = `${folder}.part`;
  await rm(draft, { recursive: true, force: true });
  await mkdir(draft, { recursive: true, mode: 0o700 });
  const archive = await openArchive(path);
  try {
    if (archive.entryCount > mostEntries) throw new Refused('archive-unreadable', 'too many entries');
    progress.begin({ zh: '解开照片', en: 'Unpacking photos' }, archive.entryCount);
    let done = 0;
    const seen = new Map<string, number>();
    for await (const entry of archive.eachEntry()) {
      done += 1;
      progress.at(done);
      const name = photoNameOf(entry.fileName, seen);
      if (name !== null) await writeFile(join(draft, name), await readPhoto(archive, entry), { mode: 0o600 });
    }
  } catch (fault) {
    const { code } = fault as NodeJS.ErrnoException;
    if (code === 'ENOSPC' || code === 'EDQUOT') throw new Refused('disk-full');
    if (fault instanceof Refused || code !== undefined) throw fault;
    // What the archive's reader says of bytes that are not as they should be.
    throw new Refused('archive-unreadable', fault instanceof Error ? fault.message : String(fault));
  } finally {
    archive.close();
  }
  await rename(draft, folder);
};
