/** Promises of deliveries of blank cards: taken in whole or not at all, and what is wrong is named by row and column. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Counter } from '../../../../test/support/counter.js';
import { Refused } from '../http/refused.js';
import { CardStockService } from './card-stock.service.js';
import { openLot } from './lot-file.js';

let counter: Counter;
beforeAll(async () => {
  counter = await Counter.open();
  await counter.query(`insert into depot values ('D66', '网点')`);
}, 60_000);
afterAll(() => counter.close());

const chip = (serial: number): string => serial.toString(16).toUpperCase().padStart(26, '0');

/** Takes a file of these lines in; answers what is wrong with it, by row and column. */
const receive = async (lines: readonly string[]): Promise<readonly string[]> => {
  const path = join(counter.folder, 'lot.csv');
  writeFileSync(path, ['LOT,AAZ507,AAZ508,ALGORITHM', ...lines, ''].join('\n'));
  const { findings } = await counter.app
    .get(CardStockService, { strict: false })
    .receive(await openLot(path), 'D66', '0101');
  return findings.map(({ line, field, code }) => `${line} ${field} ${code}`);
};

const chipsOf = async (lot: string): Promise<number> =>
  (await counter.query('select 1 from chip where lot = $1', [lot])).length;

it('name each row that is wrong, and take nothing in', async () => {
  expect(await receive([`A1,${chip(1)},3.00,sm4`, `A1,${chip(2)},3.00,SM4`])).toEqual([]);
  expect(await chipsOf('A1')).toBe(2);
  expect(
    await receive([
      `A2,${chip(3)},3.00,sm4`,
      `A3,${chip(4)},3.00,sm4`,
      `A2,${chip(5)},2.00,sm4`,
      `A2,${chip(6)},3.00,3des`,
      `A2,12345,3.00,sm4`,
      `A2,${chip(3)},3.00,sm4`,
      `A2,${chip(7)},3.00`,
      `A2,${chip(1)},3.00,sm4`,
    ]),
  ).toEqual([
    '3 LOT lot-mixed',
    '4 AAZ508 lot-mixed',
    '5 ALGORITHM lot-mixed',
    '6 AAZ507 chip-malformed',
    '7 AAZ507 row-repeated',
    '8 ROW row-malformed',
    '9 AAZ507 chip-known',
  ]);
  expect(await receive([`A2,${chip(8)},4.00,sm4`])).toEqual(['2 AAZ508 value-unknown']);
  expect(await chipsOf('A2')).toBe(0);
});

it('tell a chip twice in one file from one that is in stock, however far apart', async () => {
  const lines = Array.from({ length: 5001 }, (_, index) => `A4,${chip(100 + index)},3.00,sm4`);
  expect(await receive([...lines, `A4,${chip(100)},3.00,sm4`])).toEqual(['5003 AAZ507 row-repeated']);
  expect(await receive(lines)).toEqual([]);
  const again = receive([`A4,${chip(9)},3.00,sm4`]);
  await expect(again).rejects.toMatchObject({ code: 'lot-known' });
  await expect(again).rejects.toBeInstanceOf(Refused);
});
