/** Writes the list of a hand-over to be signed: as CSV for the files, and as a page to print in Chinese. */
import { csvLine } from '../../ground/csv/csv-line.js';
import { writeWhole } from '../../ground/whole-file.js';
import type { FileHandle } from 'node:fs/promises';
import { listHeads, pageFoot, pageHead, pageRow, type ListOf } from './hand-over-page.js';
import type { ListRow } from './hand-overs.service.js';

/** Writes `<path>.csv` and `<path>.html`, each there whole or not at all; returns how many cards are listed. */
export const writeHandOverList = async (
  path: string,
  of: ListOf,
  pages: AsyncIterable<readonly ListRow[]>,
): Promise<number> =>
  writeWhole(`${path}.csv`, (csv) => writeWhole(`${path}.html`, (html) => writeBoth(csv, html, of, pages)));

/** To print and sign, or for a spreadsheet. */
export type ListForm = 'html' | 'csv';

const csvOf = (page: readonly ListRow[], first: number): string =>
  page
    .map((card, index) =>
      csvLine([
        String(first + index),
        card.applicationNumber,
        card.name,
        card.maskedNumber,
        card.cardNumber,
        '',
      ]),
    )
    .join('');

/** The list piece by piece, as it is sent. */
export async function* handOverText(
  form: ListForm,
  of: ListOf,
  pages: AsyncIterable<readonly ListRow[]>,
): AsyncGenerator<string> {
  let cards = 0;
  yield form === 'csv' ? `\uFEFF${csvLine(listHeads)}` : pageHead(of);
  for await (const page of pages) {
    const first = cards + 1;
    cards += page.length;
    yield form === 'csv'
      ? csvOf(page, first)
      : page.map((card, index) => pageRow(first + index, card)).join('');
  }
  if (form === 'html') yield pageFoot(of.handOver, cards);
}

const writeBoth = async (
  csv: FileHandle,
  html: FileHandle,
  of: ListOf,
  pages: AsyncIterable<readonly ListRow[]>,
): Promise<number> => {
  let cards = 0;
  await csv.appendFile(`\uFEFF${csvLine(listHeads)}`);
  await html.appendFile(pageHead(of));
  for await (const page of pages) {
    const first = cards + 1;
    cards += page.length;
    await csv.appendFile(csvOf(page, first));
    await html.appendFile(page.map((card, index) => pageRow(first + index, card)).join(''));
  }
  await html.appendFile(pageFoot(of.handOver, cards));
  return cards;
};
