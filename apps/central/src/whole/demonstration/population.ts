/** A whole small city made up by rule: its units, projects and people of every category, with two years of working lives behind them. */
import { socialSecurityNumberCheck, type Sex } from '#libs/identity/social-security-number.js';
import {
  addDays,
  addMonths,
  ageOn,
  date,
  firstDayOf,
  monthOf,
  yearOf,
  type PlainDate,
  type PlainMonth,
} from '#libs/kernel/plain-date.js';
import { fen, type Fen } from '#libs/money/fen.js';
import { chance, groups, nameOf, oneOf, townships, type Group } from './population-names.js';
import { makeProjects, makeUnits, type CityProject, type CityUnit } from './population-units.js';
import { type FormerPension, killedAtWork, retiredFromWork } from './singular-lives.js';

/** A spell of insurance in one scheme. */
export type Spell = {
  readonly scheme: string;
  readonly category: string;
  readonly unitCode: string | null;
  readonly projectCode: string | null;
  readonly tierPercent: number | null;
  readonly since: PlainDate;
  readonly until: PlainDate | null;
  readonly endReason: string | null;
};

/** What somebody earns a month at a unit, from a month on. */
export type CityWage = { readonly unitCode: string; readonly from: PlainMonth; readonly wageFen: Fen };

export type CityPerson = {
  readonly number: string;
  readonly name: string;
  readonly sex: Sex;
  readonly birthDate: PlainDate;
  readonly category: string;
  readonly ethnicGroup: Group;
  readonly township: string;
  readonly diedOn: PlainDate | null;
  readonly spells: readonly Spell[];
  readonly wages: readonly CityWage[];
  /** First month of a resident pension, and the years paid for it; null: none. */
  readonly pension: {
    readonly firstMonth: PlainMonth;
    readonly years: number;
    readonly accountFen: Fen;
  } | null;
  /** A pension of employment that was granted before the tale begins; null: none. */
  readonly formerPension: FormerPension | null;
};

export type Population = {
  readonly units: readonly CityUnit[];
  readonly projects: readonly CityProject[];
  readonly people: readonly CityPerson[];
};

/** Heads of every thousand people, by what they do. */
const shares = [
  ['enterprise', 270],
  ['self-employed', 30],
  ['migrant', 45],
  ['temporary-public', 25],
  ['public-institution', 60],
  ['civil-servant', 35],
  ['flexible', 65],
  ['project', 40],
  ['student', 130],
  ['pensioner', 90],
  ['resident', 210],
] as const;
type Doing = (typeof shares)[number][0];

const employee = ['110', '210', '310', '410'];
const schemesOf: Readonly<Record<Doing, readonly string[]>> = {
  enterprise: employee,
  'self-employed': employee,
  migrant: employee,
  'temporary-public': employee,
  'public-institution': ['120', '210', '310', '410'],
  'civil-servant': ['120', '310', '410'],
  flexible: ['110', '390'],
  project: ['410', '390'],
  student: ['390'],
  pensioner: ['390'],
  resident: ['170', '390'],
};

/** Ages at which one does it, from and up to. */
const ages: Readonly<Record<Doing, readonly [number, number]>> = {
  enterprise: [20, 58],
  'self-employed': [24, 58],
  migrant: [19, 50],
  'temporary-public': [21, 50],
  'public-institution': [23, 58],
  'civil-servant': [23, 58],
  flexible: [24, 57],
  project: [20, 54],
  student: [1, 17],
  pensioner: [61, 92],
  resident: [18, 59],
};

const categoryOf = (doing: Doing, random: () => number): string => {
  if (doing !== 'resident' && doing !== 'student' && doing !== 'pensioner') return 'ordinary';
  const drawn = random();
  if (drawn < 0.05) return 'severely-disabled';
  if (drawn < 0.13) return 'minimum-living-allowance';
  return drawn < 0.18 ? 'low-income' : 'ordinary';
};

