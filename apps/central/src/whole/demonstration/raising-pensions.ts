/** Has the year's adjustment of resident pensions laid down, approved and carried out in the small city; and the next year's laid out, for others to look at. Begun again it goes on where it was. */
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { WrittenPopulationRule } from '#libs/benefits/population-rule.js';
import { addMonths, month, monthOf, type PlainMonth, yearOf } from '#libs/kernel/plain-date.js';
import { Clock } from '../../ground/clock.js';
import { usualAsk } from '../../ground/lists/list-page.js';
import { AdjustmentViews } from '../../insurance/adjustments/adjustment-views.service.js';
import { Adjustments } from '../../insurance/adjustments/adjustments.service.js';
import { askers, haveDecided } from './deciding.js';

const scheme = '170';

/** A little for everybody, more for the old; made up. */
const ruleOf = (fixed: string): WrittenPopulationRule => ({
  fixed,
  ages: [
    { from: 70, amount: '5.00' },
    { from: 80, amount: '10.00' },
  ],
});

export const raisePensions = async (app: NestFastifyApplication): Promise<void> => {
  const [adjustments, views] = [
    app.get(Adjustments, { strict: false }),
    app.get(AdjustmentViews, { strict: false }),
  ];
  // The pensions of the tale begin lately.
  const lastMonth = addMonths(monthOf(app.get(Clock, { strict: false }).today()), -1);
  const laidOut = async (from: PlainMonth, fixed: string): Promise<number> => {
    const year = yearOf(from);
    const known = (await views.list(null, usualAsk)).adjustments.find((one) => one.year === year);
    const number =
      known?.number ??
      (await adjustments.propose(
        {
          year,
          schemes: [scheme],
          from,
          source: `关于调整${year}年城乡居民养老待遇的通知（演示）`,
          rule: ruleOf(fixed),
        },
        { number: askers.clerk },
      ));
    if ((await views.read(number)).state === 'simulating') await adjustments.finish(number);
    return number;
  };

  const number = await laidOut(lastMonth, '6.00');
  const { simulation } = await views.read(number);
  // Where the city has no pensioners yet, nobody is asked.
  if (simulation === null || simulation.all.heads === 0) return;
  await haveDecided(app, 'adjustment', String(number), () =>
    adjustments.ask(number, '年度调整', { number: askers.clerk }),
  );
  if ((await views.read(number)).state === 'applying') await adjustments.finish(number);
  await laidOut(month(`${yearOf(lastMonth) + 1}-01`), '7.00');
};
