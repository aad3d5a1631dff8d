/** Promises that a masked number stays masked: whatever view of the API shows one, a thousand others fit all that stands beside it. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import {
  parseSocialSecurityNumber,
  socialSecurityNumberCheck,
} from '#libs/identity/social-security-number.js';
import { date } from '#libs/kernel/plain-date.js';
import { answersOfRoutes } from '../../../../../test/support/api-answers.js';
import { fittingNumbers, type Clue } from '../../../../../test/support/fitting-numbers.js';

const today = date('2026-11-27');

const born = (birthDate: string, sequence: string) => {
  const first17 = `632802${birthDate}${sequence}`;
  const person = parseSocialSecurityNumber(first17 + socialSecurityNumberCheck(first17));
  if (!person.ok) throw new RangeError(first17);
  return person.value;
};
/** Old and young, born on a day of every year and not, with each kind of check character. */
const people = [
  born('19490101', '002'),
  born('20040229', '128'),
  born('19851127', '015'),
  born('20251126', '991'),
];

/** By the name a member of an answer has; whatever sounds as if it said something of a number has to stand here. */
const clues: Readonly<Record<string, Clue | null>> = {
  maskedNumber: 'maskedNumber',
  age: 'age',
  // Groups and tilts of a rule for everybody: of nobody.
  ages: null,
  sex: 'sex',
  birthplace: 'birthplace',
  birthDate: 'birthDate',
  socialSecurityNumber: 'socialSecurityNumber',
};
const telling = /birth|born|^ages?$|sex|gender|social|masked(?!Name)/iu;

/** Answers that go no further than the agent, and why it needs the birth date; what it shows is promised below. */
const forTheAgent: Readonly<Record<string, string>> = {
  'POST /v1/card-sessions/:/proof': 'it lets nobody choose the birth date as a PIN',
  'GET /v1/card-sessions/:': 'the same answer again',
};

const masked = [...answersOfRoutes].flatMap(([route, parts]) => {
  const names = new Set(parts.map(([name]) => name).filter((name) => telling.test(name)));
  return names.has('maskedNumber') ? [{ route, names: [...names].toSorted() }] : [];
});

const worth = new Map<string, number>();
/** The fewest numbers that fit anybody of whom these are shown. */
const fewest = (names: readonly string[]): number => {
  const key = names.join();
  const known = worth.get(key);
  if (known !== undefined) return known;
  const shown = new Set(names.flatMap((name) => clues[name] ?? []));
  const found = Math.min(...people.map((person) => fittingNumbers(shown, person, today)));
  worth.set(key, found);
  return found;
};

describe('an answer with a masked number', () => {
  it('is found by the description of the API, and each thing beside it that tells of the number is known', () => {
    expect(masked.length).toBeGreaterThan(8);
    const unknown = masked.flatMap(({ names }) => names.filter((name) => !(name in clues)));
    expect(unknown).toEqual([]);
  });

  it('leaves a thousand numbers at least that fit all it shows', () => {
    const tooFew = masked
      .map(({ route, names }) => ({
        route,
        names: route in forTheAgent ? names.filter((name) => name !== 'birthDate') : names,
      }))
      .map(({ route, names }) => ({ route, names, fitting: fewest(names) }))
      .filter(({ fitting }) => fitting < 1000);
    expect(tooFew).toEqual([]);
  });

  it('would give the number away beside the birth date', () => {
    expect(fewest(['maskedNumber', 'birthDate'])).toBeLessThan(12);
  });
});

const filesUnder = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(?:ts|vue)$/u.test(name) && !name.endsWith('.spec.ts'))
    .map((name) => join(folder, name));

/** Where one is written in, and none is shown: the official who corrects it has a document. */
const writtenIn = 'apps/web/console/people/correction-dialog.vue';

describe('pages, receipts and all that passes between programs and pages', () => {
  it('know no birth date of anybody', () => {
    const files = [...filesUnder('apps/web'), ...filesUnder('libs/contract')].filter(
      (path) => !path.endsWith('central-api.ts'),
    );
    expect(files.length).toBeGreaterThan(150);
    const knowing = files.filter((path) =>
      /birthDate|birth_date|person\.born/u.test(readFileSync(path, 'utf8')),
    );
    expect(knowing).toEqual([writtenIn]);
  });
});
