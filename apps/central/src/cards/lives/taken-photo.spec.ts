/** Promises of photos as cameras write them: whichever way it was held, the picture that is kept is upright, alone, and small enough. */
import { expect, it } from '@jest/globals';
import jpegCodec from 'jpeg-js';
import { checkPhoto, photoLimits } from '#libs/cards/photo.js';
import { refuse } from '#libs/kernel/result.js';
import { takePhoto } from './taken-photo.js';

type Colour = readonly [red: number, green: number, blue: number];
const [red, green, blue, white]: readonly Colour[] = [
  [230, 20, 20],
  [20, 200, 20],
  [20, 20, 230],
  [240, 240, 240],
];

/** Four fields of colour: red and green above, blue and white below. */
const upright = (x: number, y: number): Colour => {
  if (y < 0.5) return (x < 0.5 ? red : green) ?? [0, 0, 0];
  return (x < 0.5 ? blue : white) ?? [0, 0, 0];
};

/** What a camera held in some way takes of the fields, by Exif: where a place of its picture lies in the upright one. */
const views: Readonly<Record<number, (x: number, y: number) => Colour>> = {
  1: (x, y) => upright(x, y),
  2: (x, y) => upright(1 - x, y),
  3: (x, y) => upright(1 - x, 1 - y),
  4: (x, y) => upright(x, 1 - y),
  5: (x, y) => upright(y, x),
  // Row 0 of the camera's picture is the right side of the upright one, column 0 its top.
  6: (x, y) => upright(1 - y, x),
  7: (x, y) => upright(1 - y, 1 - x),
  // Row 0 is the left side, column 0 the bottom.
  8: (x, y) => upright(y, 1 - x),
};

const taken = (orientation: number, quality = 90): Uint8Array => {
  const [width, height] = orientation >= 5 ? [448, 368] : [368, 448];
  const data = new Uint8Array(width * height * 4);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      data.set(
        [...(views[orientation]?.((x + 0.5) / width, (y + 0.5) / height) ?? []), 255],
        (y * width + x) * 4,
      );
  const plain = jpegCodec.encode({ width, height, data }, quality).data;
  const says = Buffer.concat([
    Buffer.from('FFE10022', 'hex'),
    Buffer.from('Exif\0\0II*\0', 'latin1'),
    Buffer.from('080000000100120103000100000000000000', 'hex'),
    Buffer.from('00000000', 'hex'),
  ]);
  says.writeUInt16LE(orientation, 4 + 6 + 8 + 2 + 8);
  return Buffer.concat([plain.subarray(0, 2), says, plain.subarray(2)]);
};

const nearest = (pixel: Colour): Colour | undefined =>
  [red, green, blue, white]
    .flatMap((colour) => (colour === undefined ? [] : [colour]))
    .toSorted((a, b) => distance(a, pixel) - distance(b, pixel))[0];
const distance = (a: Colour, b: Colour): number =>
  Math.abs(a[0] - b[0]) + Math.abs(a[1] - b[1]) + Math.abs(a[2] - b[2]);

it.each([1, 2, 3, 4, 5, 6, 7, 8])('is upright, taken with orientation %i', (orientation) => {
  const photo = takePhoto(taken(orientation));
  if (!photo.ok) throw new Error(photo.refusal);
  const { jpeg } = photo.value;
  const { width, height, data } = jpegCodec.decode(jpeg, { useTArray: true });
  expect([width, height]).toEqual([368, 448]);
  const at = (x: number, y: number): Colour => {
    const place = (Math.floor(y * height) * width + Math.floor(x * width)) * 4;
    return [data[place] ?? 0, data[place + 1] ?? 0, data[place + 2] ?? 0];
  };
  expect([at(0.25, 0.25), at(0.75, 0.25), at(0.25, 0.75), at(0.75, 0.75)].map(nearest)).toEqual([
    red,
    green,
    blue,
    white,
  ]);
  expect(checkPhoto(jpeg)).toMatchObject({ ok: true, value: { orientation: 1, bytes: jpeg.length } });
  expect(jpeg.length).toBeLessThanOrEqual(photoLimits.bytes);
});

it('is the same photo with and without what a phone wrote behind it', () => {
  const plain = taken(1);
  const [alone, followed] = [
    plain,
    Buffer.concat([plain, Buffer.from('MotionPhoto_Data'), Buffer.alloc(50_000)]),
  ].map((file) => takePhoto(file));
  expect(alone?.ok).toBe(true);
  expect(followed).toEqual(alone);
});

it('is refused when it lies on its side and cannot be read to be turned', () => {
  const broken = Buffer.from(taken(6));
  // Its tables of codes are gone; its header still says how large it is.
  broken.fill(
    0xff,
    broken.indexOf(Buffer.from('FFC4', 'hex')) + 4,
    broken.indexOf(Buffer.from('FFDA', 'hex')),
  );
  expect(takePhoto(broken)).toEqual(refuse('not-upright'));
});
