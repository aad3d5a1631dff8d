/** Effective-dated parameters: everything law or the bureau may change, each version with its source and standing. */
import { addDays, parseDate, type PlainDate } from '#libs/kernel/plain-date.js';
import { ok, refuse, type Result } from '#libs/kernel/result.js';
import { parseYuan } from '#libs/money/fen.js';
import { parsePpm } from '#libs/money/rate.js';

import { parameterStatuses, type ParameterStatus } from './explanation.js';

/**
 * How a value is written: `fen` an amount as yuan with two places (`250.00`), `ppm` a rate in whole parts per million
 * (`15000`), `integer` and `months` a whole number, `table` rows split by `;` of cells split by `,`, the first
 * column rising (`100.00,30.00;200.00,40.00`), `days` the days off and, after `;`, the weekend days that are worked, single or
 * from one to another, in their order (`2026-01-01/2026-01-03,2026-04-06;2026-01-04`), `word` one choice of several (`signature`).
 */
export type ParameterKind = 'fen' | 'ppm' | 'integer' | 'months' | 'table' | 'days' | 'word';

/** One value of one parameter from one day on, until the next version of the same key. */
export type ParameterVersion = {
  /** Names this version for good; computed rows keep it. */
  readonly id: string;
  /** Scheme and name, such as `170.basic-pension`. */
  readonly key: string;
  readonly effectiveFrom: PlainDate;
  readonly kind: ParameterKind;
  readonly value: string;
  /** Where the figure stands; says so where the effective date is assumed. */
  readonly source: string;
  readonly status: ParameterStatus;
};

/** A version as files and tables carry it, not yet checked. */
export type ParameterRow = { readonly [Field in keyof ParameterVersion]: string };

/** Why a row is refused; the first that applies, in this order. */
export type ParameterFault = {
  readonly id: string;
  readonly reason:
    | 'date-malformed'
    | 'kind-unknown'
    | 'status-unknown'
    | 'source-missing'
    | 'value-malformed'
    | 'id-reused'
    | 'same-day'
    | 'kind-changes';
};

/** Checked versions of each key, newest first. Made by {@link readParameters} only. */
export type Parameters = { readonly byKey: ReadonlyMap<string, readonly ParameterVersion[]> };

export type Table = readonly (readonly string[])[];

/** Cells of a table value, or null when rows differ in length, a cell is no plain decimal, or the first column does not rise. */
export const parseTable = (value: string): Table | null => {
  const rows = value.split(';').map((row) => row.split(','));
  const width = rows[0]?.length;
  if (rows.some((row) => row.length !== width || row.some((cell) => parseYuan(cell) === null))) return null;
  const rises = rows.every((row, index) => index === 0 || Number(row[0]) > Number(rows[index - 1]?.[0]));
  return rises ? rows : null;
};

/** What differs from ordinary weeks: days off, and days of a weekend that are worked. */
export type Days = { readonly off: ReadonlySet<PlainDate>; readonly worked: ReadonlySet<PlainDate> };

/** The days of `2026-01-01/2026-01-03,2026-04-06`, or null when one is none, or comes before another. */
const parseSpans = (text: string): ReadonlySet<PlainDate> | null => {
  const days: PlainDate[] = [];
  for (const span of text === '' ? [] : text.split(',')) {
    const [first = '', last = first, ...more] = span.split('/');
    const [from, to] = [parseDate(first), parseDate(last)];
    if (from === null || to === null || more.length > 0 || from > to) return null;
    const before = days.at(-1);
    if (before !== undefined && before >= from) return null;
    for (let day = from; day <= to; day = addDays(day, 1)) days.push(day);
  }
  return new Set(days);
};

/** Days off and worked days of a value, or null when it is malformed, or one day is both. */
export const parseDays = (value: string): Days | null => {
  const [off, worked, ...more] = value.split(';').map(parseSpans);
  if (off == null || worked == null || more.length > 0) return null;
  return [...off].some((day) => worked.has(day)) ? null : { off, worked };
};

const isWhole = (value: string): boolean => /^(0|[1-9]\d{0,8})$/.test(value);

const isWellFormed: Readonly<Record<ParameterKind, (value: string) => boolean>> = {
  fen: (value) => /\.\d\d$/.test(value) && parseYuan(value) !== null,
  ppm: (value) => parsePpm(value) !== null,
  integer: isWhole,
  months: isWhole,
  table: (value) => parseTable(value) !== null,
  days: (value) => parseDays(value) !== null,
  word: (value) => /^[a-z]+(-[a-z]+)*$/.test(value),
};

const isKind = (text: string): text is ParameterKind => Object.hasOwn(isWellFormed, text);

const statuses: ReadonlySet<string> = new Set(parameterStatuses);
const isStatus = (text: string): text is ParameterStatus => statuses.has(text);

const readRow = (row: ParameterRow): Result<ParameterVersion, ParameterFault['reason']> => {
  const effectiveFrom = parseDate(row.effectiveFrom);
  if (effectiveFrom === null) return refuse('date-malformed');
  const { id, key, kind, value, source, status } = row;
  if (!isKind(kind)) return refuse('kind-unknown');
  if (!isStatus(status)) return refuse('status-unknown');
  if (source.trim() === '') return refuse('source-missing');
  if (!isWellFormed[kind](value)) return refuse('value-malformed');
  return ok({ id, key, effectiveFrom, kind, value, source, status });
};

/** Checks rows from a file or table, one by one and against each other. Every faulty row is told, once. */
export const readParameters = (
  rows: Iterable<ParameterRow>,
): Result<Parameters, readonly ParameterFault[]> => {
  const faults: ParameterFault[] = [];
  const ids = new Set<string>();
  const byKey = new Map<string, ParameterVersion[]>();
  for (const row of rows) {
    const { id } = row;
    const read = readRow(row);
    if (!read.ok) {
      faults.push({ id, reason: read.refusal });
      continue;
    }
    const version = read.value;
    const versions = byKey.get(version.key) ?? [];
    if (ids.has(id)) faults.push({ id, reason: 'id-reused' });
    else if (versions.some(({ effectiveFrom }) => effectiveFrom === version.effectiveFrom))
      faults.push({ id, reason: 'same-day' });
    else if (versions.some(({ kind }) => kind !== version.kind)) faults.push({ id, reason: 'kind-changes' });
    ids.add(id);
    byKey.set(version.key, [...versions, version]);
  }
  if (faults.length > 0) return refuse(faults);
  for (const versions of byKey.values())
    versions.sort((one, other) => (one.effectiveFrom < other.effectiveFrom ? 1 : -1));
  return ok({ byKey });
};
