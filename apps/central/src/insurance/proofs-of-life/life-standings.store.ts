/** Keeps until when people who draw benefits were seen alive, and finds the acts by which they were. */
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { kindsAskingForLife } from '#libs/benefits/kinds/table.js';
import type { PlainDate, PlainMonth } from '#libs/kernel/plain-date.js';
import { conditions, isWhole } from '../../ground/lists/conditions.js';
import { likePattern, readPage, type ListAsk, type ListPage } from '../../ground/lists/list-page.js';
import type { LifeProofWay, LifeStanding, LifeState, SeenAlive } from './life-standing.js';

const columns = `s.person_id as "personId", s.proved_on::text as "provedOn", s.proved_by as "provedBy", s.until::text as until,
  s.warned_on::text as "warnedOn", s.suspended_on::text as "suspendedOn"`;

/** A benefit in force in a month that asks for proof of life. */
const asking = (month: string, kinds: string): string =>
  `b.kind = any(${kinds}::text[]) and (b.last_month is null or b.last_month >= ${month})`;

/** All registrations of whoever the registration `id` belongs to. */
const registrations = (id: string): string => `
  (select array_agg(k.id) || coalesce(array_agg(m.merged_id) filter (where m.merged_id is not null), '{}')
   from (select coalesce((select kept_id from person_merge where merged_id = ${id} and undone_at is null), ${id}) as id) k
     left join person_merge m on m.kept_id = k.id and m.undone_at is null)::uuid[]`;

/** The last act of registrations in which their holder stood there: with the card, and its PIN or an identity that was checked. */
const lastSeen = (ids: string): string => `
  select seen.on, seen.by from (
    select o.business_date as on,
      case when o.kind = 'card-service' then 'service' else o.kind end as by
    from operation o
    where o.person_id = any(${ids}) and o.state = 'succeeded' and o.card_session_id is not null
      and (o.kind = 'collection' or (o.kind = 'payment' and o.debit_consent = 'pin')
        or (o.kind = 'card-service' and o.service in ('proof-of-life', 'pin-change', 'enabling')))
    union all
    select (a.asked_at at time zone 'Asia/Shanghai')::date, 'claim' from benefit_application a
    where a.person_id = any(${ids}) and a.payee_id = a.person_id
    union all
    select (c.entered_at at time zone 'Asia/Shanghai')::date, 'decision' from benefit_change c join benefit_claim b on b.id = c.claim_id
    where b.person_id = any(${ids}) and c.what = 'resumed' and c.approval_id is not null) seen
  order by seen.on desc, seen.by desc limit 1`;

export type ListedStanding = Omit<LifeStanding, 'until'> & {
  readonly until: PlainDate;
  readonly name: string;
  readonly number: string;
  readonly kinds: readonly string[];
};

const stateIs: Readonly<Record<LifeState, (today: string, horizon: string) => string>> = {
  proved: (_today, horizon) => `s.suspended_on is null and s.until > ${horizon}`,
  due: (today, horizon) => `s.suspended_on is null and s.until >= ${today} and s.until <= ${horizon}`,
  overdue: (today) => `s.suspended_on is null and s.until < ${today}`,
  suspended: () => 's.suspended_on is not null',
};

@Injectable()
export class LifeStandingsStore {
  /** Registrations among these with a benefit in a month that asks for proof of life. */
  async asked(tx: EntityManager, people: readonly string[], month: PlainMonth): Promise<string[]> {
    const rows: { personId: string }[] = await tx.query(
      `select distinct b.person_id as "personId" from benefit_claim b where b.person_id = any($1::uuid[]) and ${asking('$3', '$2')}`,
      [people, kindsAskingForLife, month],
    );
    return rows.map(({ personId }) => personId);
  }

  /** Puts whoever draws such a benefit on the list, counted from the day they were last seen, else from today; takes off who draws none. */
  async bringUp(
    tx: EntityManager,
    { today, month, validMonths }: { today: PlainDate; month: PlainMonth; validMonths: number },
  ): Promise<void> {
    await tx.query(
      `delete from life_standing s where not exists (
         select from benefit_claim b where b.person_id = s.person_id and ${asking('$2', '$1')})`,
      [kindsAskingForLife, month],
    );
    await tx.query(
      `insert into life_standing (person_id, proved_on, proved_by, until)
       select p.person_id, seen.on, seen.by, (coalesce(seen.on, $3::date) + make_interval(months => $4))::date
       from (select distinct b.person_id from benefit_claim b where ${asking('$2', '$1')}
               and not exists (select from life_standing s where s.person_id = b.person_id)) p
         left join lateral (${lastSeen(registrations('p.person_id'))}) seen on true
       on conflict do nothing`,
      [kindsAskingForLife, month, today, validMonths],
    );
  }

