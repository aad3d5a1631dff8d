/** The universal participation plan: who of the population list is not insured, and why; the month's picture; what following up came to. */
import { Injectable, type OnModuleInit } from '@nestjs/common';
import {
  cardWays,
  dutyNames,
  standingNames,
  standings,
  type CardWay,
  type Duty,
  type Standing,
} from '#libs/contract/coverage.js';
import {
  maskSocialSecurityNumber,
  type SocialSecurityNumber,
} from '#libs/identity/social-security-number.js';
import { monthOf, parseDate, parseMonth, type PlainMonth } from '#libs/kernel/plain-date.js';
import { Clock } from '../../ground/clock.js';
import { Database, ReportsDatabase } from '../../ground/database/database.js';
import type { StaffIdentity, TerminalIdentity } from '../../ground/http/identity.js';
import { Refused } from '../../ground/http/refused.js';
import type { JobResult } from '../../ground/jobs/job.js';
import { Jobs } from '../../ground/jobs/jobs.service.js';
import type { ListAsk } from '../../ground/lists/list-page.js';
import { AuditStore } from '../../records/audit/audit.store.js';
import { PlacesService } from '../../register/places/places.service.js';
import { CardSharesStore } from './card-shares.store.js';
import type {
  CardShareDto,
  CardSharesDto,
  CoverageCountsDto,
  CoverageDto,
  FollowUpDto,
  FollowUpToNoteDto,
  MembersDto,
} from './coverage.dto.js';
import { CoverageStore } from './coverage.store.js';
import { FollowedPeopleStore, type MemberFilter } from './followed-people.store.js';

const placesEach = 20_000;
const monthsShown = 24;

type Counted = { readonly standing: Standing; readonly people: number };

const sum = (rows: readonly Counted[]): number => rows.reduce((all, { people }) => all + people, 0);

/** `due`: whom the duty is for; `insured`: those of them who take part, whether or not they owe. */
const countsOf = (rows: readonly Counted[]): CoverageCountsDto => {
  const due = rows.filter(({ standing }) => standings[standing].kind !== 'apart');
  return {
    due: sum(due),
    insured: sum(due.filter(({ standing }) => standings[standing].kind !== 'gap')),
    standings: standingNames.flatMap((standing) => {
      const people = sum(rows.filter((row) => row.standing === standing));
      return people === 0 ? [] : [{ standing, people }];
    }),
  };
};

/** Rows of each value of a key, in the order of the values. */
const grouped = <Row>(
  rows: readonly Row[],
  key: (row: Row) => string,
): readonly (readonly [string, readonly Row[]])[] =>
  [...new Set(rows.map(key))].toSorted().map((value) => [value, rows.filter((row) => key(row) === value)]);

