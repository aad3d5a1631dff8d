/** Finds people before they come: who reaches the age for a pension in the next months, what is missing to it, and which ways are open. */
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { type AgeAhead, employeeAgeAhead, residentAgeAhead } from '#libs/benefits/age-ahead.js';
import { retirementTypesOf } from '#libs/benefits/retirement.js';
import { toppedUp } from '#libs/benefits/work-injury.js';
import { spansOf } from '#libs/contributions/moved-months.js';
import { schemeName } from '#libs/contract/schemes.js';
import {
  maskSocialSecurityNumber,
  type SocialSecurityNumber,
} from '#libs/identity/social-security-number.js';
import {
  addMonths,
  addYears,
  firstDayOf,
  monthOf,
  monthsBetween,
  type PlainDate,
  type PlainMonth,
} from '#libs/kernel/plain-date.js';
import type { Result } from '#libs/kernel/result.js';
import { zeroFen } from '#libs/money/fen.js';
import { countOf, type MissingParameter } from '#libs/policy/look-up.js';
import type { Parameters } from '#libs/policy/parameters.js';
import { Clock } from '../../ground/clock.js';
import { Database, type Transaction } from '../../ground/database/database.js';
import { noteLookedUp } from '../../ground/http/looked-up.js';
import type { JobResult } from '../../ground/jobs/job.js';
import { Jobs } from '../../ground/jobs/jobs.service.js';
import type { ListAsk } from '../../ground/lists/list-page.js';
import { PeopleService } from '../../register/people/people.service.js';
import { PolicyService } from '../../register/policy/policy.service.js';
import { EntitlementsService } from '../benefits/entitlements.service.js';
import { ReplacedAllowances } from '../benefits/replaced-allowances.service.js';
import type { Participation } from '../participations/participation.js';
import { ParticipationsService } from '../participations/participations.service.js';
import { TransferReckoning } from '../transfers/transfer-reckoning.service.js';
import type { AgePost, Candidate, RetirementAhead } from './retirement-ahead.js';
import type { RetirementsAheadDto } from './retirements-ahead.dto.js';
import { RetirementsAheadStore } from './retirements-ahead.store.js';

const peopleEach = 500;
/** The earliest and latest age there is: women in workers' posts, men after the reform. */
const [earliestAge, latestAge] = [50, 63];
/** Whoever reached the age so long ago and draws nothing stays on the list. */
const monthsPast = 12;
/** Of whoever draws a pension and has to claim the top-up of work injury alone. */
const nothingMissing = {
  scheme: '410',
  post: 'retired',
  least: 0,
  paid: 0,
  missing: 0,
  missingThen: 0,
  unpaid: [],
  unpaidMonths: 0,
  ways: ['top-up'],
} as const satisfies Partial<RetirementAhead>;
const ofEmployees = ['110', '120'] as const;
type Window = { readonly from: PlainMonth; readonly to: PlainMonth };

