/** Reckons the lines of participations and writes them with the dues and gaps that follow: the one code of every run, of a city or of one person. */
import { Injectable } from '@nestjs/common';
import { businessDate, yearOf } from '#libs/kernel/plain-date.js';
import { ok, type Result } from '#libs/kernel/result.js';
import { type Fen, fen, formatYuan, subtract, zeroFen } from '#libs/money/fen.js';
import type { PensionTier } from '#libs/contributions/resident-pension.js';
import type { Parameters } from '#libs/policy/parameters.js';
import type { Inputs, NotOwed, Owed, SchemeDescription } from '#libs/schemes/description.js';
import { reckonsFrom } from '#libs/schemes/employment.js';
import { lineInputs } from '#libs/schemes/line-inputs.js';
import { firstDayOfPeriod, lastDayOfPeriod } from '#libs/schemes/periods.js';
import { describedScheme, turnOf } from '#libs/schemes/table.js';
import type { Transaction } from '../../ground/database/database.js';
import { PolicyService } from '../../register/policy/policy.service.js';
import {
  type DueAssessment,
  DueFollowing,
  type OwedByPerson,
} from '../contributions/due-following.service.js';
import { type Gap, GapsStore } from './gaps.store.js';
import { type Asked, type NewLine, type Row, type Run, RunsStore, type Scope } from './runs.store.js';

/** What a run made of a scope. */
type Reckoned = { readonly lines: number; readonly gaps: number };

/** A participation, and what it owes by a set of parameters; null: it is in another cadence, and no line of this run. */
type ReckonedRow = {
  readonly row: Row;
  readonly inputs: Inputs;
  readonly owed: Result<Owed, NotOwed>;
};

const nothing: Owed = {
  base: null,
  unit: zeroFen,
  person: zeroFen,
  government: zeroFen,
  toAccount: zeroFen,
  annuity: null,
  tiers: [],
  explain: () => ({ steps: [], parameterVersions: [] }),
};

const unitFacts = ['industryClass', 'floatingStep', 'size'] as const;

const amountOf = (text: string | null): Fen => (text === null ? zeroFen : fen(BigInt(text)));

export const askedOf = (run: Pick<Run, 'scheme' | 'period' | 'knownAt'>, withLines: boolean): Asked => {
  const scheme = describedScheme(run.scheme);
  return {
    scheme: run.scheme,
    period: run.period,
    first: firstDayOfPeriod(run.period),
    last: lastDayOfPeriod(run.period),
    knownAt: run.knownAt,
    onlyEarliest: !scheme.everyUnitPays,
    endsWithPension: scheme.endsWithPension,
    reckonsFromUnits: unitFacts.some((fact) => reckonsFrom(run.scheme, fact)),
    withLines,
  };
};

/** The inputs of a row. What was first assessed after its period stays back-payment. */
const inputsOf = (row: Row, isLate: boolean): Inputs => ({
  category: row.category,
  birthDate: row.birthDate,
  help: row.help,
  wage: row.wage === null ? null : fen(BigInt(row.wage)),
  tierPercent: row.tierPercent,
  unit:
    row.unitCode === null
      ? null
      : { industryClass: row.industryClass, floating: row.floating, size: row.size ?? 'small' },
  project: null,
  isBackPayment: row.number === null ? isLate : row.inputs?.l === 1,
});

/** Reckons what rows owe for a period by these parameters, one after another; null: in another cadence. Pure. */
const reckonerOf = (
  scheme: SchemeDescription,
  { period, knownAt }: Pick<Run, 'period' | 'knownAt'>,
  parameters: Parameters,
): ((row: Row) => ReckonedRow | null) => {
  const cadence = period.length === 4 ? 'year' : 'month';
  const on = firstDayOfPeriod(period);
  const isLate = cadence === 'year' && Number(period) < yearOf(businessDate(knownAt));
  return (row) => {
    const turn = turnOf(scheme, row.category);
    if (turn !== undefined && turn.cadence !== cadence) return null;
    const inputs = inputsOf(row, isLate);
    const owed: Result<Owed, NotOwed> = !row.insured
      ? ok(nothing)
      : turn === undefined
        ? { ok: false, refusal: { owed: 'unknown', reason: 'category-not-insured' } }
        : scheme.assess(inputs, on, parameters);
    return { row, inputs, owed };
  };
};

