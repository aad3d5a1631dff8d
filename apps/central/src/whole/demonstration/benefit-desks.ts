/**
 * Works at the desks of benefits as on any day: civil affairs report deaths, the unemployed claim and are paid through the bank, but for one whose account it refuses;
 * pensions rise as every year, and the month's are listed and, like a mother's claim, wait for those who decide. Begun again it goes on where it was.
 */
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { addDays, monthOf } from '#libs/kernel/plain-date.js';
import { Clock } from '../../ground/clock.js';
import { Database } from '../../ground/database/database.js';
import { TransferReckoning } from '../../insurance/transfers/transfer-reckoning.service.js';
import { claim, grant } from './claiming.js';
import { hasDeathsReported, leftEmployment, pensioners, youngWomenAt } from './desk-work.store.js';
import { replayRises } from './former-pensions.js';
import { handIn } from './handing-in.js';
import { takeLateDeath } from './late-death.js';
import { slipped } from './odd-numbers.js';
import { enterBudgets } from './entering-budgets.js';
import { askForRun, payThroughBank } from './paying.js';
import { raisePensions } from './raising-pensions.js';
import { claimRarely } from './rare-claims.js';
import { supplyFund } from './supplying.js';

/** More than the unemployed of the city draw in a month with all that is behind. */
const supplied = '150000.00';
const unemployed = 6;

/** Plays it up to today. `employer`: the unit a mother works at. */
export const workBenefitDesks = async (app: NestFastifyApplication, employer: string): Promise<void> => {
  const get = <T>(type: new (...args: never[]) => T): T => app.get(type, { strict: false });
  const database = get(Database);
  const today = get(Clock).today();

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
    const due = await whoMayClaim();
    for (const { id, registeredOn } of due)
      await grant(app, id, {
        kind: 'unemployment',
        asked: { registeredOn },
        reason: '失业登记后申领，非因本人意愿中断就业证明已核',
      });
    return due.length;
  };
  const claimMaternity = async (): Promise<void> => {
    const [mother] = await database.read((tx) => youngWomenAt(tx, employer));
    if (mother !== undefined)
      await claim(app, mother.id, {
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

  await takeDeaths();
  await claimMaternity();
  if ((await claimUnemployment()) > 0) {
    await supplyFund(app, { scheme: '210', amount: supplied, month: monthOf(today) });
    await payThroughBank(app, '210', { closed: 1 });
  }
  await replayRises(app);
  await claimRarely(app);
  await takeLateDeath(app);
  await enterBudgets(app);
  await raisePensions(app);
  await askForRun(app, '170');
};
