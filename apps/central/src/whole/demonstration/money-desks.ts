/**
 * Works at the desks of money as on any day: people and a unit agree to be debited and are, some of it refused; arrears are agreed on by
 * instalments; the finance pays a first part of the subsidies it owes, and the bank tells of the rest. Begun again it goes on where it was.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { addDays, addMonths, firstDayOf, monthOf, type PlainDate } from '#libs/kernel/plain-date.js';
import { type Fen, fen, formatYuan, sum, yuan } from '#libs/money/fen.js';
import { collectorOf } from '#libs/schemes/collector.js';
import { Clock } from '../../ground/clock.js';
import { Database } from '../../ground/database/database.js';
import { usualAsk } from '../../ground/lists/list-page.js';
import { ArrearsAgreements } from '../../insurance/arrears/arrears-agreements.service.js';
import { ChannelOrdersDesk } from '../../insurance/collection/channel-orders-desk.service.js';
import { ChannelOrders } from '../../insurance/collection/channel-orders.service.js';
import { PersonAgreements } from '../../insurance/collection/person-agreements.service.js';
import { UnitBills } from '../../insurance/collection/unit-bills.service.js';
import { FundMovements } from '../../insurance/subsidies/fund-movements.service.js';
import { PolicyService } from '../../register/policy/policy.service.js';
import { isTold, takeLately } from './bank-statements.js';
import { askers, haveDecided } from './deciding.js';
import { debtorsWithAccounts } from './desk-work.store.js';
import type { OwedBill } from './history.store.js';

/** What is answered of an order: two of its rows are refused, where it has so many. */
const refused: Readonly<Record<number, string>> = { 2: '余额不足', 5: '账户已销户' };

/** The answer of a bank, or of the tax authority, to an order's file: the same rows, each with what became of it. */
const answerTo = (file: string, day: PlainDate): string => {
  const [head = '', ...rows] = file.replace('\uFEFF', '').trimEnd().split(/\r?\n/);
  const [, order] = head.split(',');
  const answered = rows.map((row, index) => {
    const [, serial, reference, ...rest] = row.split(',');
    const amount = rest.at(-1) ?? '';
    const reason = refused[index];
    const line =
      reason === undefined
        ? `D,${serial},${reference},${amount},1,${day},`
        : `D,${serial},${reference},${amount},0,,${reason}`;
    return { amount: reason === undefined ? yuan(amount) : null, line };
  });
  const collected = answered.flatMap(({ amount }) => amount ?? []);
  return `${[
    `H,${order},${rows.length},${collected.length},${formatYuan(sum(collected))}`,
    ...answered.map(({ line }) => line),
  ].join('\r\n')}\r\n`;
};

/** `paying`: a unit that is debited for a scheme. `arrears`: the code of one that has not paid lately. */
export type UnitsOfMoney = {
  readonly scheme: string;
  readonly paying: Pick<OwedBill, 'unitCode' | 'unitName' | 'account'>;
  readonly arrears: string;
};

/** Whole yuan, what is over in the last. */
const inParts = (amount: Fen, parts: number): readonly Fen[] => {
  const each = fen((amount / BigInt(parts) / 100n) * 100n);
  return Array.from({ length: parts }, (_, index) =>
    index < parts - 1 ? each : fen(amount - each * BigInt(parts - 1)),
  );
};