/** What each row owes for a period, by these parameters: pure. */
export const reckonRows = (
  scheme: SchemeDescription,
  run: Pick<Run, 'period' | 'knownAt'>,
  rows: readonly Row[],
  parameters: Parameters,
): readonly ReckonedRow[] => {
  const reckon = reckonerOf(scheme, run, parameters);
  return rows.flatMap((row) => reckon(row) ?? []);
};

/** What one line becomes beside what is there: the first, the difference, or null where nothing changes. */
const lineOf = (
  scheme: SchemeDescription,
  { row, inputs }: Pick<ReckonedRow, 'row' | 'inputs'>,
  owed: Owed,
): NewLine | null => {
  const kept = row.insured ? lineInputs(scheme.code, inputs, owed.base) : ({ x: 1 } as const);
  const { base, unit, person, government } = owed;
  if (row.number === null)
    return { participationId: row.id, number: 1, base, unit, person, government, inputs: kept };
  const difference = {
    unit: subtract(unit, amountOf(row.unit)),
    person: subtract(person, amountOf(row.person)),
    government: subtract(government, amountOf(row.government)),
  };
  const isSame =
    difference.unit === 0n &&
    difference.person === 0n &&
    difference.government === 0n &&
    isSameInputs(kept, row.inputs);
  return isSame
    ? null
    : { participationId: row.id, number: row.number + 1, base, ...difference, inputs: kept };
};

/** Whether two lines keep the same; the database gives keys back in an order of its own. */
export const isSameInputs = (one: object | null, other: object | null): boolean =>
  inOrder(one) === inOrder(other);

const inOrder = (of: object | null): string =>
  of === null ? '' : JSON.stringify(Object.entries(of).toSorted(([a], [b]) => (a < b ? -1 : 1)));

const tierOf = ({ tier, amount, governmentPart, subsidy }: PensionTier): DueAssessment['tiers'][number] => ({
  tier: formatYuan(tier),
  amount: formatYuan(amount),
  governmentPart: formatYuan(governmentPart),
  subsidy: formatYuan(subsidy),
});

/** What a payment brings to the account: of a chosen tier all, else what the scheme says of the person's part. */
const creditOf = (
  { accounts }: SchemeDescription,
  { tiers, person, toAccount }: Owed,
): Pick<DueAssessment, 'creditsPersonalAccount' | 'accountShare'> => {
  const keepsAccount = accounts.length > 0;
  if (!keepsAccount || tiers.length > 0 || toAccount === person)
    return { creditsPersonalAccount: keepsAccount };
  return toAccount === zeroFen
    ? { creditsPersonalAccount: false }
    : {
        creditsPersonalAccount: true,
        accountShare: { of: formatYuan(person), toAccount: formatYuan(toAccount) },
      };
};

/** A person's due by a line; of a year that has passed since, tiers are those of back-payment. */
const dueOf = (
  scheme: SchemeDescription,
  run: Run,
  { row, inputs }: ReckonedRow,
  owed: Owed,
  parameters: Parameters,
): OwedByPerson => {
  const isPast = run.period.length === 4 && Number(run.period) < yearOf(businessDate(run.knownAt));
  const late =
    owed.tiers.length === 0 || !isPast || inputs.isBackPayment
      ? owed
      : scheme.assess({ ...inputs, isBackPayment: true }, firstDayOfPeriod(run.period), parameters);
  const tiers = 'ok' in late ? (late.ok ? late.value.tiers : []) : late.tiers;
  return {
    participationId: row.id,
    personId: row.personId,
    amount: owed.tiers.length === 0 ? owed.person : null,
    assessment: { tiers: tiers.map(tierOf), ...creditOf(scheme, owed) },
  };
};

/** What a scope comes to: what would be written, of whom, and who cannot be assessed. */
type Made = {
  readonly lines: readonly { readonly row: Row; readonly line: NewLine }[];
  readonly gaps: readonly Gap[];
  /** By person. */
  readonly dues: ReadonlyMap<string, OwedByPerson>;
  readonly assessed: readonly string[];
};

