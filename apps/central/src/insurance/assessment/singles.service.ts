/** Assesses one person before they are served: what has no line yet gets a run of one, by the code of every run, and nothing here refuses a card. */
import { Injectable, Logger } from '@nestjs/common';
import { businessDate, type PlainDate, yearOf } from '#libs/kernel/plain-date.js';
import type { Parameters } from '#libs/policy/parameters.js';
import type { Inputs } from '#libs/schemes/description.js';
import { lineInputs } from '#libs/schemes/line-inputs.js';
import { covers, firstDayOfPeriod, lastDayOfPeriod } from '#libs/schemes/periods.js';
import { describedScheme, rulesVersion, turnOf } from '#libs/schemes/table.js';
import { Clock } from '../../ground/clock.js';
import { CounterDatabase, type Transaction } from '../../ground/database/database.js';
import { PolicyService } from '../../register/policy/policy.service.js';
import { type Gap, GapsStore } from './gaps.store.js';
import { isSameInputs, Reckoning } from './reckoning.service.js';
import { RunsStore } from './runs.store.js';
import { type Own, type OwnParticipation, SinglesStore } from './singles.store.js';

/** A period of a scheme that wants a run, or whose gap is another than what is on record. */
type Wanted = {
  readonly scheme: string;
  readonly period: string;
  readonly reason: 'single' | 'correction';
};

const periodsOf = (cadence: 'month' | 'year', since: PlainDate, last: PlainDate): readonly string[] => {
  const periods: string[] = [];
  const year = yearOf(last);
  for (let at = yearOf(since); at <= year; at++) {
    if (cadence === 'year') periods.push(String(at));
    else
      for (let month = 1; month <= 12; month++) {
        const period = `${at}-${String(month).padStart(2, '0')}`;
        if (period >= since.slice(0, 7) && period <= last.slice(0, 7)) periods.push(period);
      }
  }
  return periods;
};

@Injectable()
export class SingleAssessments {
  private readonly logger = new Logger('SingleAssessments');

  constructor(
    private readonly database: CounterDatabase,
    private readonly store: SinglesStore,
    private readonly runs: RunsStore,
    private readonly gaps: GapsStore,
    private readonly reckoning: Reckoning,
    private readonly policy: PolicyService,
    private readonly clock: Clock,
  ) {}

  /**
   * Brings what somebody pays themselves up to today. Nobody is refused for it: a fault is told to whoever looks after central, and what
   * cannot be assessed stays in the list of gaps.
   */
  async ofOne(personId: string): Promise<void> {
    try {
      const { wanted, gaps, closed } = await this.database.read((tx) => this.look(tx, personId));
      if (wanted.length === 0 && gaps.length === 0 && closed.length === 0) return;
      await this.database.transaction(async (tx) => {
        const at = this.clock.now();
        await this.gaps.keep(tx, gaps, at);
        for (const { subjectId, period } of closed) await this.gaps.close(tx, period, [subjectId]);
        if (wanted.length > 0) await this.policy.settle(tx);
        for (const each of wanted) await this.assess(tx, personId, each);
      });
    } catch (fault) {
      this.logger.error(
        `somebody could not be assessed: ${fault instanceof Error ? fault.message : String(fault)}`,
        fault instanceof Error ? fault.stack : undefined,
      );
    }
  }

  private async assess(tx: Transaction, personId: string, wanted: Wanted): Promise<void> {
    const knownAt = this.clock.now();
    const run = {
      ...wanted,
      personId,
      unitCode: null,
      knownAt,
      state: 'done' as const,
      bounds: [],
    };
    const number = await this.runs.add(tx, { ...run, rules: rulesVersion, askedBy: null });
    if (number === null) throw new Error('a run of one is never there before');
    await this.reckoning.reckon(tx, { ...run, number }, { personId }, knownAt);
  }

