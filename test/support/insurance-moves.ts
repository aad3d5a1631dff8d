/** Insurance that moves, for specs: somebody insured, money where a fund pays from, statements with one line, and what became of a move. */
import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { expect } from '@jest/globals';
import { fundBankAccount } from '../../apps/central/src/funds/bank/bank.client.js';
import { BooksService } from '../../apps/central/src/funds/ledger/books.service.js';
import { FundTransfersService } from '../../apps/central/src/funds/ledger/fund-transfers.service.js';
import { CONFIG, type CentralConfig } from '../../apps/central/src/ground/config.js';
import { Database } from '../../apps/central/src/ground/database/database.js';
import { FundBankAccounts } from '../../apps/central/src/insurance/collection/fund-bank-accounts.service.js';
import { Statements } from '../../apps/central/src/insurance/collection/statements.service.js';
import { yuan } from '#libs/money/fen.js';
import type { Counter } from './counter.js';

/** The unit of everybody here. */
const unit = 'T1';

type Asked = {
  readonly id: string;
  readonly reference: string;
  readonly approval: string;
  readonly code?: string;
};

/** What a spec of moves does, with its counter. */
export const insuranceMoves = (opened: () => Counter) => {
  const get = <T>(type: new (...args: never[]) => T): T => opened().app.get<T>(type, { strict: false });
  const as = async <T>(staff: string, work: () => Promise<T>): Promise<T> => {
    await opened().signIn(staff);
    try {
      return await work();
    } finally {
      await opened().signIn();
    }
  };
  const ask = <T = Asked>(path: string, body: object) => opened().ask<T>('POST', path, body);
  const issue = (asked: object) =>
    ask<{ readonly number: string; readonly verificationCode: string; readonly code?: string }>(
      '/v1/documents',
      {
        kind: 'move',
        purpose: '转移接续',
        key: randomUUID(),
        ...asked,
      },
    );
  const decide = (approval: string, staff = '0201') =>
    as(staff, () => opened().ask('POST', `/v1/approvals/${approval}/approval`, {}));

  /** Somebody with these months of a scheme paid at a unit, each of the same base, and a balance on the account. */
  const insured = async (
    scheme: string,
    months: readonly string[],
    baseFen: number,
    balanceFen: number,
    birth = '1961-02-03',
  ): Promise<{ readonly person: string; readonly participation: string }> => {
    const [person, participation, account] = [randomUUID(), randomUUID(), randomUUID()];
    await opened().query(
      `insert into person (id, social_security_number, name, sex, birth_date) values ($1, $2, '李四', 'male', $3)`,
      [person, `6328021989${String(Math.floor(Math.random() * 1e8)).padStart(8, '0')}`, birth],
    );
    await opened().query(
      `insert into participation (id, person_id, scheme, since, category, unit_code) values ($1, $2, $3, '2016-01-01', 'enterprise', $4)`,
      [participation, person, scheme, unit],
    );
    for (const period of months) {
      const [run] = await opened().query<{ number: number }>(
        `insert into assessment_run (scheme, period, reason, unit_code, parameters_known_at, rules, state, planned_at, done_at)
         values ($1, $2, 'declaration', $3, now(), 1, 'done', now(), now()) returning number`,
        [scheme, period, unit],
      );
      await opened().query(
        `insert into assessment_line (participation_id, period, number, run, base_fen, unit_fen, person_fen, government_fen) values ($1, $2, 1, $3, $4, 100, 40, 0)`,
        [participation, period, run?.number, baseFen],
      );
      await opened().query(
        `insert into unit_bill (id, unit_code, scheme, period, heads, unit_fen, person_fen, due_on, made_at, paid_fen)
         values ($1, $2, $3, $4, 1, 100, 40, '2030-01-15', now(), 140) on conflict do nothing`,
        [randomUUID(), unit, scheme, period],
      );
    }
    if (balanceFen > 0) {
      await opened().query(
        `with a as (insert into personal_account (id, person_id, scheme, balance_fen, version) values ($1, $2, $3, $4, 1) returning id)
         insert into personal_account_entry (account_id, version, kind, amount_fen, balance_after_fen, period, booked_at)
         select id, 1, 'personal', $4, $4, '2016', now() from a`,
        [account, person, scheme, balanceFen],
      );
    }
    return { person, participation };
  };

  /** Money of a fund where it pays from. */
  const supplied = async (scheme: string, amount: string): Promise<void> => {
    const { areaCode, bankUrl } = opened().app.get<CentralConfig>(CONFIG, { strict: false });
    const transfers = get(FundTransfersService);
    await get(Database).transaction(async (tx) => {
      await transfers.book(tx, scheme, 'contribution-direct', yuan(amount));
      await transfers.book(tx, scheme, 'supply', yuan(amount));
    });
    await account(fundBankAccount(areaCode, scheme, '1004'), amount, bankUrl);
  };
  const account = async (
    number: string,
    balance = '0.00',
    bankUrl = opened().app.get<CentralConfig>(CONFIG, { strict: false }).bankUrl,
  ): Promise<void> => {
    await fetch(`${bankUrl}/accounts`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ account: number, holderName: '某', balance, state: 'active' }),
    });
  };

  const balances = async (scheme: string): Promise<Record<string, string>> => {
    const books = await get(BooksService).read({ all: true });
    expect(books.findings).toEqual([]);
    const fund = books.funds.find((each) => each.scheme === scheme);
    return Object.fromEntries((fund?.accounts ?? []).map(({ code, balance }) => [code, balance]));
  };

  /** A statement of a fund's income account with one line. */
  const arrives = async (scheme: string, day: string, amount: string, memo: string) => {
    const bank = `6300${scheme}7777`;
    await get(FundBankAccounts).add({ account: bank, scheme, fundAccount: '1002', bankName: '建行' }, '0401');
    const [last] = await opened().query<{ closing: string }>(
      'select closing_fen as closing from bank_statement where account = $1 order by number desc limit 1',
      [bank],
    );
    const opening = Number(last?.closing ?? 0);
    const closing = opening + Math.round(Number(amount) * 100);
    const path = join(opened().folder, `${randomUUID()}.csv`);
    const [from, to] = [opening, closing].map((of) => (of / 100).toFixed(2));
    writeFileSync(
      path,
      `H,${bank},${day},${day},${from},${to},1\r\nD,${randomUUID().slice(0, 8)},${day},${amount},,${to},88001,西宁市社保局,${memo}\r\n`,
    );
    return get(Statements).import(path, '0501');
  };

  const until = async (id: string, state: string): Promise<void> => {
    for (;;) {
      const [row] = await opened().query<{ state: string }>(
        'select state from insurance_transfer where id = $1',
        [id],
      );
      if (row?.state === state) return;
      await wait(20);
    }
  };
  const accountOf = async (person: string, scheme: string): Promise<string | undefined> => {
    const [row] = await opened().query<{ balance: string }>(
      'select balance_fen::text as balance from personal_account where person_id = $1 and scheme = $2',
      [person, scheme],
    );
    return row?.balance;
  };
  const countedOf = async (person: string): Promise<unknown> =>
    (await opened().ask<{ counted: unknown }>('GET', `/v1/people/${person}/insurance-transfers`)).body
      .counted;

  return {
    as,
    ask,
    issue,
    decide,
    insured,
    supplied,
    account,
    balances,
    arrives,
    until,
    accountOf,
    countedOf,
  };
};

/** The agency that people come from and go to; the bank knows its account once {@link insuranceMoves} opened it. */
export const agency = { code: '630100', name: '西宁市社保局', account: '88001', accountName: '西宁市社保局' };
