/** Plays a card maker's run: opens the file, checks every item, writes the result; with faults to show what central says. */
import { open, rename, rm } from 'node:fs/promises';
import type { CryptoKey } from 'jose';
import { resultColumns, type MakerItem } from '#libs/cards/maker-file.js';
import { checkItem } from './check-item.js';
import { MakerFile } from './maker-file.js';
import { MakerRefusal } from './maker-refusal.js';

/** What can be wrong with a result file. */
export const makerFaults = [
  'other-batch',
  'unknown-item',
  'row-repeated',
  'number-differs',
  'code-differs',
  'chip-differs',
  'reason-missing',
  'half',
] as const;
export type MakerFault = (typeof makerFaults)[number];

export type MakerOrder = {
  readonly file: string;
  readonly out: string;
  readonly makerKey: CryptoKey;
  readonly centralKey: CryptoKey;
  /** The area whose cards this maker makes; null: the file's own. */
  readonly areaCode: string | null;
  /** So many cards are spoiled, spread over the file. */
  readonly spoil: number;
  readonly fault: MakerFault | null;
};

export type MakerReport = {
  readonly batch: string;
  readonly items: number;
  readonly personalised: number;
  readonly spoiled: number;
};

type Row = {
  batch: string;
  item: string;
  cardNumber: string;
  identificationCode: string;
  historicalBytes: string;
  result: string;
  reason: string;
};

const spoiledReason = '芯片写入失败';

const swapEnd = (text: string): string => text.slice(0, -1) + (text.endsWith('0') ? '1' : '0');

const faulty = (row: Row, fault: MakerFault): readonly Row[] => {
  switch (fault) {
    case 'other-batch':
      return [{ ...row, batch: '2000-000001' }];
    case 'unknown-item':
      return [row, { ...row, item: '999999999' }];
    case 'row-repeated':
      return [row, row];
    case 'number-differs':
      return [{ ...row, cardNumber: swapEnd(row.cardNumber) }];
    case 'code-differs':
      return [{ ...row, identificationCode: swapEnd(row.identificationCode) }];
    case 'chip-differs':
      return [{ ...row, historicalBytes: swapEnd(row.historicalBytes) }];
    case 'reason-missing':
      return [{ ...row, result: 'spoiled', reason: '' }];
    case 'half':
      return [row];
  }
};

const line = (row: Row): string =>
  `${[row.batch, row.item, row.cardNumber, row.identificationCode, row.historicalBytes, row.result, row.reason].join(',')}\n`;

/** Throws MakerRefusal when the file is not whole or an item is wrong; no result is written then. */
export const makeCards = async (order: MakerOrder): Promise<MakerReport> => {
  const file = await MakerFile.open(order.file, order.makerKey, order.centralKey);
  const { header } = file;
  if (order.areaCode !== null && order.areaCode !== header.areaCode)
    throw new MakerRefusal('card-of-another-area', 'header: areaCode');
  const spoilEvery = order.spoil > 0 ? Math.max(1, Math.floor(header.items / order.spoil)) : 0;
  const draft = `${order.out}.part`;
  const out = await open(draft, 'w', 0o600);
  let [items, spoiled] = [0, 0];
  const rowsOf = (item: MakerItem): readonly Row[] => {
    checkItem(item, header);
    items += 1;
    const isSpoiled = spoilEvery > 0 && spoiled < order.spoil && items % spoilEvery === 0;
    if (isSpoiled) spoiled += 1;
    const row = {
      batch: header.batch,
      item: String(item.item),
      cardNumber: item.cardNumber,
      identificationCode: item.identificationCode,
      historicalBytes: item.historicalBytes,
      result: isSpoiled ? 'spoiled' : 'personalised',
      reason: isSpoiled ? spoiledReason : '',
    };
    if (order.fault === 'half') return items * 2 <= header.items ? [row] : [];
    return order.fault !== null && items === 1 ? faulty(row, order.fault) : [row];
  };
  try {
    await out.appendFile(`${resultColumns.join(',')}\n`);
    for await (const chunk of file.chunks()) await out.appendFile(chunk.flatMap(rowsOf).map(line).join(''));
  } catch (fault) {
    await out.close();
    await rm(draft);
    throw fault;
  }
  await out.close();
  await rename(draft, order.out);
  return { batch: header.batch, items, personalised: items - spoiled, spoiled };
};
