/** Promises of telling a scanner that types from a person who does. */
import { expect, it } from '@jest/globals';
import { KeyBurst } from './typed-codes.js';

/** What comes of these keys, each so many milliseconds after the one before. */
const typed = (keys: readonly string[], pauseMs: number, burst = new KeyBurst(), fromMs = 1000) =>
  keys.map((key, at) => burst.press(key, fromMs + at * pauseMs)).filter((code) => code !== null);

const code = 'https://card.example/v1/receipts/1?code=AB';
const keysOf = (text: string): string[] => [...text, 'Enter'];

it.each([0, 4, 30])('a burst of keys %s ms apart that ends with Enter is a code', (pauseMs) => {
  expect(typed(keysOf(code), pauseMs)).toEqual([code]);
});

it('Shift between the letters belongs to none of them', () => {
  const keys = [...code].flatMap((key) => (/[A-Z?]/.test(key) ? ['Shift', key] : [key]));
  expect(typed([...keys, 'Enter'], 5)).toEqual([code]);
});

it.each([
  ['what a person writes', keysOf(code), 60],
  ['a short burst', keysOf('1234567'), 5],
  ['a burst without Enter', [...code, 'Tab'], 5],
  [
    'arrows and function keys',
    ['ArrowDown', 'F2', 'F2', 'ArrowDown', 'F2', 'F4', 'ArrowUp', 'F2', 'Enter'],
    5,
  ],
])('%s is none', (_, keys, pauseMs) => {
  expect(typed(keys, pauseMs)).toEqual([]);
});

it('Enter pressed by hand after a burst ends nothing', () => {
  const burst = new KeyBurst();
  typed([...code], 5, burst);
  expect(burst.press('Enter', 1000 + code.length * 5 + 200)).toBeNull();
});

it('a code that follows slow writing begins with itself', () => {
  const burst = new KeyBurst();
  typed([...'63280219'], 120, burst);
  expect(typed(keysOf(code), 5, burst, 5000)).toEqual([code]);
});

it('two codes one after the other are two', () => {
  expect(typed([...keysOf(code), ...keysOf(`${code}C`)], 5)).toEqual([code, `${code}C`]);
});