  /** The first and last number on the list; null: nobody is on it. */
  async range(tx: EntityManager): Promise<{ readonly first: number; readonly last: number } | null> {
    const [row]: { first: string | null; last: string | null }[] = await tx.query(
      'select min(number) as first, max(number) as last from life_standing',
    );
    if (row?.first == null || row.last === null) return null;
    return { first: Number(row.first), last: Number(row.last) };
  }

  /** Those of a range whose proof ends by a day, or who are suspended for it, with when they were last seen; held until the transaction ends. */
  async ending(
    tx: EntityManager,
    { first, last }: { readonly first: number; readonly last: number },
    by: PlainDate,
  ): Promise<(LifeStanding & { readonly seen: SeenAlive | null })[]> {
    type Row = LifeStanding & { readonly seenOn: PlainDate | null; readonly seenBy: LifeProofWay | null };
    const rows: Row[] = await tx.query(
      `select ${columns}, seen.on::text as "seenOn", seen.by as "seenBy" from (
         select * from life_standing where number between $1 and $2 and (until <= $3 or suspended_on is not null)
         order by number for update) s
         left join lateral (${lastSeen(registrations('s.person_id'))}) seen on true order by s.number`,
      [first, last, by],
    );
    return rows.map(({ seenOn, seenBy, ...row }) => ({
      ...row,
      seen: seenOn === null || seenBy === null ? null : { on: seenOn, by: seenBy },
    }));
  }

  /** How it stands with a person, all registrations together; null: they are on no list. */
  async of(tx: EntityManager, people: readonly string[]): Promise<LifeStanding | null> {
    const rows: LifeStanding[] = await tx.query(
      `select ${columns} from life_standing s where s.person_id = any($1::uuid[]) order by s.until limit 1`,
      [people],
    );
    return rows[0] ?? null;
  }

  async lastSeen(tx: EntityManager, people: readonly string[]): Promise<SeenAlive | null> {
    const rows: { on: PlainDate; by: LifeProofWay }[] = await tx.query(
      `select found.on::text as on, found.by from (${lastSeen('$1::uuid[]')}) found`,
      [people],
    );
    return rows[0] ?? null;
  }

  /** Enters that somebody was seen. */
  async prove(tx: EntityManager, personId: string, { on, by }: SeenAlive, until: PlainDate): Promise<void> {
    await tx.query(
      `insert into life_standing (person_id, proved_on, proved_by, until) values ($1, $2, $3, $4)
       on conflict (person_id) do update set proved_on = $2, proved_by = $3, until = $4, warned_on = null, suspended_on = null`,
      [personId, on, by, until],
    );
  }

  async warn(tx: EntityManager, people: readonly string[], on: PlainDate): Promise<void> {
    await tx.query('update life_standing set warned_on = $2 where person_id = any($1::uuid[])', [people, on]);
  }

  async suspend(tx: EntityManager, people: readonly string[], on: PlainDate): Promise<void> {
    await tx.query('update life_standing set suspended_on = $2 where person_id = any($1::uuid[])', [
      people,
      on,
    ]);
  }

  list(
    tx: EntityManager,
    filters: { readonly state: LifeState | null; readonly today: PlainDate; readonly horizon: PlainDate },
    ask: ListAsk,
  ): Promise<ListPage<ListedStanding>> {
    const { params, where, add } = conditions();
    if (filters.state === 'due') {
      params.push(filters.today, filters.horizon);
      where.push(stateIs.due(`$${params.length - 1}`, `$${params.length}`));
    } else if (filters.state === 'proved') add(filters.horizon, (place) => stateIs.proved('', place));
    else if (filters.state === 'overdue') add(filters.today, (place) => stateIs.overdue(place, ''));
    else if (filters.state === 'suspended') where.push(stateIs.suspended('', ''));
    if (ask.search !== null)
      add(
        likePattern(ask.search),
        (place) => `p.name ilike ${place} or ${isWhole('p.social_security_number')(place)}`,
      );
    return readPage<ListedStanding>(
      tx,
      {
        select: `${columns}, p.name, p.social_security_number as number,
          array(select distinct b.kind from benefit_claim b where b.person_id = s.person_id and b.last_month is null) as kinds`,
        from: 'life_standing s join person p on p.id = s.person_id',
        where,
        params,
        key: { sql: 's.person_id', type: 'uuid' },
        sorts: { until: { sql: 's.until', type: 'date' }, name: { sql: 'p.name', type: 'text' } },
        usual: { sort: 'until', falling: false },
      },
      ask,
    );
  }
}
