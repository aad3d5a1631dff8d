/** What may be laid down: new versions of parameters, checked against what stands before anybody decides them. */
import { parseDate, yearOf } from '#libs/kernel/plain-date.js';
import { ok, refuse, type Result } from '#libs/kernel/result.js';
import type { ParameterEntry } from './parameter-sets.js';
import { parseDays, parseTable, readParameters, type ParameterRow } from './parameters.js';

/** A version as somebody proposes it. */
export type ProposedVersion = Pick<ParameterRow, 'key' | 'effectiveFrom' | 'value' | 'source' | 'status'> & {
  /** The version that stands on that day, named by whoever knows that it is replaced; null: none does. */
  readonly supersedes: string | null;
  /** Nothing is to stand on that day: the version of before goes on. */
  readonly withdraws: boolean;
};

/** A version as it is decided and entered. */
export type JudgedVersion = ParameterRow & Pick<ProposedVersion, 'supersedes' | 'withdraws'>;

export type ProposalFault = {
  readonly reason:
    | 'parameter-unknown'
    | 'parameter-malformed'
    | 'parameter-stands'
    | 'parameter-not-standing'
    | 'parameter-unchanged';
  /** The key and day, and what is wrong. */
  readonly detail: string;
};

/** Words that a key of kind `word` may have. */
export type WordChoices = Readonly<Record<string, readonly string[]>>;

/** Keys that are entered year by year, and what each year's is written like. */
const yearly = /^calendar\.\d{4}$/;
/** Whole numbers that mean no or yes. */
const answers: ReadonlySet<string> = new Set(['card.formal-loss-may-be-lifted']);
/** No share or rate of anything is above twice the whole. */
const ppmAtMost = 2_000_000;
const [firstYear, lastYear] = [1949, 2199];

const kindOf = (entries: readonly ParameterEntry[], key: string): string | null =>
  entries.find((one) => one.key === key)?.kind ?? (yearly.test(key) ? 'days' : null);

/** What a value of a key has to be besides well written; null: it is. */
const misfit = (
  key: string,
  kind: string,
  value: string,
  before: string | undefined,
  choices: WordChoices,
) => {
  // No amount, and no cell of a table, is below nothing.
  if ((kind === 'fen' || kind === 'table') && value.includes('-')) return 'not below 0';
  switch (kind) {
    case 'word':
      return choices[key]?.includes(value) === true ? null : `one of ${(choices[key] ?? []).join(', ')}`;
    case 'integer':
    case 'months':
      if (answers.has(key)) return value === '0' || value === '1' ? null : '0 or 1';
      return value === '0' ? 'above 0' : null;
    case 'ppm':
      return Number(value) > ppmAtMost ? `at most ${ppmAtMost} parts per million` : null;
    case 'table': {
      const width = before === undefined ? undefined : parseTable(before)?.[0]?.length;
      return width === undefined || parseTable(value)?.[0]?.length === width
        ? null
        : `${width} cells in each row`;
    }
    case 'days': {
      const { off, worked } = parseDays(value) ?? { off: [], worked: [] };
      return [...off, ...worked].every((day) => key === `calendar.${yearOf(day)}`)
        ? null
        : 'days of that year alone';
    }
    default:
      return null;
  }
};

const judge = (
  entries: readonly ParameterEntry[],
  proposed: ProposedVersion,
  choices: WordChoices,
): Result<JudgedVersion, ProposalFault> => {
  const { key, effectiveFrom, value, source, status, supersedes, withdraws } = proposed;
  const fault = (reason: ProposalFault['reason'], what: string) =>
    refuse({ reason, detail: `${key} ${effectiveFrom}: ${what}` });
  const kind = kindOf(entries, key);
  if (kind === null) return fault('parameter-unknown', key);
  const day = parseDate(effectiveFrom);
  if (day === null || yearOf(day) < firstYear || yearOf(day) > lastYear)
    return fault('parameter-malformed', `a day from ${firstYear} to ${lastYear}`);
  const ofDay = entries.filter((one) => one.key === key && one.effectiveFrom === effectiveFrom);
  // Versions of one day follow one another; the last of them stands unless it withdraws what was there.
  const last = ofDay.at(-1);
  const stands = last?.withdraws === false ? last : undefined;
  if (stands !== undefined && supersedes === null) return fault('parameter-stands', stands.id);
  if (supersedes !== null && last?.id !== supersedes) return fault('parameter-not-standing', supersedes);
  if (withdraws && stands === undefined) return fault('parameter-not-standing', 'nothing to withdraw');
  const id = `${key}@${effectiveFrom}${ofDay.length === 0 ? '' : `/${ofDay.length + 1}`}`;
  const row = {
    id,
    key,
    effectiveFrom,
    kind,
    value: withdraws ? (stands?.value ?? value) : value,
    source,
    status,
    withdraws,
    supersedes: last?.id ?? null,
  };
  const read = readParameters([row]);
  if (!read.ok) return fault('parameter-malformed', read.refusal.map(({ reason }) => reason).join(', '));
  if (withdraws) return ok(row);
  const unfit = misfit(key, kind, value, entries.findLast((one) => one.key === key)?.value, choices);
  if (unfit !== null) return fault('parameter-malformed', unfit);
  if (
    stands !== undefined &&
    (['value', 'source', 'status'] as const).every((field) => stands[field] === row[field])
  )
    return fault('parameter-unchanged', stands.id);
  return ok(row);
};

/** Judges versions that are proposed together by all that was entered, in that order. Refuses with the first that may not be laid down. */
export const judgeProposal = (
  entries: readonly ParameterEntry[],
  proposed: readonly ProposedVersion[],
  choices: WordChoices,
): Result<readonly JudgedVersion[], ProposalFault> => {
  const judged: JudgedVersion[] = [];
  for (const version of proposed) {
    const one = judge(entries, version, choices);
    if (!one.ok) return one;
    if (judged.some(({ id }) => id === one.value.id))
      return refuse({ reason: 'parameter-stands', detail: `${one.value.id}: twice` });
    judged.push(one.value);
  }
  return ok(judged);
};
