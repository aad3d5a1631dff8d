/**
 * Brings pensions that were granted long before the tale up to it: the thirteen rises of 2005–2017 (十三连涨) are laid down, approved and carried out one after
 * another, and the months since are there as paid before the city's records begin. Begun again it goes on where it was.
 */
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { addMonths, date, month, monthOf } from '#libs/kernel/plain-date.js';
import { Clock } from '../../ground/clock.js';
import { Database } from '../../ground/database/database.js';
import type { NewAdjustment } from '../../insurance/adjustments/adjustment.js';
import rises from '../../insurance/adjustments/rises-2005-2017.json' with { type: 'json' };
import { EntitlementsService } from '../../insurance/benefits/entitlements.service.js';
import { ProposalEffect } from '../../insurance/parameters/effect.service.js';
import { ParameterProposals } from '../../insurance/parameters/proposals.service.js';
import { PolicyService } from '../../register/policy/policy.service.js';
import { askers, haveDecided } from './deciding.js';
import { formerPensions, havePaidBefore } from './desk-work.store.js';
import { adjust } from './raising-pensions.js';

/** What the formula of 2006 takes. */
const ofFormula = ['110.payout-months', '110.basic-rate', '110.transitional-rate'] as const;
const [formulaSince, enteredFrom] = [date('2006-01-01'), date('2000-01-01')];

/** A pension of before 2006 is reckoned by what the bureau enters for its time: here by the formula of 2006. */
const enterFormula = async (app: NestFastifyApplication): Promise<void> => {
  const [policy, database] = [
    app.get(PolicyService, { strict: false }),
    app.get(Database, { strict: false }),
  ];
  const entries = await database.read((tx) => policy.entries(tx));
  for (const key of ofFormula) {
    const { value } = entries.find(({ id }) => id === `${key}@${formulaSince}`) ?? {};
    if (value === undefined) throw new Error(`no ${key} of ${formulaSince}`);
    const version = {
      key,
      effectiveFrom: enteredFrom,
      value,
      source: '演示：2006 年以前按 2006 年办法还原，待本局以当年文件替换',
      status: 'assumed',
      supersedes: null,
      withdraws: false,
    } as const;
    await haveDecided(app, 'parameter-past', `${key}@${enteredFrom}`, async () => {
      const { approval } = await app
        .get(ParameterProposals, { strict: false })
        .propose([version], '还原 2006 年以前核定的养老金', { number: askers.accountant });
      await app.get(ProposalEffect, { strict: false }).finish(approval);
    });
  }
};

/** Plays it up to the month before last. */
export const replayRises = async (app: NestFastifyApplication): Promise<void> => {
  const database = app.get(Database, { strict: false });
  const claims = (await database.read(formerPensions)).map(({ claim }) => claim);
  if (claims.length === 0) return;
  await enterFormula(app);
  for (const { from, ...rise } of rises) await adjust(app, { ...rise, from: month(from) } as NewAdjustment);
  const lastMonth = addMonths(monthOf(app.get(Clock, { strict: false }).today()), -1);
  await database.transaction(async (tx) => {
    await app.get(EntitlementsService, { strict: false }).follow(tx, claims);
    await havePaidBefore(tx, claims, lastMonth);
  });
};
