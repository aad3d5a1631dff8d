/** Has a death be told late at the small city's desks: the pension was paid since, is to be recovered, and the family gives half of it back. Begun again it goes on where it was. */
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { recoveryReference } from '#libs/contributions/notice-number.js';
import { addMonths, date, monthOf } from '#libs/kernel/plain-date.js';
import { Clock } from '../../ground/clock.js';
import { Database } from '../../ground/database/database.js';
import { takeLately } from './bank-statements.js';
import { formerPensions, recoveryOf } from './desk-work.store.js';
import { handIn } from './handing-in.js';
import { payThroughBank } from './paying.js';
import { toldLateBirth } from './singular-lives.js';

/** Pays the last month's pensions of employees, and then hears of the death two months ago. */
export const takeLateDeath = async (app: NestFastifyApplication): Promise<void> => {
  const database = app.get(Database, { strict: false });
  const today = app.get(Clock, { strict: false }).today();
  const late = (await database.read(formerPensions)).find(({ born }) => born === toldLateBirth);
  if (late === undefined) return;
  await payThroughBank(app, '110');
  const diedOn = date(`${addMonths(monthOf(today), -2)}-20`);
  if (late.died === null)
    await handIn(app, 'deaths', '公安注销户口.csv', [[late.number, late.name, diedOn, '2']]);
  const recovery = await database.read((tx) => recoveryOf(tx, late.claim));
  if (recovery === null || recovery.isBegun) return;
  const reference = recoveryReference(recovery.number);
  await takeLately(app, { scheme: '110', fundAccount: '1002' }, today, [
    {
      serial: `TH${recovery.number}`,
      amount: (recovery.amount / 20_000n) * 10_000n,
      account: '6217997700000099',
      name: `${late.name}之子`,
      memo: `退还多领养老金 ${reference}`,
    },
  ]);
};
