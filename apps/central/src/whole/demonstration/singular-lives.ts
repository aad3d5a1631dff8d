/** Lives of a few of the small city that its rules do not draw: who retired from employment long before the tale, who comes with the months of another place, and who was killed at work. */
import { date, monthOf, type PlainDate, type PlainMonth, month, yearOf } from '#libs/kernel/plain-date.js';
import { yuan } from '#libs/money/fen.js';
import type { CityPerson } from './population.js';

/** A pension of employees as it was granted: what it is reckoned from, sums in yuan. */
export type FormerPension = {
  readonly firstMonth: PlainMonth;
  readonly facts: {
    readonly months: number;
    readonly deemedMonths: number;
    readonly index: string;
    readonly base: string;
    readonly account: string;
    readonly ageMonths: number;
  };
};

type Retired = {
  readonly birthDate: PlainDate;
  /** Null: retired elsewhere, and nothing was granted yet. */
  readonly pension: FormerPension | null;
};

const retired = (
  birthDate: string,
  firstMonth: string,
  facts: Omit<FormerPension['facts'], 'ageMonths'>,
): Retired => ({
  birthDate: date(birthDate),
  pension: { firstMonth: month(firstMonth), facts: { ...facts, ageMonths: 720 } },
});

/** The birth of whoever retired from a public institution elsewhere in 2024-05, and asks for the pension here. */
export const comerBirth = date('1964-05-10');
/** The birth of the pensioner whose death is told late. */
export const toldLateBirth = date('1944-01-20');

/** Men at sixty; made up, at wages of their years. */
export const retiredFromWork: readonly Retired[] = [
  retired('1942-03-15', '2002-04', {
    months: 396,
    deemedMonths: 330,
    index: '1.1500',
    base: '880.00',
    account: '3100.00',
  }),
  retired(toldLateBirth, '2004-02', {
    months: 372,
    deemedMonths: 264,
    index: '0.9200',
    base: '1210.00',
    account: '6200.00',
  }),
  retired('1945-02-05', '2005-03', {
    months: 444,
    deemedMonths: 342,
    index: '1.3000',
    base: '1335.00',
    account: '9800.00',
  }),
  retired('1948-08-12', '2008-09', {
    months: 300,
    deemedMonths: 168,
    index: '1.0500',
    base: '2180.00',
    account: '18400.00',
  }),
  { birthDate: comerBirth, pension: null },
];

/** When somebody is hurt at work, and dies of it: last December, whose grants the nation has laid down already. */
export const deathAtWork = (today: PlainDate) => ({
  injuredOn: date(`${yearOf(today) - 1}-12-18`),
  diedOn: date(`${yearOf(today) - 1}-12-20`),
});

/** Ten months of his family's allowance are no more than a small city's fund has. */
const earnedAtMost = yuan('5500.00');

/** People of whom the first man in an enterprise, of middle age and at one unit all along, is killed at work last December. */
export const killedAtWork = (people: readonly CityPerson[], today: PlainDate): readonly CityPerson[] => {
  const { diedOn } = deathAtWork(today);
  const isHe = ({ sex, birthDate, spells, wages }: CityPerson): boolean =>
    sex === 'male' &&
    yearOf(diedOn) - yearOf(birthDate) >= 32 &&
    yearOf(diedOn) - yearOf(birthDate) <= 48 &&
    spells.length === 4 &&
    wages.every(({ wageFen }) => wageFen <= earnedAtMost) &&
    spells.every(
      ({ category, since, until }) =>
        category === 'enterprise' && since < `${yearOf(diedOn)}` && until === null,
    );
  const at = people.findIndex(isHe);
  return people.map((person, index) =>
    index === at
      ? {
          ...person,
          diedOn,
          spells: person.spells.map((spell) => ({ ...spell, until: diedOn, endReason: 'death' })),
          wages: person.wages.filter(({ from }) => from <= monthOf(diedOn)),
        }
      : person,
  );
};
