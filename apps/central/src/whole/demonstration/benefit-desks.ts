/**
 * Works at the desks of benefits as on any day: civil affairs report deaths, the unemployed claim and are paid through the bank, but for one whose account it refuses;
 * pensions rise as every year, and the month's are listed and, like a mother's claim, wait for those who decide. Begun again it goes on where it was.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { addDays, addMonths, monthOf } from '#libs/kernel/plain-date.js';
import { formatYuan, sum, yuan } from '#libs/money/fen.js';
import { Clock } from '../../ground/clock.js';
import { Database } from '../../ground/database/database.js';
import { usualAsk } from '../../ground/lists/list-page.js';
import { ClaimDocuments } from '../../insurance/claims/claim-documents.service.js';
import { ClaimViews } from '../../insurance/claims/claim-views.service.js';
import { Claims } from '../../insurance/claims/claims.service.js';
import type { ClaimToAskDto } from '../../insurance/claims/claims.dto.js';
import { PayFiles } from '../../insurance/payouts/pay-files.service.js';
import { PayRunViews } from '../../insurance/payouts/pay-run-views.service.js';
import { PayRuns } from '../../insurance/payouts/pay-runs.service.js';
import { TransferReckoning } from '../../insurance/transfers/transfer-reckoning.service.js';
import { askers, haveDecided } from './deciding.js';
import { drawPaper } from './drawn-paper.js';
import { hasDeathsReported, leftEmployment, pensioners, youngWomenAt } from './desk-work.store.js';
import { handIn } from './handing-in.js';
import { slipped } from './odd-numbers.js';
import { raisePensions } from './raising-pensions.js';
import { supplyFund } from './supplying.js';

/** More than the unemployed of the city draw in a month with all that is behind. */
const supplied = '150000.00';
const unemployed = 6;

/** The answer of the bank to a run's file: the second account is closed, all others were credited. */
const answerTo = (file: string): string => {
  const [head = '', ...rows] = file.trimEnd().split(/\r?\n/);
  const [, run] = head.split(',');
  const answered = rows.map((row, index) => {
    const [, serial, account, , amount = ''] = row.split(',');
    const isPaid = index !== 1;
    const end = isPaid ? `1,YH${serial},` : '0,,账户已销户';
    return { line: `D,${serial},${account},${amount},${end}`, paid: isPaid ? yuan(amount) : null };
  });
  const paid = answered.flatMap((row) => row.paid ?? []);
  const first = `H,${run},${rows.length},${paid.length},${formatYuan(sum(paid))}`;
  return `${[first, ...answered.map(({ line }) => line)].join('\r\n')}\r\n`;
};

/** Plays it up to today. `employer`: the unit a mother works at. */
export const workBenefitDesks = async (app: NestFastifyApplication, employer: string): Promise<void> => {
  const get = <T>(type: new (...args: never[]) => T): T => app.get(type, { strict: false });
  const database = get(Database);
  const runs = get(PayRuns);
  const files = get(PayFiles);
  const today = get(Clock).today();
  const lastMonth = addMonths(monthOf(today), -1);

  const claimsOf = async (kind: string) =>
    (await get(ClaimViews).list({ state: null, kind }, usualAsk)).claims;
  /** What the claim is asked for, drawn and handed in. */
  const papersOf = async (personId: string, { kind, asked }: ClaimToAskDto): Promise<string[]> => {
    const papers = get(ClaimDocuments);
    const ids: string[] = [];
    for (const { code, name, required } of papers.askedFor(kind, asked)) {
      if (!required) continue;
      const bytes = drawPaper(name, ['仅用于演示，不是真实材料', `出具日期 ${today}`]);
      const paper = { code, name: `${name.zh}.png`, bytes };
      ids.push((await papers.handIn(personId, paper, askers.clerk)).id);
    }
    return ids;
  };
  const claim = async (personId: string, asked: ClaimToAskDto) => {
    const documents = await papersOf(personId, asked);
    return get(Claims).ask(personId, { ...asked, documents }, { number: askers.clerk });
  };
  /** Who has paid for a year before leaving; where the city has less behind it, nobody. */
  const whoMayClaim = () =>
    database.read(async (tx) => {
      const may = [];
      for (const one of await leftEmployment(tx)) {
        const counted = await get(TransferReckoning).countedOf(tx, [one.id]);
        if (counted('210').months.length >= 12) may.push(one);
        if (may.length === unemployed) break;
      }
      return may;
    });
  const claimUnemployment = async (): Promise<number> => {
    const known = await claimsOf('unemployment');
    const due = await whoMayClaim();
    for (const { id, registeredOn } of due) {
      const before = known.find(({ personId }) => personId === id);
      const reference =
        before?.reference ??
        (
          await claim(id, {
            kind: 'unemployment',
            asked: { registeredOn },
            reason: '失业登记后申领，非因本人意愿中断就业证明已核',
          })
        ).reference;
      await haveDecided(app, 'benefit-claim', reference, () =>
        Promise.reject(new Error(`${reference} was never asked for`)),
      );
    }
    return due.length;
  };
  const claimMaternity = async (): Promise<void> => {
    if ((await claimsOf('maternity')).length > 0) return;
    const [mother] = await database.read((tx) => youngWomenAt(tx, employer));
    if (mother === undefined) return;
    await claim(mother.id, {
      kind: 'maternity',
      asked: { bornOn: addDays(today, -100), unitMonthlyWage: '6200.00', children: 1 },
      reason: '出生医学证明已核',
    });
  };
  /** Of three deaths that civil affairs report one is certain; of the others the name or the number differs. */
  const takeDeaths = async (): Promise<void> => {
    if (await database.read(hasDeathsReported)) return;
    const reported = await database.read((tx) => pensioners(tx, 3));
    const rows = reported.map(({ number, name }, place) => [
      place === 2 ? slipped(number) : number,
      place === 1 ? `${name}措` : name,
      addDays(today, -12),
      '1',
    ]);
    if (rows.length > 0) await handIn(app, 'deaths', '民政死亡信息.csv', rows);
  };
  /** The run of a fund for the last month, its list made. */
  const listed = async (scheme: string): Promise<number> => {
    const [known] = (await get(PayRunViews).list({ state: null, scheme }, usualAsk)).runs;
    const { number } = known ?? (await runs.begin(scheme, lastMonth, false, { number: askers.clerk }));
    if (known === undefined || known.state === 'listing') await runs.makeList(number);
    return number;
  };
  const ask = (number: number) => runs.ask(number, '月度发放', { number: askers.clerk });
  const payThroughBank = async (scheme: string): Promise<void> => {
    const number = await listed(scheme);
    await haveDecided(app, 'pay-run', String(number), () => ask(number));
    if ((await get(PayRunViews).read(number)).state !== 'approved') return;
    const folder = mkdtempSync(join(tmpdir(), 'sscard-pay-answer-'));
    try {
      const path = join(folder, 'answer.csv');
      const pieces: string[] = [];
      await files.writeFile(number, 'delimited', async (piece) => pieces.push(piece));
      writeFileSync(path, answerTo(pieces.join('')));
      await files.answer(number, path, askers.accountant);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  };

  await takeDeaths();
  await claimMaternity();
  if ((await claimUnemployment()) > 0) {
    await supplyFund(app, { scheme: '210', amount: supplied, month: monthOf(today) });
    await payThroughBank('210');
  }
  await raisePensions(app);
  const pensions = await listed('170');
  if ((await get(PayRunViews).read(pensions)).state === 'listed') await ask(pensions);
};
