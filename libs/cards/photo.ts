/** Whether a photo fits a card: a JPEG of a certain size, told by its header alone. */
import { ok, refuse, type Result } from '#libs/kernel/result.js';

export type PhotoSize = { readonly widthPixels: number; readonly heightPixels: number };

/** Why a photo is refused; the first that applies, in this order. */
export type PhotoRefusal =
  'empty' | 'too-large' | 'not-jpeg' | 'cut-off' | 'too-few-pixels' | 'too-many-pixels';

/** 358 × 441 pixels, as for the identity card; ASSUMED: 100 KB, and no more than 4000 pixels either way. */
export const photoLimits = { bytes: 100 * 1024, widthPixels: 358, heightPixels: 441, mostPixels: 4000 };

/** Start of frame of any coding; not DHT (C4), JPG (C8) and DAC (CC), which share the range. */
const isStartOfFrame = (marker: number): boolean =>
  marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;

/** The size in the first frame header (ITU-T T.81, B.2.2), or null when there is none. */
const readSize = (jpeg: Uint8Array): PhotoSize | null => {
  const view = new DataView(jpeg.buffer, jpeg.byteOffset, jpeg.byteLength);
  for (let at = 2; at + 4 <= jpeg.length;) {
    if (view.getUint8(at) !== 0xff) return null;
    const marker = view.getUint8(at + 1);
    // Any number of fill bytes may precede a marker.
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    const length = view.getUint16(at + 2);
    if (length < 2) return null;
    if (isStartOfFrame(marker))
      return at + 9 <= jpeg.length
        ? { heightPixels: view.getUint16(at + 5), widthPixels: view.getUint16(at + 7) }
        : null;
    at += 2 + length;
  }
  return null;
};

/** The photo's size, or why it does not fit. */
export const checkPhoto = (jpeg: Uint8Array): Result<PhotoSize, PhotoRefusal> => {
  if (jpeg.length === 0) return refuse('empty');
  if (jpeg.length > photoLimits.bytes) return refuse('too-large');
  if (jpeg[0] !== 0xff || jpeg[1] !== 0xd8 || jpeg[2] !== 0xff) return refuse('not-jpeg');
  const size = readSize(jpeg);
  if (size === null) return refuse('not-jpeg');
  if (jpeg.at(-2) !== 0xff || jpeg.at(-1) !== 0xd9) return refuse('cut-off');
  const { widthPixels, heightPixels } = size;
  if (widthPixels < photoLimits.widthPixels || heightPixels < photoLimits.heightPixels)
    return refuse('too-few-pixels');
  if (widthPixels > photoLimits.mostPixels || heightPixels > photoLimits.mostPixels)
    return refuse('too-many-pixels');
  return ok(size);
};