const townshipOf = (doing: Doing, random: () => number): string => {
  const list: readonly { readonly code: string; readonly share: number }[] =
    doing === 'resident' || doing === 'pensioner' ? townships.slice(3) : townships;
  let drawn = random() * list.reduce((total, { share }) => total + share, 0);
  for (const { code, share } of list) {
    drawn -= share;
    if (drawn < 0) return code;
  }
  return townships[0].code;
};

/** Where everybody begins in the tale: January of the year before last. */
const beginningOf = (today: PlainDate): PlainDate => date(`${yearOf(today) - 2}-01-01`);

type Making = {
  readonly units: readonly CityUnit[];
  readonly projects: readonly CityProject[];
  readonly today: PlainDate;
  readonly random: () => number;
};

const unitFor = (doing: Doing, { units, random }: Making): CityUnit => {
  const kinds: Readonly<Partial<Record<Doing, readonly CityUnit['kind'][]>>> = {
    'self-employed': ['self-employed'],
    'temporary-public': ['public-institution', 'government'],
    'public-institution': ['public-institution'],
    'civil-servant': ['government'],
  };
  const wanted = kinds[doing] ?? ['enterprise'];
  return oneOf(
    units.filter(({ kind }) => wanted.includes(kind)),
    random,
  );
};

/** The working life of somebody employed: most stay, some change the unit, some leave it for the residents' schemes. */
const employment = (doing: Doing, making: Making): Pick<CityPerson, 'spells' | 'wages'> => {
  const { random, today } = making;
  const start = beginningOf(today);
  const first = unitFor(doing, making);
  const hired =
    random() < 0.75 ? start : firstDayOf(addMonths(monthOf(start), 1 + Math.floor(random() * 18)));
  const turn = random();
  const changedOn = firstDayOf(addMonths(monthOf(start), 19 + Math.floor(random() * 9)));
  const drawn = turn < 0.09 ? unitFor(doing, making) : null;
  const next = drawn === null || drawn.code === first.code ? null : drawn;
  const toResident = turn > 0.93;
  const until = next !== null || toResident ? addDays(changedOn, -1) : null;
  const yuanAMonth = 2600 + Math.floor(random() * random() * 22_000);
  /** Declared on entering, and with a rise each January. */
  const wagesAt = (unitCode: string, from: PlainDate, amount: number): CityWage[] =>
    [0, 12, 24].flatMap((months, year) => {
      const at = months === 0 ? monthOf(from) : addMonths(monthOf(start), months);
      const isLater = months > 0 && at <= monthOf(from);
      return isLater || at > monthOf(today)
        ? []
        : [{ unitCode, from: at, wageFen: fen(BigInt(Math.round(amount * (1 + year * 0.05))) * 100n) }];
    });
  const spellsAt = (unitCode: string, since: PlainDate, last: PlainDate | null): Spell[] =>
    schemesOf[doing].map((scheme) => ({
      scheme,
      category: doing,
      unitCode,
      projectCode: null,
      tierPercent: null,
      since,
      until: last,
      endReason: last === null ? null : 'left',
    }));
  return {
    spells: [
      ...spellsAt(first.code, hired, until),
      ...(next === null ? [] : spellsAt(next.code, changedOn, null)),
      ...(toResident ? residentSpells(['170', '390'], changedOn, 'resident') : []),
    ],
    wages: [
      ...wagesAt(first.code, hired, yuanAMonth).filter(
        ({ from }) => until === null || from <= monthOf(until),
      ),
      ...(next === null ? [] : wagesAt(next.code, changedOn, yuanAMonth * 1.1)),
    ],
  };
};

const residentSpells = (schemes: readonly string[], since: PlainDate, category: string): readonly Spell[] =>
  schemes.map((scheme) => ({
    scheme,
    category,
    unitCode: null,
    projectCode: null,
    tierPercent: null,
    since,
    until: null,
    endReason: null,
  }));

