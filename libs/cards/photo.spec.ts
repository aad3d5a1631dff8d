/** Promises of photos: what is no JPEG of the right size is refused for the first reason that applies. */
import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { concat } from '#libs/kernel/bytes.js';
import { ok, refuse } from '#libs/kernel/result.js';
import { checkPhoto } from './photo.js';

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);
const word = (value: number): number[] => [value >> 8, value & 0xff];
const segment = (marker: number, content: Uint8Array): Uint8Array =>
  concat(bytes(0xff, marker, ...word(content.length + 2)), content);

/** The outline of a JPEG: enough for its header to be read. */
const jpeg = ({ width = 358, height = 441, frame = 0xc0, padding = 0, end = true } = {}): Uint8Array =>
  concat(
    bytes(0xff, 0xd8),
    segment(0xe0, new TextEncoder().encode('JFIF\0')),
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
    expect(checkPhoto(jpeg({ frame, width: 400, height: 500 }))).toEqual(
      ok({ widthPixels: 400, heightPixels: 500 }),
    );
  });

  it.each([
    ['nothing', new Uint8Array(), 'empty'],
    ['more than 100 KB', jpeg({ padding: 102_400 }), 'too-large'],
    ['a PNG', bytes(0x89, 0x50, 0x4e, 0x47, 0xff, 0xd9), 'not-jpeg'],
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

  it('of any bytes is measured or refused, never a fault', () => {
    const tail = fc.uint8Array({ maxLength: 300 }).map((some) => concat(bytes(0xff, 0xd8, 0xff), some));
    fc.assert(
      fc.property(fc.oneof(tail, fc.uint8Array({ maxLength: 300 })), (file) => {
        expect([true, false]).toContain(checkPhoto(file).ok);
      }),
    );
  });
});