@Injectable()
export class Reckoning {
  constructor(
    private readonly store: RunsStore,
    private readonly gaps: GapsStore,
    private readonly policy: PolicyService,
    private readonly following: DueFollowing,
  ) {}

  /** Reckons a scope of a run and writes what comes of it. Doing it again, here or in another process, adds nothing. */
  async reckon(tx: Transaction, run: Run, scope: Scope, at: Date): Promise<Reckoned> {
    const { lines, gaps, dues, assessed } = await this.make(tx, run, scope);
    await this.store.addLines(
      tx,
      run,
      lines.map(({ line }) => line),
    );
    await this.following.follow(tx, run, [...dues.values()], { run: run.number, at });
    await this.gaps.keep(tx, gaps, at);
    // Mostly there is none: everybody's key need not be sent to find that out.
    if (await this.gaps.isAny(tx, run)) await this.gaps.close(tx, run.period, assessed);
    return { lines: lines.length, gaps: gaps.length };
  }

  /** What a run would add to what stands, with what stands; nothing is written. */
  async differences(tx: Transaction, run: Run, scope: Scope): Promise<Made['lines']> {
    return (await this.make(tx, run, scope)).lines;
  }

  /** As {@link reckon}, of the lines alone that are as they were approved. What has changed since was put right by what changed it. */
  async book(
    tx: Transaction,
    run: Run,
    scope: Scope,
    isApproved: (line: NewLine) => boolean,
    at: Date,
  ): Promise<void> {
    const { lines, dues } = await this.make(tx, run, scope);
    const booked = lines.filter(({ line }) => isApproved(line));
    await this.store.addLines(
      tx,
      run,
      booked.map(({ line }) => line),
    );
    const owed = new Set(booked.flatMap(({ row }) => dues.get(row.personId) ?? []));
    await this.following.follow(tx, run, [...owed], { run: run.number, at });
    await this.gaps.close(
      tx,
      run.period,
      booked.map(({ row }) => row.id),
    );
  }

  private async make(tx: Transaction, run: Run, scope: Scope): Promise<Made> {
    const scheme = describedScheme(run.scheme);
    const looksBack = run.reason !== 'period';
    if (looksBack) await this.store.lock(tx, run.scheme, scope);
    const found = await this.store.rows(tx, askedOf(run, looksBack), scope);
    // What a run that knew more has made stands, whichever comes first.
    const rows = found.filter(({ overtaken }) => overtaken !== true);
    const lines: { row: Row; line: NewLine }[] = [];
    const gaps: Gap[] = [];
    const dues = new Map<string, OwedByPerson>();
    const assessed: string[] = [];
    if (rows.length === 0) return { lines, gaps, dues, assessed };
    const { parameters } = await this.policy.parametersAsKnown(tx, run.knownAt);
    const reckon = reckonerOf(scheme, run, parameters);
    // One after another: what a row was reckoned from is gone before the next one is. Kept for a whole chunk it was cleared away at length.
    for (const row of rows) {
      const each = reckon(row);
      if (each === null) continue;
      const { owed } = each;
      if (!owed.ok && owed.refusal.owed === 'unknown') {
        gaps.push(gapOf(run, row, owed.refusal));
        continue;
      }
      assessed.push(row.id);
      // Nothing is owed, and there never was: no line says so.
      if (!owed.ok && row.number === null) continue;
      const value = owed.ok ? owed.value : nothing;
      const line = lineOf(scheme, each, value);
      if (line !== null) lines.push({ row, line });
      // Somebody who came back within a period has one due, by what insures them now.
      if (turnOf(scheme, row.category)?.payer === 'person' && (row.insured || !dues.has(row.personId)))
        dues.set(row.personId, dueOf(scheme, run, each, value, parameters));
    }
    return { lines, gaps, dues, assessed };
  }
}

const gapOf = (
  { scheme, period }: Pick<Run, 'scheme' | 'period'>,
  row: Pick<Row, 'id' | 'personId'>,
  { reason, key }: NotOwed,
): Gap => ({
  subjectId: row.id,
  kind: 'due',
  personId: row.personId,
  scheme,
  period,
  reason,
  parameter: key ?? null,
});