const lifeOf = (doing: Doing, birth: PlainDate, making: Making): Pick<CityPerson, 'spells' | 'wages'> => {
  const { projects, today, random } = making;
  const start = beginningOf(today);
  const since = birth > start ? birth : start;
  switch (doing) {
    case 'student':
      return { spells: residentSpells(['390'], since, 'student'), wages: [] };
    case 'pensioner':
      return { spells: residentSpells(['390'], since, 'resident'), wages: [] };
    case 'resident': {
      // A few are in nothing: the plan for everybody has to find them.
      const drawn = random();
      const schemes = drawn < 0.04 ? [] : drawn < 0.1 ? ['390'] : ['170', '390'];
      return { spells: residentSpells(schemes, since, 'resident'), wages: [] };
    }
    case 'flexible': {
      const tierPercent = oneOf([60, 60, 60, 70, 80, 100], random);
      const [pension, medical] = residentSpells(['110', '390'], since, 'flexible');
      if (pension === undefined || medical === undefined) return { spells: [], wages: [] };
      return {
        spells: [
          { ...pension, tierPercent },
          { ...medical, category: 'resident' },
        ],
        wages: [],
      };
    }
    case 'project': {
      const project = oneOf(projects, random);
      const onSite: Spell = {
        scheme: '410',
        category: 'project',
        unitCode: project.unitCode,
        projectCode: project.code,
        tierPercent: null,
        since: project.startsOn,
        until: null,
        endReason: null,
      };
      return { spells: [onSite, ...residentSpells(['390'], since, 'resident')], wages: [] };
    }
    default:
      return employment(doing, making);
  }
};

/**
 * The same city for the same day and number of people. Residents' pensions begin in the month after the sixtieth birthday; a few have a life of
 * their own (singular-lives.ts).
 */
export const makePopulation = (count: number, today: PlainDate): Population => {
  const random = chance(632802);
  const units = makeUnits(Math.max(20, Math.round(count / 30)), random);
  const making: Making = { units, projects: makeProjects(units, today), today, random };
  const onDay = new Map<string, number>();
  const people: CityPerson[] = [];
  for (const [doing, share] of shares) {
    const heads = Math.round((count * share) / 1000);
    for (let head = 0; head < heads; head += 1) {
      const retired = doing === 'pensioner' ? retiredFromWork[head] : undefined;
      const drawnSex: Sex = random() < 0.5 ? 'female' : 'male';
      const sex = retired === undefined ? drawnSex : 'male';
      const [youngest, oldest] = ages[doing];
      // Women leave employment earlier than men (国发〔1978〕104号).
      const upTo = sex === 'female' && doing !== 'resident' && oldest < 60 ? Math.min(oldest, 49) : oldest;
      const days = Math.floor((youngest + random() * Math.max(0, upTo - youngest)) * 365.25 + random() * 300);
      const birthDate = retired?.birthDate ?? addDays(today, -days);
      const key = `${birthDate}${sex}`;
      const place = (onDay.get(key) ?? 0) + 1;
      onDay.set(key, place);
      const first17 = `632802${birthDate.replaceAll('-', '')}${String(place * 2 + (sex === 'male' ? 1 : 0)).padStart(3, '0')}`;
      const ethnicGroup = oneOf([...groups, '01', '01', '04', '01'] as const, random);
      const drawnDeath =
        doing === 'pensioner' && random() < 0.05 ? addDays(today, -Math.floor(20 + random() * 500)) : null;
      const diedOn = retired === undefined ? drawnDeath : null;
      const { spells, wages } = lifeOf(doing, birthDate, making);
      people.push({
        number: `${first17}${socialSecurityNumberCheck(first17)}`,
        name: nameOf(ethnicGroup, random),
        sex,
        birthDate,
        category: categoryOf(doing, random),
        ethnicGroup,
        township: townshipOf(doing, random),
        diedOn,
        spells:
          diedOn === null ? spells : spells.map((spell) => ({ ...spell, until: diedOn, endReason: 'death' })),
        wages,
        formerPension: retired?.pension ?? null,
        pension:
          doing === 'pensioner' && retired === undefined && ageOn(birthDate, today) >= 60
            ? {
                firstMonth: addMonths(monthOf(birthDate), 60 * 12 + 1),
                years: 15,
                accountFen: fen(BigInt(2000 + Math.floor(random() * 9000)) * 100n),
              }
            : null,
      });
    }
  }
  return { units, projects: making.projects, people: killedAtWork(people, today) };
};