@Injectable()
export class CoverageService implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly reports: ReportsDatabase,
    private readonly store: CoverageStore,
    private readonly people: FollowedPeopleStore,
    private readonly shares: CardSharesStore,
    private readonly places: PlacesService,
    private readonly jobs: Jobs,
    private readonly audit: AuditStore,
    private readonly clock: Clock,
  ) {}

  /** The list is compared where the login may: the counter's has no part in it. */
  async onModuleInit(): Promise<void> {
    if (!(await this.database.read((tx) => this.store.mayWork(tx)))) return;
    this.jobs.add({
      name: 'coverage',
      purpose: {
        zh: '比对全民参保名单，留存当月参保情况',
        en: 'Compare the population list and keep the month’s picture',
      },
      times: { dailyAt: '02:40' },
      run: (signal) => this.compare(signal),
    });
  }

  /**
   * Compares the whole list with the register, some at a time, and keeps the month's picture; a day that is past by the days that the
   * register knows now. Null: nobody is on the list.
   */
  async compare(signal: AbortSignal, on = this.clock.today()): Promise<JobResult | null> {
    const range = await this.database.read((tx) => this.store.places(tx));
    if (range === null) return null;
    for (let first = range.first; first <= range.last && !signal.aborted; first += placesEach)
      await this.database.transaction((tx) =>
        this.store.compareRange(tx, on, { first, last: Math.min(range.last, first + placesEach - 1) }),
      );
    if (signal.aborted) return null;
    const members = await this.database.transaction(async (tx) => {
      await this.store.keepMonth(tx, monthOf(on), this.clock.now());
      return (await this.store.state(tx)).members;
    });
    return {
      words: { zh: `比对 ${members} 人`, en: `${members} people compared` },
      counts: { people: members },
    };
  }

  /** The picture of a month, the latest one where none is given. Throws Refused `malformed-request`. */
  read(asked: string | undefined): Promise<CoverageDto> {
    const month = this.month(asked);
    return this.reports.read(async (tx) => {
      const [state, months, townships] = [
        await this.store.state(tx),
        await this.store.months(tx, monthsShown),
        await this.places.townships(tx),
      ];
      const shown = month ?? months.at(-1)?.month ?? monthOf(this.clock.today());
      const rows = await this.store.counted(tx, shown);
      const nameOf = new Map(townships.map(({ code, name }) => [code, name]));
      return {
        members: state.members,
        comparedOn: state.comparedOn,
        takenAt: state.takenAt?.toISOString() ?? null,
        month: shown,
        duties: dutyNames.map((duty) => {
          const ofDuty = rows.filter((row) => row.duty === duty);
          return {
            duty,
            ...countsOf(ofDuty),
            townships: grouped(ofDuty, ({ township }) => township).map(([code, of]) => ({
              code,
              name: nameOf.get(code) ?? code,
              ...countsOf(of),
            })),
            categories: grouped(ofDuty, ({ category }) => category).map(([category, of]) => ({
              category,
              ...countsOf(of),
            })),
            months: grouped(
              months.filter((each) => each.duty === duty),
              (each) => each.month,
            ).map(([of, counted]) => {
              const { due, insured } = countsOf(counted);
              return { month: of, due, insured };
            }),
          };
        }),
      };
    });
  }

  /** Who stands how; numbers masked. */
  async list(filter: MemberFilter, ask: ListAsk): Promise<MembersDto> {
    const { rows, next, total } = await this.reports.read((tx) => this.people.page(tx, filter, ask));
    return {
      members: rows.map(({ number, ...member }) => ({
        ...member,
        number: maskSocialSecurityNumber(number as SocialSecurityNumber),
      })),
      next,
      total,
    };
  }

  /**
   * Notes what asking somebody came to; the same again is the same. Throws Refused `not-found`, `key-reused`, `day-in-future`,
   * `malformed-request`.
   */
  note(
    by: { readonly staff: StaffIdentity; readonly terminal: TerminalIdentity },
    memberId: string,
    { id, result, on, note }: FollowUpToNoteDto,
  ): Promise<FollowUpDto> {
    const day = parseDate(on);
    if (day === null) throw new Refused('malformed-request', 'on: no such day');
    if (day > this.clock.today()) throw new Refused('day-in-future', 'on');
    const kept = (note ?? '').trim() === '' ? null : (note ?? '').trim();
    return this.database.transaction(async (tx) => {
      if (!(await this.people.lock(tx, memberId))) throw new Refused('not-found', memberId);
      const at = this.clock.now();
      const followUp = { id, memberId, result, on: day, note: kept, at, by: by.staff.number };
      const added = await this.people.add(tx, followUp);
      if (added === 'other') throw new Refused('key-reused');
      if (added === 'added')
        await this.audit.append(tx, {
          at,
          action: 'coverage.note-result',
          terminalId: by.terminal.id,
          staffNumber: by.staff.number,
          subject: memberId,
          detail: { result, on: day },
        });
      return { id, result, on: day, note: kept };
    });
  }

  /** The city's two figures of a month, this one where none is given. Throws Refused `malformed-request`. */
  cardShares(asked: string | undefined): Promise<CardSharesDto> {
    const month = this.month(asked) ?? monthOf(this.clock.today());
    return this.reports.read(async (tx) => {
      const ways = await this.shares.ways(tx, month);
      const waiting = await this.shares.waiting(tx, month);
      const shareOf = (what: 'payment' | 'collection'): CardShareDto => {
        const of = ways.filter((each) => each.what === what);
        const people = of.reduce((all, way) => all + way.people, 0);
        const byCard = of.reduce((all, { way, people: count }) => all + (way === 'no-card' ? 0 : count), 0);
        return {
          people,
          byCard,
          waiting: waiting[what],
          ways: (Object.keys(cardWays) as CardWay[]).map((way) => ({
            way,
            people: of.find((each) => each.way === way)?.people ?? 0,
          })),
        };
      };
      return { month, payment: shareOf('payment'), collection: shareOf('collection') };
    });
  }

  private month(asked: string | undefined): PlainMonth | null {
    if (asked === undefined || asked === '') return null;
    const month = parseMonth(asked);
    if (month === null) throw new Refused('malformed-request', 'month');
    return month;
  }
}

const given = (text: string | undefined): string | null => (text === undefined || text === '' ? null : text);

/** What a list of people is narrowed by, as it was asked. Throws Refused `malformed-request` for what is none. */
export const memberFilter = (asked: {
  readonly duty?: string | undefined;
  readonly standing?: string | undefined;
  readonly township?: string | undefined;
  readonly category?: string | undefined;
  readonly followed?: string | undefined;
}): MemberFilter => {
  const duty = dutyNames.find((name): name is Duty => name === (asked.duty ?? 'pension'));
  if (duty === undefined) throw new Refused('malformed-request', 'duty');
  const standing = given(asked.standing);
  const gaps = standingNames.filter((name) => standings[name].kind === 'gap');
  const wanted = standing === 'gap' ? gaps : standingNames.filter((name) => name === standing);
  if (standing !== null && wanted.length === 0) throw new Refused('malformed-request', 'standing');
  const followed = given(asked.followed);
  if (followed !== null && followed !== 'true' && followed !== 'false')
    throw new Refused('malformed-request', 'followed');
  return {
    duty,
    standings: wanted,
    township: given(asked.township),
    category: given(asked.category),
    followed: followed === null ? null : followed === 'true',
  };
};
