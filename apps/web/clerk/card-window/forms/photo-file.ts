/** Looks a photo over before it is sent: what the centre would refuse is said at once. */

/** As the card maker wants them; the centre checks the same. */
const leastWidth = 358;
const leastHeight = 441;
const mostBytes = 100 * 1024;

export type PhotoFault = 'notAPicture' | 'tooLarge' | 'tooSmall';

type PhotoLook = {
  readonly width: number | null;
  readonly height: number | null;
  readonly fault: PhotoFault | null;
  /** What is sent: the file, or its picture as a JPEG. */
  readonly jpeg: Blob;
};

/** The best of these that stays within the limit. */
const qualities = [0.92, 0.85, 0.75, 0.6];

/** Whatever its name says. */
const isJpeg = async (file: Blob): Promise<boolean> => {
  const [first, second, third] = new Uint8Array(await file.slice(0, 3).arrayBuffer());
  return first === 0xff && second === 0xd8 && third === 0xff;
};

/** With more the limit is not kept in any quality, and trying takes seconds. */
const mostPixelsDrawn = 2_000_000;

/** Its whole size, then twice and once the least that a card takes: a phone's picture has many times the pixels that the limit holds. */
const scalesOf = ({ naturalWidth, naturalHeight }: HTMLImageElement): readonly number[] => {
  const least = Math.max(leastWidth / naturalWidth, leastHeight / naturalHeight);
  return [1, 2 * least, least].filter(
    (scale) => scale <= 1 && naturalWidth * naturalHeight * scale ** 2 <= mostPixelsDrawn,
  );
};

type Drawn = { readonly width: number; readonly height: number; readonly jpeg: Blob };

/** A picture as the browser shows it, upright and on white, as a JPEG that is small enough; null: it cannot be. */
const drawn = async (picture: HTMLImageElement): Promise<Drawn | null> => {
  const canvas = document.createElement('canvas');
  const pen = canvas.getContext('2d');
  if (pen === null) return null;
  for (const scale of scalesOf(picture)) {
    const [width, height] = [
      Math.ceil(picture.naturalWidth * scale),
      Math.ceil(picture.naturalHeight * scale),
    ];
    [canvas.width, canvas.height] = [width, height];
    pen.imageSmoothingQuality = 'high';
    pen.fillStyle = '#fff';
    pen.fillRect(0, 0, width, height);
    pen.drawImage(picture, 0, 0, width, height);
    for (const quality of qualities) {
      const jpeg = await new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/jpeg', quality));
      if (jpeg !== null && jpeg.size <= mostBytes) return { width, height, jpeg };
    }
  }
  return null;
};

/**
 * Its size in pixels upright, and what does not fit; `address` is an object URL of the same file. Pictures of another kind, and those with more
 * bytes than a card takes, are drawn anew, smaller where they have to be.
 */
export const lookOverPhoto = async (file: File, address: string): Promise<PhotoLook> => {
  const picture = new Image();
  picture.src = address;
  try {
    await picture.decode();
  } catch {
    // What the browser cannot draw is no picture, whatever its name says.
    return { width: null, height: null, fault: 'notAPicture', jpeg: file };
  }
  const { naturalWidth: width, naturalHeight: height } = picture;
  if (width < leastWidth || height < leastHeight) return { width, height, fault: 'tooSmall', jpeg: file };
  const isFit = file.size <= mostBytes && width * height <= mostPixelsDrawn && (await isJpeg(file));
  if (isFit) return { width, height, fault: null, jpeg: file };
  const anew = await drawn(picture);
  return anew === null ? { width, height, fault: 'tooLarge', jpeg: file } : { ...anew, fault: null };
};

export const asBase64 = (bytes: ArrayBuffer): string => {
  let text = '';
  for (const byte of new Uint8Array(bytes)) text += String.fromCharCode(byte);
  return btoa(text);
};
