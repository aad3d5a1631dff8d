/** Writes what moved on a fund's account of the small city as the bank's statement, one after the other, and has each taken in. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { addDays, type PlainDate } from '#libs/kernel/plain-date.js';
import { fen, formatYuan } from '#libs/money/fen.js';
import { fundBankAccount } from '../../funds/bank/bank.client.js';
import { CONFIG, type CentralConfig } from '../../ground/config.js';
import { Database } from '../../ground/database/database.js';
import { FundBankAccounts } from '../../insurance/collection/fund-bank-accounts.service.js';
import { Statements } from '../../insurance/collection/statements.service.js';
import { askers } from './deciding.js';
import { lastStatement } from './history.store.js';

/** Money that came in; fen. */
export type Received = {
  readonly serial: string;
  readonly day: PlainDate;
  readonly amount: bigint;
  readonly account: string;
  readonly name: string;
  readonly memo: string;
};

/** One of a fund's accounts: of income, or the fiscal special account. */
export type AccountOfFund = { readonly scheme: string; readonly fundAccount: '1002' | '1003' };

const later = (one: PlainDate, other: PlainDate): PlainDate => (one > other ? one : other);

/** Whether a statement of an account was taken in. */
export const isTold = async (
  app: NestFastifyApplication,
  { scheme, fundAccount }: AccountOfFund,
): Promise<boolean> => {
  const { areaCode } = app.get<CentralConfig>(CONFIG, { strict: false });
  const account = fundBankAccount(areaCode, scheme, fundAccount);
  return (await app.get(Database, { strict: false }).read((tx) => lastStatement(tx, account))) !== null;
};

/** Takes a statement of these days in, or of those that were not told yet; what moved before moves on the first of them. Throws Refused as {@link Statements.import}. */
export const takeStatement = async (
  app: NestFastifyApplication,
  { scheme, fundAccount }: AccountOfFund,
  days: { readonly first: PlainDate; readonly last: PlainDate },
  received: readonly Received[],
): Promise<void> => {
  const get = <T>(type: new (...args: never[]) => T): T => app.get(type, { strict: false });
  const { areaCode } = app.get<CentralConfig>(CONFIG, { strict: false });
  const account = fundBankAccount(areaCode, scheme, fundAccount);
  const known = await get(Database).read((tx) => lastStatement(tx, account));
  await get(FundBankAccounts).add(
    { account, scheme, fundAccount, bankName: '中国农业银行德令哈支行' },
    askers.accountant,
  );
  const opening = known?.closing ?? 0n;
  const first = known === null ? days.first : later(days.first, addDays(known.day, 1));
  let balance = opening;
  const lines = received.map(({ serial, day, amount, account: from, name, memo }) => {
    balance += amount;
    return `D,${serial},${later(day, first)},${formatYuan(fen(amount))},,${formatYuan(fen(balance))},${from},${name},${memo}`;
  });
  const header = `H,${account},${first},${later(days.last, first)},${formatYuan(fen(opening))},${formatYuan(fen(balance))},${lines.length}`;
  const folder = mkdtempSync(join(tmpdir(), 'sscard-statement-'));
  try {
    const path = join(folder, `${scheme}-${first}.csv`);
    writeFileSync(path, `${[header, ...lines].join('\r\n')}\r\n`);
    await get(Statements).import(path, askers.accountant);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

/** Takes in what came yesterday, or where that was told already, today. */
export const takeLately = async (
  app: NestFastifyApplication,
  of: AccountOfFund,
  today: PlainDate,
  received: readonly Omit<Received, 'day'>[],
): Promise<void> => {
  const yesterday = addDays(today, -1);
  await takeStatement(
    app,
    of,
    { first: yesterday, last: yesterday },
    received.map((one) => ({ ...one, day: yesterday })),
  );
};
