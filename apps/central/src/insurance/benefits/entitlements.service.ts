/** Has the lines of benefits follow what their months come to, and lists what can be collected with its reasons. */
import { Injectable } from '@nestjs/common';
import { lifeOf } from '#libs/benefits/benefit-life.js';
import { followMonths } from '#libs/benefits/follow-months.js';
import type { MonthDue } from '#libs/benefits/kinds/kind.js';
import { describedBenefit } from '#libs/benefits/kinds/table.js';
import { type Rise, risesIn, withRises } from '#libs/benefits/rises.js';
import { schemeName } from '#libs/contract/schemes.js';
import { addMonths, monthOf, monthsBetween, type PlainMonth } from '#libs/kernel/plain-date.js';
import { add, type Fen, formatYuan, smaller, subtract, zeroFen } from '#libs/money/fen.js';
import type { Explanation } from '#libs/policy/explanation.js';
import type { Parameters } from '#libs/policy/parameters.js';
import { Clock } from '../../ground/clock.js';
import { CounterDatabase, type Transaction } from '../../ground/database/database.js';
import { type Gap, GapsService } from '../assessment/gaps.service.js';
import type { Person } from '../../register/people/person.entity.js';
import { PolicyService } from '../../register/policy/policy.service.js';
import type {
  Benefit,
  EnteredChange,
  EnteredRedetermination,
  HeldBenefit,
  LineToAdd,
  NewBenefit,
  OpenLine,
  Redetermined,
} from './benefit.js';
import type { EntitlementDto } from './entitlements.dto.js';
import { EntitlementsStore } from './entitlements.store.js';
import { Recoveries } from './recoveries.service.js';
import { RisesService, type ToGrant, type Whose, type WouldBeOf } from './rises.service.js';

/** Months that are looked at, both ends included; `since` null: from the first on. */
type Span = { readonly since?: PlainMonth | null; readonly until?: PlainMonth };

type Known = { readonly parameters: Parameters; readonly at: Date };

@Injectable()
export class EntitlementsService {
  constructor(
    private readonly database: CounterDatabase,
    private readonly store: EntitlementsStore,
    private readonly recoveries: Recoveries,
    private readonly rises: RisesService,
    private readonly gaps: GapsService,
    private readonly policy: PolicyService,
    private readonly clock: Clock,
  ) {}

  /** Grants a benefit, with the lines of its months up to this one. Null: a pension is drawn already. */
  async grant(tx: Transaction, benefit: NewBenefit): Promise<string | null> {
    const id = await this.store.grant(tx, benefit);
    if (id === null) return null;
    if (benefit.isPension || describedBenefit(benefit.kind).rises !== undefined)
      await this.rises.raiseGranted(tx, id);
    await this.follow(tx, [id]);
    return id;
  }

  /** Benefits that come from somebody's insurance; several ids: registrations of one person. */
  ofPerson(tx: Transaction, people: readonly string[]): Promise<readonly Benefit[]> {
    return this.store.ofPerson(tx, people);
  }

  /** Benefits that somebody is or was paid, the oldest first; several ids: registrations of one person. */
  drawnBy(tx: Transaction, people: readonly string[]): Promise<readonly Benefit[]> {
    return this.store.drawnBy(tx, people);
  }

  /** What adjustments added to benefits, by benefit. */
  risesOf(
    tx: Transaction,
    benefits: readonly Pick<Benefit, 'id' | 'kind'>[],
  ): Promise<ReadonlyMap<string, readonly Rise[]>> {
    return this.rises.of(tx, benefits);
  }

  /** What adjustments would add to a benefit that is not granted yet. */
  wouldRaise(tx: Transaction, benefit: ToGrant, of: WouldBeOf): Promise<readonly Rise[]> {
    return this.rises.wouldRaise(tx, benefit, of);
  }

  /** Held until the transaction ends, with what changed in its life so far; null: there is none. */
  async hold(tx: Transaction, id: string): Promise<HeldBenefit | null> {
    const [benefit] = await this.store.holdAll(tx, [id]);
    if (benefit === undefined) return null;
    return { benefit, changes: (await this.store.changes(tx, [id])).get(id) ?? [] };
  }

