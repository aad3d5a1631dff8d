/** A parameter's value in words: `¥15.00`, `3 %`, `139 个月`, rows of a table one beside the other. */
import type { Words } from '#libs/kernel/words.js';
import { displayYuan } from '#libs/money/display.js';
import { parseYuan } from '#libs/money/fen.js';
import { formatPercent, parsePpm } from '#libs/money/rate.js';
import { parseTable } from './parameters.js';

const both = (text: string): Words => ({ zh: text, en: text });

/** How people read a value of a kind; what cannot be read, and kinds without a way of their own, are shown as they are written. */
export const valueWords = (kind: string, value: string): Words => {
  switch (kind) {
    case 'fen': {
      const amount = parseYuan(value);
      return both(amount === null ? value : displayYuan(amount));
    }
    case 'ppm': {
      const rate = parsePpm(value);
      return both(rate === null ? value : formatPercent(rate));
    }
    case 'months':
      return { zh: `${value} 个月`, en: `${value} months` };
    case 'table':
      return both((parseTable(value) ?? [[value]]).map((row) => row.join(' → ')).join('；'));
    default:
      return both(value);
  }
};
