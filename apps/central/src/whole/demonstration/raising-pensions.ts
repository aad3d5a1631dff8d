/** Has the year's adjustment of resident pensions laid down, approved and carried out in the small city; and the next year's laid out, for others to look at. Begun again it goes on where it was. */
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { WrittenPopulationRule } from '#libs/benefits/population-rule.js';
import { addMonths, month, monthOf, type PlainMonth, yearOf } from '#libs/kernel/plain-date.js';
import { Clock } from '../../ground/clock.js';
import { usualAsk } from '../../ground/lists/list-page.js';
import type { NewAdjustment } from '../../insurance/adjustments/adjustment.js';
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

/** Lays an adjustment out unless that year's of its first fund was; its number. */
const layOut = async (app: NestFastifyApplication, asked: NewAdjustment): Promise<number> => {
  const [adjustments, views] = [
    app.get(Adjustments, { strict: false }),
    app.get(AdjustmentViews, { strict: false }),
  ];
  const [fund = ''] = asked.schemes;
  const known = (await views.list(null, usualAsk)).adjustments.find(
    ({ year, schemes }) => year === asked.year && schemes.includes(fund),
  );
  const number = known?.number ?? (await adjustments.propose(asked, { number: askers.clerk }));
  if ((await views.read(number)).state === 'simulating') await adjustments.finish(number);
  return number;
};

/** Lays an adjustment out and has it approved and carried out; where it reaches nobody, nobody is asked. */
export const adjust = async (app: NestFastifyApplication, asked: NewAdjustment): Promise<void> => {
  const [adjustments, views] = [
    app.get(Adjustments, { strict: false }),
    app.get(AdjustmentViews, { strict: false }),
  ];
  const number = await layOut(app, asked);
  const { simulation } = await views.read(number);
  if (simulation === null || simulation.all.heads === 0) return;
  await haveDecided(app, 'adjustment', String(number), () =>
    adjustments.ask(number, '年度调整', { number: askers.clerk }),
  );
  if ((await views.read(number)).state === 'applying') await adjustments.finish(number);
};

const residentsRise = (from: PlainMonth, fixed: string): NewAdjustment => ({
  year: yearOf(from),
  schemes: [scheme],
  from,
  source: `关于调整${yearOf(from)}年城乡居民养老待遇的通知（演示）`,
  rule: ruleOf(fixed),
});

export const raisePensions = async (app: NestFastifyApplication): Promise<void> => {
  // The pensions of the tale begin lately.
  const lastMonth = addMonths(monthOf(app.get(Clock, { strict: false }).today()), -1);
  await adjust(app, residentsRise(lastMonth, '6.00'));
  await layOut(app, residentsRise(month(`${yearOf(lastMonth) + 1}-01`), '7.00'));
};
