/**
 * Hands in the population list of the small city, by the same import as a bureau's: whoever the register knows, and a few more whom nobody
 * has registered. The months before are compared by the days of the register, so that there is a line to look at.
 */
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { populationCategories, type PopulationCategory } from '#libs/contract/coverage.js';
import { addDays, addMonths, firstDayOf, monthOf, monthsBetween } from '#libs/kernel/plain-date.js';
import { Clock } from '../../ground/clock.js';
import { Database } from '../../ground/database/database.js';
import { CoverageService } from '../../insurance/coverage/coverage.service.js';
import { handIn } from './handing-in.js';
import { checked } from './odd-numbers.js';
import { nameOf, oneOf, townships } from './population-names.js';
import { listedPeople } from './population-list.store.js';

/** Of every hundred on the list, so many nobody has registered. */
const strangersIn100 = 2;

/** A number of somebody born in a year, whom the register does not know: places of registration of another county. */
const strangerNumber = (place: number): string => {
  const year = 1950 + ((place * 7) % 70);
  const day = String(1 + (place % 28)).padStart(2, '0');
  const month = String(1 + (place % 12)).padStart(2, '0');
  const first17 = `632822${year}${month}${day}${String(100 + (place % 900))}`;
  return checked(first17);
};

/** Months whose pictures there are, the last of them this one. */
const monthsBack = 11;

/** Gives how many are on the list. A list that was handed in before stays. */
export const handInPopulation = async (app: NestFastifyApplication): Promise<number> => {
  const people = await app.get(Database, { strict: false }).read(listedPeople);
  if (people.length === 0) return 0;
  let seed = 20170;
  const random = (): number => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed / 2_147_483_647;
  };
  const strangers = Array.from({ length: Math.ceil((people.length * strangersIn100) / 100) }, (_, place) => ({
    number: strangerNumber(place),
    name: nameOf('01', random),
    township: oneOf(townships, random).code,
    category: (place % 3 === 0 ? 'flexible' : 'resident') as PopulationCategory,
  }));
  const rows = [...people, ...strangers].map(({ number, name, township, category }) => [
    number,
    name,
    township,
    populationCategories[category].digit,
  ]);
  if (!(await handIn(app, 'population', '全民参保人口名单.csv', rows))) return rows.length;
  const coverage = app.get(CoverageService, { strict: false });
  const today = app.get(Clock, { strict: false }).today();
  const signal = new AbortController().signal;
  for (const month of monthsBetween(addMonths(monthOf(today), -monthsBack), addMonths(monthOf(today), -1)))
    await coverage.compare(signal, addDays(firstDayOf(addMonths(month, 1)), -1));
  await coverage.compare(signal);
  return rows.length;
};