@Injectable()
export class RetirementsAhead implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly store: RetirementsAheadStore,
    private readonly people: PeopleService,
    private readonly participations: ParticipationsService,
    private readonly counting: TransferReckoning,
    private readonly benefits: EntitlementsService,
    private readonly replaced: ReplacedAllowances,
    private readonly policy: PolicyService,
    private readonly jobs: Jobs,
    private readonly clock: Clock,
  ) {}

  /** Reckoned where the login may: the counter's has no part in it. */
  async onModuleInit(): Promise<void> {
    if (!(await this.database.read((tx) => this.store.mayWork(tx)))) return;
    this.jobs.add({
      name: 'retirements-ahead',
      purpose: { zh: '查找即将到龄人员', en: 'Find who reaches the age for a pension' },
      times: { dailyAt: '02:55' },
      run: (signal) => this.bringUp(signal),
    });
  }

  /** Reckons the list of today, some people at a time; begun again it does the same. Null: nobody is near the age. */
  async bringUp(signal: AbortSignal): Promise<JobResult | null> {
    const today = this.clock.today();
    const { parameters, months } = await this.database.transaction(async (tx) => {
      await this.policy.settle(tx);
      return {
        parameters: await this.policy.parameters(tx),
        months: await this.policy.value(tx, today, countOf('retirement.ahead-months')),
      };
    });
    const window = { from: addMonths(monthOf(today), -monthsPast), to: addMonths(monthOf(today), months) };
    const born = {
      from: addYears(firstDayOf(addMonths(window.from, -1)), -latestAge),
      to: addYears(firstDayOf(addMonths(window.to, 1)), -earliestAge),
    };
    let after: string | null = null;
    let found = 0;
    while (!signal.aborted) {
      const from: string | null = after;
      const [last, kept] = await this.database.transaction(async (tx) => {
        const candidates = await this.store.candidates(tx, born, from, peopleEach);
        const rows: RetirementAhead[] = [];
        for (const one of candidates) rows.push(...(await this.ahead(tx, one, window, parameters)));
        await this.store.keep(tx, rows, today);
        return [candidates.at(-1)?.id ?? null, rows.length] as const;
      });
      found += kept;
      if (last === null) break;
      after = last;
    }
    if (!signal.aborted) found += await this.bringUpTopUps(signal, today);
    if (signal.aborted) return null;
    await this.database.transaction((tx) => this.store.forget(tx, today));
    return found === 0
      ? null
      : { words: { zh: `${found} 条即将到龄`, en: `${found} near the age` }, counts: { found } };
  }

  /** Lists whoever has a pension that is lower than the allowance it took the place of, and has not claimed the difference. */
  private async bringUpTopUps(signal: AbortSignal, today: PlainDate): Promise<number> {
    let after: string | null = null;
    let found = 0;
    while (!signal.aborted) {
      const from: string | null = after;
      const [last, kept] = await this.database.transaction(async (tx) => {
        const people = await this.store.withoutTopUp(tx, from, peopleEach);
        const rows: RetirementAhead[] = [];
        for (const id of people) {
          const drawn = await this.benefits.ofPerson(tx, await this.people.allOf(tx, id));
          const { workPension, replaced } = await this.replaced.of(tx, drawn);
          if (workPension === undefined || replaced === undefined) continue;
          if (toppedUp(workPension.pension, replaced.allowance) === zeroFen) continue;
          const { since } = workPension;
          rows.push({
            ...nothingMissing,
            personId: id,
            month: addMonths(since, -1),
            firstPensionMonth: since,
          });
        }
        await this.store.keep(tx, rows, today);
        return [people.at(-1) ?? null, rows.length] as const;
      });
      found += kept;
      if (last === null) break;
      after = last;
    }
    return found;
  }

  list(
    filters: { readonly scheme: string | null; readonly months: number | null; readonly isShort: boolean },
    ask: ListAsk,
  ): Promise<RetirementsAheadDto> {
    return this.database.read(async (tx) => {
      const { scheme, months, isShort } = filters;
      const until = months === null ? null : addMonths(monthOf(this.clock.today()), months);
      const { rows, next, total } = await this.store.list(tx, { scheme, until, isShort }, ask);
      for (const { personId } of rows) noteLookedUp(personId);
      return {
        retirements: rows.map(({ number, unpaid, ways, ...row }) => ({
          ...row,
          schemeName: schemeName(row.scheme),
          maskedNumber: maskSocialSecurityNumber(number as SocialSecurityNumber),
          unpaid: [...unpaid],
          ways: [...ways],
        })),
        next,
        total,
      };
    });
  }

  private async ahead(
    tx: Transaction,
    person: Candidate,
    window: Window,
    parameters: Parameters,
  ): Promise<readonly RetirementAhead[]> {
    const { id, sex, birthDate } = person;
    const today = this.clock.today();
    const all = await this.participations.ofPerson(tx, id);
    const isOf = (scheme: string) => all.filter((one) => one.scheme === scheme);
    const nothing = { months: [], today };
    const isNear = (found: Result<AgeAhead, MissingParameter>): boolean =>
      found.ok && found.value.month >= window.from && found.value.month <= window.to;
    const wanted = ofEmployees.flatMap((scheme) => {
      const last = isOf(scheme).at(-1);
      if (last === undefined) return [];
      return retirementTypesOf(sex, last.category)
        .filter((post) => isNear(employeeAgeAhead(post, birthDate, nothing, parameters)))
        .map((post) => ({ scheme, post }) as const);
    });
    const isResident = isOf('170').length > 0 && isNear(residentAgeAhead(birthDate, nothing, 0, parameters));
    if (wanted.length === 0 && !isResident) return [];
    const counted = await this.counting.countedOf(tx, await this.people.allOf(tx, id));
    const rows: RetirementAhead[] = [];
    const add = (scheme: string, post: AgePost, found: Result<AgeAhead, MissingParameter>): void => {
      if (!found.ok) return;
      const paid = counted(scheme).months;
      const unpaid = unpaidOf(isOf(scheme), paid, today);
      rows.push({
        personId: id,
        scheme,
        post,
        ...found.value,
        // The allowance stops as the pension begins; what the pension is lower by is claimed with it.
        ways: [
          ...found.value.ways,
          ...(person.drawsAllowance && scheme !== '170' ? (['top-up'] as const) : []),
        ],
        paid: paid.length,
        unpaid: spansOf(new Map(unpaid.map((month) => [month, zeroFen]))).map(
          ({ first, last }) => `${first}/${last}`,
        ),
        unpaidMonths: unpaid.length,
      });
    };
    for (const { scheme, post } of wanted)
      add(
        scheme,
        post,
        employeeAgeAhead(post, birthDate, { months: counted(scheme).months, today }, parameters),
      );
    if (isResident)
      add(
        '170',
        'resident',
        residentAgeAhead(
          birthDate,
          { months: counted('170').months, today },
          counted('110').months.length,
          parameters,
        ),
      );
    return rows;
  }
}

/** Months insured before this one and not paid, in order. */
const unpaidOf = (
  spells: readonly Pick<Participation, 'since' | 'until'>[],
  paid: readonly PlainMonth[],
  today: PlainDate,
): readonly PlainMonth[] => {
  const isPaid = new Set(paid);
  const last = addMonths(monthOf(today), -1);
  const insured = spells.flatMap(({ since, until }) => {
    const to = until !== null && monthOf(until) < last ? monthOf(until) : last;
    return monthOf(since) <= to ? monthsBetween(monthOf(since), to) : [];
  });
  return [...new Set(insured)].filter((month) => !isPaid.has(month)).toSorted();
};
