/**
 * Has what is claimed once in a while be claimed at the small city's desks: after a death at work, by somebody who lost the capacity to work, and by one who retired from a public
 * institution elsewhere in the ten years in which the old rule and the new are compared. Begun again it goes on where it was.
 */
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { addDays, addYears, monthOf, yearOf } from '#libs/kernel/plain-date.js';
import { yuan } from '#libs/money/fen.js';
import { Clock } from '../../ground/clock.js';
import { Database } from '../../ground/database/database.js';
import { usualAsk } from '../../ground/lists/list-page.js';
import { TransferLetters } from '../../insurance/transfers/transfer-letters.service.js';
import { TransferReckoning } from '../../insurance/transfers/transfer-reckoning.service.js';
import { TransferViews } from '../../insurance/transfers/transfer-views.service.js';
import { takeLately } from './bank-statements.js';
import { claim, grant } from './claiming.js';
import { askers, haveDecided } from './deciding.js';
import { bornOn, diedAtWork, employedMenBorn, womenBorn } from './desk-work.store.js';
import { payThroughBank } from './paying.js';
import { comerBirth, deathAtWork } from './singular-lives.js';
import { supplyFund } from './supplying.js';

const agency = { code: '630100', name: '西宁市社会保险服务局' } as const;

/** A family's allowance since last winter; all that the comer is due since 2024, once. */
const supplied = { '410': '60000.00', '120': '200000.00' } as const;

/** Of the comer: paid there since the personal accounts of public institutions are on record here, in sums of yuan. */
const brought = {
  months: 113,
  account: '61200.00',
  pool: '92400.00',
  spans: [{ first: '2015-01', last: '2024-05', base: '765000.00', account: '61200.00' }],
} as const;

export const claimRarely = async (app: NestFastifyApplication): Promise<void> => {
  const get = <T>(type: new (...args: never[]) => T): T => app.get(type, { strict: false });
  const database = get(Database);
  const today = get(Clock).today();
  const month = monthOf(today);

  /** The account goes to the widow and the family's allowance is paid to her; the grants wait for whoever decides. */
  const afterDeath = async (): Promise<void> => {
    const { injuredOn, diedOn } = deathAtWork(today);
    const [[dead], [widow]] = await database.read(async (tx) => [
      await diedAtWork(tx, diedOn),
      await womenBorn(tx, addYears(today, -45), addYears(today, -32)),
    ]);
    if (dead === undefined || widow === undefined) return;
    const paid = await database.read(async (tx) => await get(TransferReckoning).countedOf(tx, [dead.id]));
    // Where the city has less behind it, nothing is insured.
    if (!paid('410').months.some((one) => one < monthOf(injuredOn))) return;
    const of = { payee: widow.id, reason: '因工死亡，遗属申领，材料齐全' };
    await grant(app, dead.id, { kind: 'account-inheritance', asked: {}, ...of });
    await grant(app, dead.id, {
      kind: 'injury-dependants',
      asked: { injuredOn, spouse: true, childrenBornOn: `${yearOf(today) - 11}-03-15` },
      ...of,
    });
    await claim(app, dead.id, { kind: 'injury-death', asked: { injuredOn }, ...of });
    await supplyFund(app, { scheme: '410', amount: supplied['410'], month });
    await payThroughBank(app, '410');
  };

  const loseCapacity = async (): Promise<void> => {
    const [man] = await database.read((tx) =>
      employedMenBorn(tx, addYears(today, -59), addYears(today, -55)),
    );
    if (man !== undefined)
      await grant(app, man.id, {
        kind: 'disability-allowance',
        asked: { incapableOn: addDays(today, -20), deemedMonths: 204 },
        reason: '完全丧失劳动能力，鉴定结论已核',
      });
  };

  const comeRetired = async (): Promise<void> => {
    const [comer] = await database.read((tx) => bornOn(tx, comerBirth));
    if (comer === undefined) return;
    const moves = async () =>
      (
        await get(TransferViews).list({ state: null, direction: 'in', scheme: '120' }, usualAsk)
      ).transfers.find(({ personId }) => personId === comer.id);
    if ((await moves()) === undefined)
      await get(TransferLetters).takeLetter(
        comer.id,
        {
          ...brought,
          spans: [...brought.spans],
          scheme: '120',
          agency,
          letter: '宁机关社转〔2026〕31号',
          reason: '原在西宁机关事业单位参保，户籍随子女迁入',
        },
        { number: askers.clerk },
      );
    const move = await moves();
    if (move === undefined) throw new Error('a letter that was taken in is not there');
    await haveDecided(app, 'insurance-transfer', move.reference, () =>
      Promise.reject(new Error(`${move.reference} was never asked for`)),
    );
    if (move.state !== 'done')
      await takeLately(app, { scheme: '120', fundAccount: '1002' }, today, [
        {
          serial: `ZR${move.reference}`,
          amount: yuan(brought.account) + yuan(brought.pool),
          account: '2801060104000817',
          name: agency.name,
          memo: `转移接续 ${move.reference}`,
        },
      ]);
    await grant(app, comer.id, {
      kind: 'public-institution-pension',
      asked: { deemedMonths: 252, transitionalPension: '612.40', formerPension: '5200.00' },
      reason: '2024年5月退休，随转移办理待遇核定',
    });
    await supplyFund(app, { scheme: '120', amount: supplied['120'], month });
    await payThroughBank(app, '120');
  };

  await afterDeath();
  await loseCapacity();
  await comeRetired();
};
