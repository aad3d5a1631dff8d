/** Promises of folders and archives of photos: each found by the number in its name, and read by what it is. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { archive } from '../../../../../test/support/archive.js';
import { silentProgress } from '../../ground/chunked-work/progress.js';
import { portrait } from '../../whole/demonstration/portrait.js';
import { unpackPhotos } from '../files/photo-archive.js';
import { takePhoto } from '../lives/taken-photo.js';
import { PhotoFolder } from './photo-folder.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sscard-photos-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const photo = Buffer.from(portrait());
const kept = takePhoto(photo);
/** A photo of the same look and other bytes. */
const other = Buffer.concat([photo.subarray(0, -2), Buffer.from('x'), photo.subarray(-2)]);
const png = Buffer.from('89504E470D0A1A0A', 'hex');

/** What people call the photos they hand over, and what is found of each. */
const handedOver: readonly (readonly [name: string, content: Buffer, number: string, outcome: string])[] = [
  ['632802199003070018.jpg', photo, '632802199003070018', 'kept'],
  ['63280219900307001x.JPG', photo, '63280219900307001X', 'kept'],
  ['第一小学/632802199003070026_张三.jpeg', photo, '632802199003070026', 'kept'],
  ['第一小学/三年级/李四 632802199003070034.jfif', photo, '632802199003070034', 'kept'],
  ['632802199003070042.PNG', photo, '632802199003070042', 'kept'],
  ['６３２８０２１９９００３０７００５０.jpe', photo, '632802199003070050', 'kept'],
  [
    '632802199003070069.jpg',
    Buffer.concat([photo, Buffer.from('\r\n'), Buffer.alloc(200_000)]),
    '632802199003070069',
    'kept',
  ],
  ['632802199003070077.jpg', png, '632802199003070077', 'photo-unfit PNG'],
  ['632802199003070085.jpg', photo, '632802199003070085', 'kept'],
  ['第二小学/632802199003070085 (1).jpg', photo, '632802199003070085', 'kept'],
  ['632802199003070093.jpg', photo, '632802199003070093', 'photo-twice 2'],
  ['第二小学/632802199003070093.jpg', other, '632802199003070093', 'photo-twice 2'],
  ['__MACOSX/._632802199003070106.jpg', photo, '632802199003070106', 'photo-missing .jpg'],
  ['Thumbs.db', png, '632802199003070114', 'photo-missing .jpg'],
];

const outcomes = handedOver.map(([name, , , outcome]) => [name, outcome]);

/** What became of each. */
const readAll = async (path: string): Promise<readonly (readonly string[])[]> => {
  const photos = await PhotoFolder.open(path);
  return Promise.all(
    handedOver.map(async ([name, , number]) => {
      const read = await photos.read(number);
      if (!read.ok) return [name, `${read.refusal.code} ${read.refusal.detail}`];
      return [name, isDeepStrictEqual(read, kept) ? 'kept' : 'changed'];
    }),
  );
};

it('finds each photo of a folder by the number in its name, whatever its ending', async () => {
  for (const [name, content] of handedOver) {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  }
  expect(await readAll(folder)).toEqual(outcomes);
});

it('finds them in an archive with folders as well', async () => {
  const zip = await archive(
    handedOver.map(([name, content]) => ({ name, content: new Blob([Uint8Array.from(content)]) })),
  );
  const [path, photos] = [join(folder, 'photos.zip'), join(folder, 'photos')];
  writeFileSync(path, zip);
  await unpackPhotos(path, photos, silentProgress);
  expect(await readAll(photos)).toEqual(outcomes);
});