  /** Enters what changed in a benefit's life and has its lines follow. */
  async change(tx: Transaction, benefit: Benefit, change: EnteredChange): Promise<void> {
    const last = addMonths(change.from, -1);
    const lastMonth = benefit.lastMonth !== null && benefit.lastMonth < last ? benefit.lastMonth : last;
    await this.store.change(tx, benefit.id, change, lastMonth);
    await this.follow(tx, [benefit.id]);
  }

  /** How benefits were reckoned before they were reckoned anew, the first first. */
  redetermined(tx: Transaction, ids: readonly string[]): Promise<readonly Redetermined[]> {
    return this.store.redetermined(tx, ids);
  }

  /** What adjustments come to for a benefit as it is reckoned anew. */
  risesAnew(tx: Transaction, held: HeldBenefit, of: Whose): Promise<readonly Rise[]> {
    return this.rises.anew(tx, held, of);
  }

  /** Has a benefit be reckoned from other facts, what adjustments added to it go by them, and its lines of all months follow. */
  async redetermine(
    tx: Transaction,
    { benefit, changes }: HeldBenefit,
    of: Whose,
    to: EnteredRedetermination,
  ): Promise<void> {
    const { firstMonth, lastMonth, facts } = to;
    const redetermination = await this.store.redetermine(tx, benefit, to);
    const since = { ...benefit, firstMonth, lastMonth, facts };
    await this.rises.replace(tx, { benefit: since, changes }, of, redetermination);
    await this.follow(tx, [benefit.id, ...(await this.rises.besidePension(tx, benefit.id))]);
  }

  /** Has what an adjustment came to for benefits that were reckoned anew while it was under way go by what they are reckoned from since. */
  async followRedetermined(tx: Transaction, adjustment: string): Promise<void> {
    const ids: string[] = [];
    for (const { id, redetermination, birthDate, township } of await this.rises.redeterminedMeanwhile(
      tx,
      adjustment,
    )) {
      const held = await this.hold(tx, id);
      if (held === null) throw new Error(`no benefit ${id}`);
      await this.rises.replace(tx, held, { birthDate, township }, redetermination);
      ids.push(id);
    }
    await this.follow(tx, ids);
  }

  /**
   * Adds the lines of every month up to this one that has none yet; doing it again adds nothing. A month that cannot be reckoned is
   * kept as a gap, and the months after it are reckoned all the same. Asked before the card is served, in a transaction of its own.
   */
  async ofOne(person: Pick<Person, 'id'>): Promise<void> {
    await this.database.transaction(async (tx) => {
      const benefits = await this.store.paidTo(tx, person.id);
      if (benefits.length === 0) return;
      const ids = benefits.map(({ id }) => id);
      const changes = await this.store.changes(tx, ids);
      const soFar = await this.store.months(tx, ids);
      const wanting = benefits.flatMap((benefit) => {
        const life = lifeOf(benefit, changes.get(benefit.id) ?? []);
        const had = soFar.get(benefit.id);
        const months = this.monthsOf(benefit).filter(
          (month) => had?.get(month)?.stands !== true && life.isPayable(month),
        );
        return months.length === 0 ? [] : [{ benefit, months, had }];
      });
      if (wanting.length === 0) return this.keepGaps(tx, person.id, []);
      // Nobody carries an adjustment out on them meanwhile; a run that has them follow is not waited for.
      await this.store.share(
        tx,
        wanting.map(({ benefit }) => benefit.id),
      );
      const rises = await this.rises.of(
        tx,
        wanting.map(({ benefit }) => benefit),
      );
      const known = await this.known(tx);
      const gaps: Gap[] = [];
      for (const { benefit, months, had } of wanting) {
        const { due, gaps: found } = this.reckon(benefit, months, known, rises.get(benefit.id) ?? []);
        gaps.push(...found);
        await this.store.add(
          tx,
          // A difference of nothing is no line.
          [...due].flatMap(([period, { amount, accountPart }]) =>
            amount === zeroFen
              ? []
              : this.lineOf(benefit, {
                  period,
                  number: (had?.get(period)?.number ?? 0) + 1,
                  amount,
                  accountPart,
                  before: zeroFen,
                  knownAt: known.at,
                }),
          ),
          known.at,
        );
      }
      await this.recoveries.keepBack(tx, [person.id], monthOf(this.clock.today()));
      await this.keepGaps(tx, person.id, gaps);
    });
  }

