/** Looks a photo over before it is sent: what the centre would refuse is said at once. */

/** As the card maker wants them; the centre checks the same. */
const leastWidth = 358;
const leastHeight = 441;
const mostBytes = 100 * 1024;

export type PhotoFault = 'notJpeg' | 'notAPicture' | 'tooLarge' | 'tooSmall';

type PhotoLook = {
  readonly width: number | null;
  readonly height: number | null;
  readonly fault: PhotoFault | null;
};

/** Its size in pixels and what does not fit; `address` is an object URL of the same file. */
export const lookOverPhoto = async (file: File, address: string): Promise<PhotoLook> => {
  const picture = new Image();
  picture.src = address;
  try {
    await picture.decode();
  } catch {
    // What the browser cannot draw is no picture, whatever its name says.
    return { width: null, height: null, fault: 'notAPicture' };
  }
  const { naturalWidth: width, naturalHeight: height } = picture;
  if (file.type !== 'image/jpeg') return { width, height, fault: 'notJpeg' };
  if (width < leastWidth || height < leastHeight) return { width, height, fault: 'tooSmall' };
  return { width, height, fault: file.size > mostBytes ? 'tooLarge' : null };
};

export const asBase64 = (bytes: ArrayBuffer): string => {
  let text = '';
  for (const byte of new Uint8Array(bytes)) text += String.fromCharCode(byte);
  return btoa(text);
};
