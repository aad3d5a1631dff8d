/** Whether a photo fits a card: a JPEG of a certain size, told by its header; where it ends, which way up it is, and what else it may be. */
import { ok, refuse, type Result } from '#libs/kernel/result.js';

export type PhotoSize = { readonly widthPixels: number; readonly heightPixels: number };

/** Pictures and papers that people take for a JPEG whose ending they bear. */
export type OtherFormat = 'PNG' | 'GIF' | 'BMP' | 'WebP' | 'HEIC' | 'TIFF' | 'PDF';

/** Why a photo is refused; the first that applies, in this order. */
export type PhotoRefusal =
  | 'empty'
  | OtherFormat
  | 'not-jpeg'
  | 'too-large'
  | 'cut-off'
  | 'too-few-pixels'
  | 'too-many-pixels';

export type Photo = PhotoSize & {
  /** Bytes up to the end of the picture: phones and programs write films, pictures and line ends behind it. */
  readonly bytes: number;
  /** How the camera was held, by Exif: 1 is upright, 3 upside down, 6 and 8 on a side; even ones but 6 and 8 are mirrored. */
  readonly orientation: number;
};

/** 358 × 441 pixels, as for the identity card; ASSUMED: 100 KB, and no more than 4000 pixels either way. */
export const photoLimits = { bytes: 100 * 1024, widthPixels: 358, heightPixels: 441, mostPixels: 4000 };

/** By the bytes they begin with, as Latin-1, after so many others. */
const otherFormats: readonly (readonly [OtherFormat, number, string])[] = [
  ['PNG', 0, '\u0089PNG'],
  ['GIF', 0, 'GIF8'],
  ['BMP', 0, 'BM'],
  ['WebP', 8, 'WEBP'],
  ['HEIC', 4, 'ftyp'],
  ['TIFF', 0, 'II*\0'],
  ['TIFF', 0, 'MM\0*'],
  ['PDF', 0, '%PDF'],
];

const latin1 = (bytes: Uint8Array, at: number, length: number): string =>
  String.fromCharCode(...bytes.subarray(at, at + length));

const formatOf = (bytes: Uint8Array): OtherFormat | null =>
  otherFormats.find(([, at, mark]) => latin1(bytes, at, mark.length) === mark)?.[0] ?? null;

/** Start of frame of any coding; not DHT (C4), JPG (C8) and DAC (CC), which share the range. */
const isStartOfFrame = (marker: number): boolean =>
  marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;

const exif = 'Exif\0\0';
const orientationTag = 0x0112;

/** The orientation of an application segment of Exif (TIFF 6.0, its first directory); null where it says none. */
const orientationOf = (segment: Uint8Array): number | null => {
  if (latin1(segment, 0, exif.length) !== exif) return null;
  const tiff = segment.subarray(exif.length);
  const view = new DataView(tiff.buffer, tiff.byteOffset, tiff.byteLength);
  const isLittle = latin1(tiff, 0, 2) === 'II';
  const word = (at: number): number => (at + 2 <= tiff.length ? view.getUint16(at, isLittle) : 0);
  const directory = tiff.length >= 8 ? view.getUint32(4, isLittle) : 0;
  for (let entry = 0; entry < word(directory); entry++) {
    const at = directory + 2 + entry * 12;
    if (at + 12 > tiff.length) return null;
    if (word(at) === orientationTag) return word(at + 8);
  }
  return null;
};

/** Markers that stand alone: TEM and the restarts, and 00, which is a byte FF of the picture. */
const standsAlone = (marker: number): boolean =>
  marker === 0 || marker === 1 || (marker >= 0xd0 && marker <= 0xd7);

/**
 * The first frame's size (ITU-T T.81, B.2.2), Exif's orientation, and where the mark of the picture's end stands that belongs to it: not one
 * of a smaller picture within a segment. Null without a frame; `bytes` null without an end.
 */
export const readJpeg = (
  jpeg: Uint8Array,
): (PhotoSize & { readonly bytes: number | null; readonly orientation: number }) | null => {
  const view = new DataView(jpeg.buffer, jpeg.byteOffset, jpeg.byteLength);
  let size: PhotoSize | null = null;
  let orientation = 1;
  for (let at = 2; at + 2 <= jpeg.length;) {
    const marker = view.getUint8(at + 1);
    // Before the frame a marker follows another; after it the picture itself stands between.
    if (view.getUint8(at) !== 0xff) {
      if (size === null) return null;
      const next = jpeg.indexOf(0xff, at);
      if (next === -1) break;
      at = next;
    } else if (marker === 0xff) {
      // Any number of fill bytes may precede a marker.
      at += 1;
    } else if (marker === 0xd9) {
      return size === null ? null : { ...size, orientation, bytes: at + 2 };
    } else if (standsAlone(marker)) {
      at += 2;
    } else {
      const length = at + 4 <= jpeg.length ? view.getUint16(at + 2) : 0;
      if (length < 2) break;
      if (isStartOfFrame(marker) && size === null) {
        if (at + 9 > jpeg.length) return null;
        size = { heightPixels: view.getUint16(at + 5), widthPixels: view.getUint16(at + 7) };
      } else if (marker === 0xe1)
        orientation = orientationOf(jpeg.subarray(at + 4, at + 2 + length)) ?? orientation;
      at += 2 + length;
    }
  }
  return size === null ? null : { ...size, orientation, bytes: null };
};

/** Whether a picture lies on its side: its width is the height of whoever is on it. */
export const liesOnItsSide = (orientation: number): boolean => orientation >= 5 && orientation <= 8;

/** What is known of the photo, upright, or why it does not fit. Bytes behind the limit need not be there to tell. */
export const checkPhoto = (jpeg: Uint8Array): Result<Photo, PhotoRefusal> => {
  if (jpeg.length === 0) return refuse('empty');
  const other = formatOf(jpeg);
  if (other !== null) return refuse(other);
  if (jpeg[0] !== 0xff || jpeg[1] !== 0xd8 || jpeg[2] !== 0xff) return refuse('not-jpeg');
  const read = readJpeg(jpeg);
  if (read === null) return refuse('not-jpeg');
  const { bytes, orientation } = read;
  if ((bytes ?? jpeg.length) > photoLimits.bytes) return refuse('too-large');
  if (bytes === null) return refuse('cut-off');
  const [widthPixels, heightPixels] = liesOnItsSide(orientation)
    ? [read.heightPixels, read.widthPixels]
    : [read.widthPixels, read.heightPixels];
  if (widthPixels < photoLimits.widthPixels || heightPixels < photoLimits.heightPixels)
    return refuse('too-few-pixels');
  if (widthPixels > photoLimits.mostPixels || heightPixels > photoLimits.mostPixels)
    return refuse('too-many-pixels');
  return ok({ widthPixels, heightPixels, bytes, orientation });
};

/** The number in the name of a photo's file, whatever stands before and behind it: `姓名_63280219900307001x (1).JPG`; null: none, or several. */
export const photoNumberOf = (fileName: string): string | null => {
  const name = fileName.normalize('NFKC').toUpperCase();
  // What a Macintosh lays beside each file it packs.
  if (name.startsWith('._')) return null;
  const found = new Set(name.match(/(?<!\d)[1-9]\d{16}[\dX](?!\d)/gu));
  const [number] = found;
  return found.size === 1 && number !== undefined ? number : null;
};