  /**
   * Has all lines of benefits follow what their months come to by what is known now: voids, adds, and finds what was paid in error. `since` and
   * `until`: the first and the last month that is looked at; left out: the benefit's first, and this one. What lies before `since` costs nothing.
   */
  async follow(
    tx: Transaction,
    ids: readonly string[],
    { since = null, until = monthOf(this.clock.today()) }: Span = {},
  ): Promise<void> {
    const benefits = await this.store.holdAll(tx, ids);
    if (benefits.length === 0) return;
    const known = await this.known(tx);
    const changes = await this.store.changes(tx, ids);
    const lines = await this.store.lines(tx, ids, since);
    const soFar = await this.store.months(tx, ids, since);
    const recoveries = await this.store.recoveries(tx, ids, since);
    const rises = await this.rises.of(tx, benefits);
    const [toVoid, toAdd]: [string[], LineToAdd[]] = [[], []];
    const gaps: Gap[] = [];
    for (const benefit of benefits) {
      const { id } = benefit;
      const life = lifeOf(benefit, changes.get(id) ?? []);
      const standing = lines.get(id) ?? [];
      const months = new Set([
        ...this.monthsOf(benefit, { since, until }),
        ...standing.map(({ period }) => period),
      ]);
      const { due, gaps: found } = this.reckon(
        benefit,
        [...months].filter((month) => life.isPayable(month)),
        known,
        rises.get(id) ?? [],
      );
      gaps.push(...found);
      const unknown = new Set(found.map(({ period }) => period));
      const should = new Map<PlainMonth, Fen>();
      for (const month of [...months].toSorted())
        if (!unknown.has(month)) should.set(month, due.get(month)?.amount ?? zeroFen);
      const { voided, added, recovered } = followMonths(should, standing, recoveries.get(id) ?? new Map());
      toVoid.push(...voided);
      for (const { period, amount, before } of added)
        toAdd.push(
          this.lineOf(benefit, {
            period,
            number: (soFar.get(id)?.get(period)?.number ?? 0) + 1,
            amount,
            accountPart:
              before === zeroFen ? smaller(due.get(period)?.accountPart ?? zeroFen, amount) : zeroFen,
            before,
            knownAt: known.at,
          }),
        );
      await this.store.recover(tx, benefit, recovered, known.at);
    }
    await this.store.void(tx, toVoid);
    await this.store.add(tx, toAdd, known.at);
    await this.recoveries.keepBack(tx, [...new Set(benefits.map(({ payeeId }) => payeeId))], until);
    const closed = (await this.gaps.ofSubjects(tx, ids)).filter(
      ({ subjectId, period }) =>
        (since === null || period >= since) &&
        !gaps.some((gap) => gap.subjectId === subjectId && gap.period === period),
    );
    if (gaps.length + closed.length > 0) await this.gaps.bringUp(tx, gaps, closed, known.at);
  }

  private async known(tx: Transaction): Promise<Known> {
    await this.policy.settle(tx);
    return { parameters: await this.policy.parameters(tx), at: this.clock.now() };
  }

  private lineOf(
    benefit: Benefit,
    line: Omit<LineToAdd, 'claimId' | 'payeeId' | 'scheme' | 'kind'>,
  ): LineToAdd {
    const isLate = line.period < monthOf(this.clock.today()) || line.number > 1;
    return {
      ...line,
      claimId: benefit.id,
      payeeId: benefit.payeeId,
      scheme: benefit.scheme,
      kind: describedBenefit(benefit.kind).pays === 'once' ? 'lump' : isLate ? 'retroactive' : 'normal',
    };
  }

