/** Promises of looking ahead: every key that a month needs and does not have is named, with the months and the schemes. */
import { expect, it } from '@jest/globals';
import { date } from '#libs/kernel/plain-date.js';
import { readParameters, type Parameters } from '#libs/policy/parameters.js';
import { keysOf, missingFor, parametersAhead } from './parameters-ahead.js';
import { schemeTable } from './table.js';

const scheme = schemeTable['170'];
const of = (
  versions: readonly (readonly [key: string, from: string])[],
  collector = 'bureau',
): Parameters => {
  const read = readParameters(
    versions.map(([key, effectiveFrom]) => ({
      id: `${key}@${effectiveFrom}`,
      key,
      effectiveFrom,
      ...(key.startsWith('collection.channel.')
        ? { kind: 'word', value: collector }
        : { kind: 'integer', value: '1' }),
      source: 'own',
      status: 'local',
    })),
  );
  if (!read.ok) throw new Error(JSON.stringify(read.refusal));
  return read.value;
};
const keys = keysOf(scheme, date('2026-01-01'), of([]));
const whole = keys.map((key) => [key, '2010-01-01'] as const);

it('names nothing where all that is needed stands', () => {
  expect(missingFor(scheme, '2026', of(whole))).toEqual([]);
  const calendars = [2026, 2027].map((year) => [`calendar.${year}`, '2026-01-01'] as const);
  expect(
    parametersAhead(
      [scheme],
      ['card.x'],
      date('2026-11-24'),
      of([...whole, ...calendars, ['card.x', '2026-11-24']]),
    ),
  ).toEqual([]);
});

it('names the year a key is missing for, though it stands later', () => {
  const [first = '', ...rest] = keys;
  const parameters = of([...rest.map((key) => [key, '2010-01-01'] as const), [first, '2027-01-01']]);
  expect(missingFor(scheme, '2026', parameters)).toEqual([first]);
  expect(missingFor(scheme, '2027', parameters)).toEqual([]);
  expect(parametersAhead([scheme], [], date('2026-11-24'), parameters)[0]).toEqual({
    key: first,
    schemes: ['170'],
    why: 'missing',
    from: '2026-11',
    to: '2026-12',
  });
});

it('names who collects where nothing says so, and where what says so is nobody known', () => {
  const channel = 'collection.channel.170';
  expect(missingFor(scheme, '2026', of(whole.filter(([key]) => key !== channel)))).toEqual([channel]);
  expect(missingFor(scheme, '2026', of(whole, 'somebody'))).toEqual([channel]);
  expect(missingFor(scheme, '2026', of(whole, 'tax'))).toEqual([]);
  expect(
    parametersAhead([scheme], [], date('2026-11-24'), of(whole, 'somebody')).filter(
      ({ why }) => why === 'missing',
    ),
  ).toEqual([{ key: channel, schemes: ['170'], why: 'missing', from: '2026-11', to: '2027-12' }]);
});

it('names what was laid down year by year and is not for the year that comes, and the calendar of it', () => {
  const [first = ''] = keys;
  const yearly = [2024, 2025, 2026].map((year) => [first, `${year}-01-01`] as const);
  const ahead = parametersAhead(
    [scheme],
    [],
    date('2026-11-24'),
    of([...whole, ...yearly, ['calendar.2026', '2025-11-04']]),
  );
  expect(ahead.map(({ key, why, from, to }) => [key, why, from, to])).toEqual(
    [
      ['calendar.2027', 'not-renewed', '2027-01', '2027-12'],
      [first, 'not-renewed', '2027-01', '2027-12'],
    ].toSorted(([one = ''], [other = '']) => (one < other ? -1 : 1)),
  );
});

it('names a rule of the bureau that nothing stands of', () => {
  expect(
    parametersAhead(
      [],
      ['card.pin-try-limit'],
      date('2026-11-24'),
      of([
        ['calendar.2026', '2025-11-04'],
        ['calendar.2027', '2026-11-04'],
      ]),
    ),
  ).toEqual([{ key: 'card.pin-try-limit', schemes: [], why: 'missing', from: '2026-11', to: '2027-12' }]);
});