  private async look(
    tx: Transaction,
    personId: string,
  ): Promise<{
    readonly wanted: readonly Wanted[];
    readonly gaps: readonly Gap[];
    readonly closed: readonly { readonly subjectId: string; readonly period: string }[];
  }> {
    const own = await this.store.of(tx, personId);
    const found = new Map<string, Wanted>();
    const gaps: Gap[] = [];
    if (own === null || own.participations === null) return { wanted: [], gaps, closed: [] };
    const parameters = await this.policy.parameters(tx);
    const today = businessDate(this.clock.now());
    const dues = new Map((own.dues ?? []).map((due) => [`${due.scheme}/${due.period}`, due]));
    const counted = new Set<string>();
    const still = new Set<string>();
    for (const participation of own.participations) {
      const { scheme: code } = participation;
      const turn = turnOf(describedScheme(code), participation.category);
      if (turn === undefined || turn.payer !== 'person' || turn.cadence === 'once') continue;
      const { until } = participation;
      const last = until !== null && until < today ? until : today;
      const lines = participation.lines ?? {};
      const periods = new Set([...periodsOf(turn.cadence, participation.since, last), ...Object.keys(lines)]);
      for (const period of [...periods].toSorted()) {
        const key = `${code}/${period}`;
        const insured = isInsured(own, participation, period);
        // The earliest of a period counts; of another there is something to do only where it has a line.
        const counts = insured && !counted.has(key);
        if (counts) counted.add(key);
        const reason = reasonOf({ own, participation, period, counts, today, parameters }, dues.get(key));
        if (reason === 'single' || reason === 'correction') {
          const known = found.get(key);
          found.set(key, {
            scheme: code,
            period,
            reason: known?.reason === 'correction' ? 'correction' : reason,
          });
        } else if (reason !== null) {
          still.add(`${participation.id} ${period}`);
          const text = reason.parameter === null ? reason.reason : `${reason.reason} ${reason.parameter}`;
          if (
            !own.gaps?.some(
              (gap) => gap.subjectId === participation.id && gap.period === period && gap.reason === text,
            )
          )
            gaps.push({
              ...reason,
              subjectId: participation.id,
              kind: 'due',
              personId,
              scheme: code,
              period,
            });
        }
      }
    }
    const closed = (own.gaps ?? []).filter(
      ({ subjectId, period }) =>
        !still.has(`${subjectId} ${period}`) &&
        own.participations?.some(({ id }) => id === subjectId) === true,
    );
    return { wanted: [...found.values()], gaps, closed };
  }
}

const isInsured = (own: Own, participation: OwnParticipation, period: string): boolean => {
  const first = firstDayOfPeriod(period);
  const draws =
    describedScheme(participation.scheme).endsWithPension &&
    own.pensionFrom !== null &&
    own.pensionFrom <= first.slice(0, 7);
  return (
    !participation.voided &&
    covers(participation, period) &&
    (own.diedOn === null || own.diedOn >= first) &&
    !draws
  );
};

/** What a period of a participation wants: a run, to be kept as a gap, or null: nothing. */
const reasonOf = (
  {
    own,
    participation,
    period,
    counts,
    today,
    parameters,
  }: {
    readonly own: Own;
    readonly participation: OwnParticipation;
    readonly period: string;
    readonly counts: boolean;
    readonly today: PlainDate;
    readonly parameters: Parameters;
  },
  due: NonNullable<Own['dues']>[number] | undefined,
): 'single' | 'correction' | Pick<Gap, 'reason' | 'parameter'> | null => {
  const lines = participation.lines ?? {};
  const has = Object.hasOwn(lines, period);
  const line = lines[period] ?? null;
  if (!counts) return has && line?.x !== 1 && due?.state !== 'paid' ? 'correction' : null;
  const scheme = describedScheme(participation.scheme);
  const isPast = period.length === 4 && lastDayOfPeriod(period) < today;
  const inputs: Inputs = {
    category: participation.category,
    birthDate: own.birthDate,
    help: own.help,
    wage: null,
    tierPercent: participation.tierPercent,
    unit: null,
    project: null,
    isBackPayment: has ? line?.l === 1 : isPast,
  };
  const isOpen = due?.state === 'open' || due?.state === 'waived';
  const isTurned = due?.state === 'open' && isPast && due.assessedIn <= Number(period);
  if (has && due !== undefined && !isTurned) {
    // What is settled is put right by a run of correction, which knows what was paid.
    if (!isOpen) return null;
    if (scheme.insured[participation.category]?.cadence !== 'year') return null;
    if (isSameInputs(lineInputs(scheme.code, inputs, null), line)) return null;
  }
  const owed = scheme.assess(inputs, firstDayOfPeriod(period), parameters);
  if (!owed.ok && owed.refusal.owed === 'unknown')
    return { reason: owed.refusal.reason, parameter: owed.refusal.key ?? null };
  if (!owed.ok && !has) return null;
  return has ? 'correction' : 'single';
};
