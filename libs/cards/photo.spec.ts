/** Promises of photos: what is no JPEG of the right size is refused for the first reason that applies. */
import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { concat } from '#libs/kernel/bytes.js';
import { ok, refuse } from '#libs/kernel/result.js';
import { checkPhoto, photoNumberOf } from './photo.js';

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);
const word = (value: number): number[] => [value >> 8, value & 0xff];
const segment = (marker: number, content: Uint8Array): Uint8Array =>
  concat(bytes(0xff, marker, ...word(content.length + 2)), content);

const text = (content: string): Uint8Array => new TextEncoder().encode(content);

/** What a camera writes of itself: here in which way it was held, and a smaller picture with an end of its own. */
const exif = (orientation: number): Uint8Array =>
  segment(
    0xe1,
    concat(
      text('Exif\0\0MM\0*'),
      bytes(0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0),
      bytes(0xff, 0xd8, 0xff, 0xd9),
    ),
  );

/** The outline of a JPEG: enough for its header to be read. */
const jpeg = ({
  width = 358,
  height = 441,
  frame = 0xc0,
  padding = 0,
  end = true,
  orientation = 1,
} = {}): Uint8Array =>
  concat(
    bytes(0xff, 0xd8),
    segment(0xe0, text('JFIF\0')),
    ...(orientation === 1 ? [] : [exif(orientation)]),
    // A table may stand before the frame, and has a marker of the same range.
    segment(0xc4, new Uint8Array(20)),
    bytes(0xff),
    segment(frame, bytes(8, ...word(height), ...word(width), 3)),
    segment(0xda, new Uint8Array(10)),
    new Uint8Array(padding),
    end ? bytes(0xff, 0xd9) : bytes(),
  );

describe('a photo', () => {
  it.each([0xc0, 0xc1, 0xc2])('of coding %i is measured', (frame) => {
    const file = jpeg({ frame, width: 400, height: 500 });
    expect(checkPhoto(file)).toEqual(
      ok({ widthPixels: 400, heightPixels: 500, bytes: file.length, orientation: 1 }),
    );
  });

  it.each([
    ['nothing', new Uint8Array(), 'empty'],
    ['more than 100 KB', jpeg({ padding: 102_400 }), 'too-large'],
    ['a PNG', bytes(0x89, 0x50, 0x4e, 0x47, 0xff, 0xd9), 'PNG'],
    ['a large BMP', concat(text('BM'), new Uint8Array(400_000)), 'BMP'],
    ['a HEIC', concat(bytes(0, 0, 0, 24), text('ftypheic')), 'HEIC'],
    ['a WebP', text('RIFF    WEBPVP8 '), 'WebP'],
    ['a PDF', text('%PDF-1.4'), 'PDF'],
    ['a page of the web', text('<!DOCTYPE html>'), 'not-jpeg'],
    ['on its side and too narrow', jpeg({ width: 441, height: 357, orientation: 6 }), 'too-few-pixels'],
    ['a JPEG without a frame', bytes(0xff, 0xd8, 0xff, 0xd9), 'not-jpeg'],
    ['a JPEG with a segment of no length', bytes(0xff, 0xd8, 0xff, 0xe0, 0, 0, 0xff, 0xd9), 'not-jpeg'],
    ['a JPEG whose frame is cut off', jpeg().subarray(0, 42), 'not-jpeg'],
    ['a JPEG without its end', jpeg({ end: false }), 'cut-off'],
    ['one too narrow', jpeg({ width: 357 }), 'too-few-pixels'],
    ['one too low', jpeg({ height: 440 }), 'too-few-pixels'],
    ['one far too wide', jpeg({ width: 60_000 }), 'too-many-pixels'],
  ])('that is %s is refused: %s', (_, file, reason) => {
    expect(checkPhoto(file)).toEqual(refuse(reason));
  });

  it.each([
    ['a line end', text('\r\n')],
    ['the film of a phone', concat(text('MotionPhoto_Data'), new Uint8Array(3_000_000), bytes(0xff, 0xd9))],
    ['the rest of a request', text('\r\n------WebKitFormBoundary--\r\n')],
    ['another picture', jpeg()],
  ])('ends before %s behind it', (_, behind) => {
    const picture = jpeg({ padding: 20_000 });
    expect(checkPhoto(concat(picture, behind))).toMatchObject({ ok: true, value: { bytes: picture.length } });
  });

  it('that was taken on its side has the size of the picture upright', () => {
    const file = jpeg({ width: 500, height: 400, orientation: 6 });
    expect(checkPhoto(file)).toEqual(
      ok({ widthPixels: 400, heightPixels: 500, bytes: file.length, orientation: 6 }),
    );
  });

  it.each([
    ['632802199003070018.jpg', '632802199003070018'],
    ['63280219900307001x.JPG', '63280219900307001X'],
    ['６３２８０２１９９００３０７００１８.jpeg', '632802199003070018'],
    ['632802199003070018_张三.png', '632802199003070018'],
    ['张三 632802199003070018 (1).jfif', '632802199003070018'],
    ['632802199003070018', '632802199003070018'],
    ['._632802199003070018.jpg', null],
    ['632802199003070018_632802199003070026.jpg', null],
    ['6328021990030700181.jpg', null],
    ['张三.jpg', null],
    ['Thumbs.db', null],
  ])('named %j is of %s', (name, number) => {
    expect(photoNumberOf(name)).toBe(number);
  });

  it('of any bytes is measured or refused, never a fault', () => {
    const tail = fc.uint8Array({ maxLength: 300 }).map((some) => concat(bytes(0xff, 0xd8, 0xff), some));
    fc.assert(
      fc.property(fc.oneof(tail, fc.uint8Array({ maxLength: 300 })), (file) => {
        expect([true, false]).toContain(checkPhoto(file).ok);
      }),
    );
  });
});
