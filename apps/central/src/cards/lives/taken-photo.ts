/** Takes a photo as people's cameras and programs write it for what a card wants: the picture alone, upright. */
import { createHash } from 'node:crypto';
import jpegCodec from 'jpeg-js';
import { checkPhoto, liesOnItsSide, photoLimits, type PhotoRefusal } from '#libs/cards/photo.js';
import { ok, refuse, type Result } from '#libs/kernel/result.js';

export type TakenPhoto = {
  /** SHA-256 of the picture, hex. */
  readonly digest: string;
  readonly jpeg: Uint8Array;
};

/** The best of these that stays within the limit of a photo's size. */
const qualities = [92, 85, 75, 60];

/** Where the pixel of an upright picture lies in one that was taken `width` × `height`, by Exif's orientation. */
const sourceOf: Readonly<Record<number, (x: number, y: number, width: number, height: number) => number>> = {
  2: (x, y, width) => y * width + width - 1 - x,
  3: (x, y, width, height) => (height - 1 - y) * width + width - 1 - x,
  4: (x, y, width, height) => (height - 1 - y) * width + x,
  5: (x, y, width) => x * width + y,
  6: (x, y, width, height) => (height - 1 - x) * width + y,
  7: (x, y, width, height) => (height - 1 - x) * width + width - 1 - y,
  8: (x, y, width) => x * width + width - 1 - y,
};

/** Turning more would keep the counter waiting for seconds; a picture that fits the limit in bytes has a quarter of that. */
const mostMegapixels = 4;

/** The picture turned upright and written anew, without what its camera said of it; null where it cannot be read, or not kept small enough. */
const turned = (jpeg: Uint8Array, orientation: number): Uint8Array | null => {
  const source = sourceOf[orientation];
  if (source === undefined) return jpeg;
  let taken;
  try {
    taken = jpegCodec.decode(jpeg, {
      useTArray: true,
      maxResolutionInMP: mostMegapixels,
      maxMemoryUsageInMB: 256,
    });
  } catch {
    // Of a kind that is not read here, or broken within.
    return null;
  }
  const [width, height] = liesOnItsSide(orientation)
    ? [taken.height, taken.width]
    : [taken.width, taken.height];
  const from = new Uint32Array(taken.data.buffer, taken.data.byteOffset, taken.width * taken.height);
  const pixels = new Uint32Array(width * height);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      pixels[y * width + x] = from[source(x, y, taken.width, taken.height)] ?? 0;
  const data = new Uint8Array(pixels.buffer);
  for (const quality of qualities) {
    const { data: written } = jpegCodec.encode({ width, height, data }, quality);
    if (written.length <= photoLimits.bytes) return written;
  }
  return null;
};

/** The picture of a file, cut at its end and upright, or why it does not fit. */
export const takePhoto = (file: Uint8Array): Result<TakenPhoto, PhotoRefusal | 'not-upright'> => {
  const checked = checkPhoto(file);
  if (!checked.ok) return checked;
  const { bytes, orientation } = checked.value;
  const jpeg = turned(file.subarray(0, bytes), orientation);
  if (jpeg === null) return refuse('not-upright');
  return ok({ digest: createHash('sha256').update(jpeg).digest('hex'), jpeg });
};
