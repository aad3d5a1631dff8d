/** Promises of how codes are cut out of what a reader sends. */
import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import { CodeFrames, longestCode } from './code-frames.js';

let told: string[];
let frames: CodeFrames;
beforeEach(() => {
  jest.useFakeTimers();
  told = [];
  frames = new CodeFrames(
    (text) => told.push(text),
    (why) => told.push(`unfit ${why}`),
  );
});
afterEach(() => {
  jest.useRealTimers();
});

const send = (text: string): void => frames.take(Buffer.from(text, 'latin1'));

it.each([
  ['CR', 'one\rtwo\r'],
  ['LF', 'one\ntwo\n'],
  ['both', 'one\r\ntwo\r\n'],
])('a code ends with %s', (_, text) => {
  send(text);
  expect(told).toEqual(['one', 'two']);
});

it('a code may come in pieces, its end apart', () => {
  for (const piece of ['on', 'e', '\r', '\ntwo', '\r\n']) send(piece);
  expect(told).toEqual(['one', 'two']);
});

it('bytes that are no text make a code unfit, and the next is read', () => {
  send('one\x00\xf8\r\ntwo\r\n');
  expect(told).toEqual(['unfit garbled', 'two']);
});

it('a code as long as any may be is read, one longer is told once and swallowed to its end', () => {
  send(`${'a'.repeat(longestCode)}\r\n`);
  send('b'.repeat(longestCode));
  send('b'.repeat(longestCode));
  send(`b\r\ntwo\r\n`);
  expect(told).toEqual(['a'.repeat(longestCode), 'unfit too-long', 'two']);
});

it('a code without an end is told as cut off, and does not run into the next', () => {
  send('one');
  jest.advanceTimersByTime(400);
  send('more');
  jest.advanceTimersByTime(600);
  send('two\r\n');
  expect(told).toEqual(['unfit cut-off', 'two']);
});

it('what was under way when the line was lost is forgotten', () => {
  send('one');
  frames.drop();
  send('two\r\n');
  jest.advanceTimersByTime(5000);
  expect(told).toEqual(['two']);
});
