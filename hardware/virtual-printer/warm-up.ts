/** Makes the outlines of what receipts usually say while a program has nothing else to do, so that the first picture is quick. */
import { setTimeout as pause } from 'node:timers/promises';
import { prepareGlyphs } from './glyphs.js';

const capitals = '零壹贰叁肆伍陆柒捌玖拾佰仟万元角分整';
const printable = Array.from({ length: 95 }, (_, at) => String.fromCharCode(32 + at)).join('');
/** A few at a time: whoever wants something meanwhile waits some 20 ms at the most. */
const chunkSize = 10;
const pauseMs = 40;
/** Starting up has more urgent things to do. */
const firstPauseMs = 3000;

/**
 * Prepares the characters of `texts`, figures, letters and capitals of money, unless by then nobody `wants` pictures. A program that stops is
 * not held up by it.
 */
export const warmGlyphs = async (
  texts: readonly string[],
  wants: () => boolean = () => true,
): Promise<void> => {
  await pause(firstPauseMs, undefined, { ref: false });
  if (!wants()) return;
  const characters = [...new Set(`${texts.join('')}${capitals}${printable}`)];
  for (const bold of [false, true])
    for (let at = 0; at < characters.length; at += chunkSize) {
      await prepareGlyphs(characters.slice(at, at + chunkSize), bold);
      await pause(pauseMs, undefined, { ref: false });
    }
};
