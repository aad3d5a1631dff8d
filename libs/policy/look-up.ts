/** Finds the parameter versions in force on a day, one or several at once, as typed values. */
import type { PlainDate } from '#libs/kernel/plain-date.js';
import { ok, refuse, type Result } from '#libs/kernel/result.js';
import { type Fen, yuan } from '#libs/money/fen.js';
import { parsePpm, type Rate } from '#libs/money/rate.js';

import {
  type ParameterKind,
  type Parameters,
  type ParameterVersion,
  type Days,
  parseDays,
  parseTable,
  type Table,
} from './parameters.js';

/** No version of a key is in force on a day: the bureau has to enter one before anything can be reckoned. */
export type MissingParameter = {
  readonly reason: 'parameter-missing';
  readonly key: string;
  readonly on: PlainDate;
};

/** The version in force: the newest whose effective date is not after the day. */
export const lookUp = (
  parameters: Parameters,
  key: string,
  on: PlainDate,
): Result<ParameterVersion, MissingParameter> => {
  const version = parameters.byKey.get(key)?.find(({ effectiveFrom }) => effectiveFrom <= on);
  return version ? ok(version) : refuse({ reason: 'parameter-missing', key, on });
};

/** A key and how its value is read. */
export type Wanted<T> = { readonly key: string; readonly read: (version: ParameterVersion) => T };

/** A value and the version it stands in. */
export type Found<T> = { readonly value: T; readonly version: ParameterVersion };

const wanted = <T>(
  key: string,
  kinds: readonly ParameterKind[],
  parse: (value: string) => T | null,
): Wanted<T> => ({
  key,
  read: (version) => {
    const value = kinds.includes(version.kind) ? parse(version.value) : null;
    // Values were checked when read; a wrong kind is a mistake of the code or of who entered the key.
    if (value === null) throw new TypeError(`parameter ${version.id} is not ${kinds.join(' or ')}`);
    return value;
  },
});

/** An amount of money. */
export const amountOf = (key: string): Wanted<Fen> => wanted(key, ['fen'], yuan);
/** A rate. */
export const rateOf = (key: string): Wanted<Rate> => wanted(key, ['ppm'], parsePpm);
/** A whole number, of months or of anything else. */
export const countOf = (key: string): Wanted<number> => wanted(key, ['integer', 'months'], Number);
/** A table. */
export const tableOf = (key: string): Wanted<Table> => wanted(key, ['table'], parseTable);
/** Days off and worked weekend days. */
export const daysOf = (key: string): Wanted<Days> => wanted(key, ['days'], parseDays);
/** One of the choices there are. */
export const wordOf = <Word extends string>(key: string, words: readonly Word[]): Wanted<Word> =>
  wanted(key, ['word'], (value) => words.find((word) => word === value) ?? null);

type Wants = Readonly<Record<string, Wanted<unknown>>>;
type FoundOf<W extends Wants> = {
  readonly [Name in keyof W]: W[Name] extends Wanted<infer T> ? Found<T> : never;
};

/** Looks several parameters up for the same day; refuses with the first that is missing. */
export const lookUpAll = <W extends Wants>(
  parameters: Parameters,
  on: PlainDate,
  wants: W,
): Result<FoundOf<W>, MissingParameter> => {
  const found: Record<string, Found<unknown>> = {};
  for (const [name, { key, read }] of Object.entries(wants)) {
    const version = lookUp(parameters, key, on);
    if (!version.ok) return version;
    found[name] = { value: read(version.value), version: version.value };
  }
  return ok(found as FoundOf<W>);
};

/** Looks the same parameters up again and again, as a run does for each of a city's people: the answer for a day is found once. */
export const lookUpRepeatedly = <W extends Wants>(
  wants: W,
): ((parameters: Parameters, on: PlainDate) => Result<FoundOf<W>, MissingParameter>) => {
  let last: {
    readonly parameters: Parameters;
    readonly on: PlainDate;
    readonly found: Result<FoundOf<W>, MissingParameter>;
  } | null = null;
  return (parameters, on) => {
    if (last?.parameters !== parameters || last.on !== on)
      last = { parameters, on, found: lookUpAll(parameters, on, wants) };
    return last.found;
  };
};
