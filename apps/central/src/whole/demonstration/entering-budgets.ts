/** Has this year's budget of resident pensions entered and approved in the small city; made up, with room for its year. Begun again it enters none twice. */
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { yearOf } from '#libs/kernel/plain-date.js';
import { Clock } from '../../ground/clock.js';
import { Budgets } from '../../insurance/budgets/budgets.service.js';
import { askers, haveDecided } from './deciding.js';

/** Benefits of a year by fund, in yuan. Others have none entered, and are held against none. */
const benefits = { '170': '800000.00' } as const;

export const enterBudgets = async (app: NestFastifyApplication): Promise<void> => {
  const budgets = app.get(Budgets, { strict: false });
  const year = yearOf(app.get(Clock, { strict: false }).today());
  for (const [scheme, amount] of Object.entries(benefits))
    await haveDecided(app, 'fund-budget', `${scheme}/${year}`, () =>
      budgets.ask(
        {
          scheme,
          year,
          lines: [{ account: 'benefits', amount }],
          source: `${year}年社会保险基金预算（演示）`,
        },
        { number: askers.accountant },
      ),
    );
};