  /** Up to this month, or to the last of the benefit where that came earlier. */
  private monthsOf(
    { firstMonth, lastMonth }: Benefit,
    { since = null, until: current = monthOf(this.clock.today()) }: Span = {},
  ): readonly PlainMonth[] {
    const first = since !== null && since > firstMonth ? since : firstMonth;
    const until = lastMonth !== null && lastMonth < current ? lastMonth : current;
    return first <= until ? monthsBetween(first, until) : [];
  }

  private reckon(
    { id, payeeId, kind, scheme, facts, firstMonth }: Benefit,
    months: readonly PlainMonth[],
    { parameters, at }: Known,
    rises: readonly Rise[],
  ) {
    const due = new Map<PlainMonth, MonthDue>();
    const gaps: Gap[] = [];
    for (const month of months) {
      const reckoned = describedBenefit(kind).due(facts, { month, firstMonth }, parameters);
      if (reckoned.ok) due.set(month, withRises(reckoned.value, risesIn(rises, month, at)));
      else
        gaps.push({
          subjectId: id,
          kind: 'entitlement',
          personId: payeeId,
          scheme,
          period: month,
          reason: reckoned.refusal.reason,
          parameter: reckoned.refusal.key,
        });
    }
    return { due, gaps };
  }

  private async keepGaps(tx: Transaction, personId: string, gaps: readonly Gap[]): Promise<void> {
    const before = (await this.gaps.of(tx, personId)).filter(({ kind }) => kind === 'entitlement');
    const closed = before.filter(
      ({ subjectId, period }) => !gaps.some((gap) => gap.subjectId === subjectId && gap.period === period),
    );
    if (gaps.length + closed.length > 0) await this.gaps.bringUp(tx, gaps, closed, this.clock.now());
  }

  /** What the person can collect now. */
  async list(tx: Transaction, personId: string): Promise<EntitlementDto[]> {
    const lines = await this.store.open(tx, personId);
    const listed: EntitlementDto[] = [];
    const rises = await this.rises.of(
      tx,
      [...new Map(lines.map(({ claimId, kind }) => [claimId, kind]))].map(([id, kind]) => ({ id, kind })),
    );
    for (const line of lines) {
      const { id, scheme, period, amount, state } = line;
      const { steps, parameterVersions } = await this.explanationOf(tx, line, rises.get(line.claimId) ?? []);
      listed.push({
        id,
        scheme,
        schemeName: schemeName(scheme),
        period,
        amount: formatYuan(amount),
        state,
        explanation: { steps: [...steps], parameterVersions: [...parameterVersions] },
      });
    }
    return listed;
  }

  /** How a line came about, made again from what the benefit keeps and the parameters known then. */
  private async explanationOf(
    tx: Transaction,
    { id, kind, facts, firstMonth, explanation, knownAt, period, before, amount }: OpenLine,
    rises: readonly Rise[],
  ): Promise<Explanation> {
    if (explanation !== null) return explanation;
    if (knownAt === null) throw new Error(`${id} has no explanation`);
    const { parameters } = await this.policy.parametersAsKnown(tx, knownAt);
    const reckoned = describedBenefit(kind).due(facts, { month: period, firstMonth }, parameters);
    if (!reckoned.ok) throw new Error(`${id} cannot be explained: ${reckoned.refusal.key}`);
    const whole = withRises(reckoned.value, risesIn(rises, period, knownAt)).explanation;
    if (before === zeroFen) return whole;
    const last = whole.steps.at(-1);
    return {
      ...whole,
      steps: [
        ...whole.steps,
        {
          label: { zh: '减去已发放', en: 'Less what was paid for it' },
          expression: `${formatYuan(add(amount, before))} − ${formatYuan(before)}`,
          result: formatYuan(subtract(add(amount, before), before)),
          basis: last?.basis ?? '',
          status: last?.status ?? 'national',
        },
      ],
    };
  }
}