/** Plays it up to today. */
export const workMoneyDesks = async (
  app: NestFastifyApplication,
  { scheme: ofUnit, paying, arrears }: UnitsOfMoney,
): Promise<void> => {
  const get = <T>(type: new (...args: never[]) => T): T => app.get(type, { strict: false });
  const database = get(Database);
  const orders = get(ChannelOrdersDesk);
  const today = get(Clock).today();
  const through = addMonths(monthOf(today), -1);

  const agree = async (
    of: { readonly scheme: string; readonly category: string; readonly limit: number },
    tier?: string,
  ): Promise<void> => {
    const agreements = get(PersonAgreements);
    const asked = { scheme: of.scheme, state: null };
    if ((await agreements.list({ ...asked, person: null }, usualAsk)).agreements.length >= of.limit) return;
    for (const { id } of await database.read((tx) => debtorsWithAccounts(tx, of)))
      if ((await agreements.list({ ...asked, person: id }, usualAsk)).agreements.length === 0)
        await agreements.enter(
          id,
          {
            schemes: [of.scheme],
            since: firstDayOf(monthOf(today)),
            ...(tier === undefined ? {} : { tier }),
          },
          askers.clerk,
        );
  };
  const send = async (scheme: string): Promise<number> => {
    const asked = { channel: null, scheme, state: null };
    const [known] = (await orders.list(asked, usualAsk)).orders;
    if (known !== undefined) return known.number;
    if (scheme === ofUnit)
      await get(ChannelOrders).agree(
        paying.unitCode,
        { number: paying.account, name: paying.unitName },
        askers.accountant,
      );
    const parameters = await database.read((tx) => get(PolicyService).parameters(tx));
    const channel = collectorOf(parameters, scheme, today) === 'tax' ? 'tax' : 'debit';
    const answerBy = addDays(today, 5);
    return (await orders.send({ channel, scheme, through, answerBy }, askers.accountant)).number;
  };
  const answer = async (number: number): Promise<void> => {
    if ((await orders.read(number)).order.answeredAt !== null) return;
    const folder = mkdtempSync(join(tmpdir(), 'sscard-answer-'));
    try {
      const path = join(folder, 'answer.csv');
      writeFileSync(path, answerTo((await orders.file(number)).text, today));
      await get(ChannelOrders).answer(path, askers.accountant);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  };
  const agreeOnArrears = async (): Promise<void> => {
    const { bills } = await get(UnitBills).list(arrears);
    const open = sum(
      bills
        .filter(({ state, open: each }) => state === 'overdue' && each !== '0.00')
        .map((bill) => yuan(bill.open)),
    );
    const instalments = inParts(open, 4).map((amount, index) => ({
      dueOn: addDays(firstDayOf(addMonths(monthOf(today), index + 2)), -1),
      amount: formatYuan(amount),
    }));
    await haveDecided(app, 'arrears-agreement', arrears, () =>
      get(ArrearsAgreements).ask(
        arrears,
        { instalments, guarantee: '担保函，原件已收存', reason: '资金周转暂时困难，申请分期缴纳' },
        { number: askers.accountant },
      ),
    );
  };
  const receiveSubsidy = async (): Promise<void> => {
    const { claims } = await get(FundMovements).claims();
    if (claims.some(({ received }) => received !== '0.00')) return;
    const [claim] = claims.filter(({ scheme }) => scheme === '170');
    if (claim === undefined) return;
    const { scheme, month } = claim;
    const [first] = inParts(yuan(claim.owed), 2);
    if (first === undefined || first === 0n) return;
    const voucher = `CZ-${month}-${scheme}-01`;
    const amount = formatYuan(first);
    await haveDecided(app, 'fund-movement', `${scheme}/${voucher}`, () =>
      get(FundMovements).ask(
        { scheme, kind: 'subsidy', amount, voucher, month },
        { number: askers.accountant },
      ),
    );
  };

  /** The bank tells of the fiscal special account: what is left of that subsidy by its name, and more of which nobody says what it is for. */
  const takeFiscalStatement = async (): Promise<void> => {
    const fiscal = { scheme: '170', fundAccount: '1003' } as const;
    if (await isTold(app, fiscal)) return;
    const { claims } = await get(FundMovements).claims();
    const claim = claims.find(({ scheme, received }) => scheme === '170' && received !== '0.00');
    if (claim === undefined || claim.owed === '0.00') return;
    const of = { account: '63010100000000001', name: '德令哈市财政局' };
    await takeLately(app, fiscal, today, [
      { serial: `CZ${claim.month}1`, amount: yuan(claim.owed), memo: `补贴 ${claim.reference}`, ...of },
      { serial: `CZ${claim.month}2`, amount: yuan('36000.00'), memo: '城乡居民养老补助资金', ...of },
    ]);
  };

  await agree({ scheme: '110', category: 'flexible', limit: 8 });
  await agree({ scheme: '170', category: 'resident', limit: 12 }, '500.00');
  await agree({ scheme: '390', category: 'resident', limit: 6 });
  for (const scheme of ['110', '170']) await answer(await send(scheme));
  // The bank has it still.
  await send('390');
  await agreeOnArrears();
  await receiveSubsidy();
  await takeFiscalStatement();
};
