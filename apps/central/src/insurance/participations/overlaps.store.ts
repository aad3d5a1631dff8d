/** Keeps which participations of one person do not go together and what was decided about each, and finds them over the whole register. */
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { PlainMonth } from '#libs/kernel/plain-date.js';
import { conditions, isWhole } from '../../ground/lists/conditions.js';
import { likePattern, readPage, type ListAsk, type ListPage } from '../../ground/lists/list-page.js';
import type { FallingAway, ListedOverlap, Overlap, OverlapDecision, OverlapState } from './overlap.js';

const afterAll = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

const columns = `o.id, o.person_id as "personId", o.standing_id as "standingId", o.other_id as "otherId", o.asked, o.decision,
  o.decided_by as "decidedBy", o.reason`;

const side = (p: string, u: string): string =>
  `json_build_object('scheme', ${p}.scheme, 'category', ${p}.category, 'unit', ${p}.unit_code, 'unitName', ${u}.name,
     'since', ${p}.since::text, 'until', ${p}.until::text, 'isVoided', ${p}.voided_at is not null)`;

@Injectable()
export class OverlapsStore {
  async enterByRule(
    tx: EntityManager,
    { personId, standingId, otherId }: { personId: string; standingId: string; otherId: string },
    by: string | null,
    at: Date,
  ): Promise<void> {
    await tx.query(
      `insert into participation_overlap (person_id, standing_id, other_id, source, found_at, found_by, decision, decided_at)
       values ($1, $2, $3, 'rule', $4, $5, 'rule', $4)`,
      [personId, standingId, otherId, at.toISOString(), by],
    );
  }

  /** What waits already is not entered again; tells how many are new. */
  async enter(
    tx: EntityManager,
    found: Pick<Overlap, 'personId' | 'standingId' | 'otherId' | 'asked'> & {
      readonly source: 'register' | 'name-list';
    },
    by: string | null,
    at: Date,
  ): Promise<number> {
    const rows: unknown[] = await tx.query(
      `insert into participation_overlap (person_id, standing_id, other_id, asked, source, found_at, found_by)
       values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing returning id`,
      [
        found.personId,
        found.standingId,
        found.otherId,
        found.asked === null ? null : JSON.stringify(found.asked),
        found.source,
        at.toISOString(),
        by,
      ],
    );
    return rows.length;
  }

  /** Null: there is none. */
  async find(tx: EntityManager, id: string): Promise<Overlap | null> {
    const rows: Overlap[] = await tx.query(`select ${columns} from participation_overlap o where id = $1`, [
      id,
    ]);
    return rows[0] ?? null;
  }

  /** Held until the transaction ends; null: there is none. */
  async hold(tx: EntityManager, id: string): Promise<Overlap | null> {
    const rows: Overlap[] = await tx.query(
      `select ${columns} from participation_overlap o where id = $1 for update`,
      [id],
    );
    return rows[0] ?? null;
  }

  /** Those of pairs that wait about somebody. */
  openPairs(tx: EntityManager, personIds: readonly string[]): Promise<Overlap[]> {
    return tx.query(
      `select ${columns} from participation_overlap o
       where o.person_id = any($1::uuid[]) and o.decision is null and o.other_id is not null`,
      [personIds],
    );
  }

  async decide(
    tx: EntityManager,
    id: string,
    { decision, by, reason }: { decision: OverlapDecision; by: string | null; reason: string | null },
    at: Date,
  ): Promise<void> {
    await tx.query(
      'update participation_overlap set decision = $2, decided_by = $3, reason = $4, decided_at = $5 where id = $1',
      [id, decision, by, reason, at.toISOString()],
    );
  }

  /** Those that wait by when they were found, decided ones by when; searched by name, and by a whole number. */
  list(
    tx: EntityManager,
    of: { readonly state: OverlapState; readonly id?: string },
    ask: ListAsk,
  ): Promise<ListPage<ListedOverlap>> {
    const { params, where, add } = conditions();
    if (of.id !== undefined) add(of.id, (place) => `o.id = ${place}`);
    else where.push(`o.decision is ${of.state === 'open' ? 'null' : 'not null'}`);
    if (ask.search !== null)
      add(
        likePattern(ask.search),
        (place) => `p.name ilike ${place} or ${isWhole('p.social_security_number')(place)}`,
      );
    const isOpen = of.state === 'open' || of.id !== undefined;
    return readPage(
      tx,
      {
        select: `o.id, o.person_id as "personId", p.name, p.social_security_number as number, o.source, o.found_at as "foundAt", o.decision,
          o.decided_at as "decidedAt", o.decided_by as "decidedBy", o.reason, ${side('s', 'su')} as standing,
          case when o.asked is null then ${side('t', 'tu')} else json_build_object('scheme', o.asked->>'scheme', 'category', o.asked->>'category',
            'unit', o.asked->>'unitCode', 'unitName', au.name, 'since', o.asked->>'since', 'until', o.asked->>'until', 'isVoided', false) end as other`,
        from: `participation_overlap o join person p on p.id = o.person_id
          join participation s on s.id = o.standing_id left join unit su on su.code = s.unit_code
          left join participation t on t.id = o.other_id left join unit tu on tu.code = t.unit_code
          left join unit au on au.code = o.asked->>'unitCode'`,
        where,
        params,
        key: { sql: 'o.id', type: 'uuid' },
        sorts: {
          time: { sql: isOpen ? 'o.found_at' : 'o.decided_at', type: 'timestamptz' },
          name: { sql: 'p.name', type: 'text' },
        },
        usual: { sort: 'time', falling: !isOpen },
      },
      ask,
    );
  }

  /** Where the next slice of people with participations ends; null: it is the last one. */
  async edge(tx: EntityManager, after: string, people: number): Promise<string | null> {
    const rows: { personId: string }[] = await tx.query(
      `select person_id as "personId" from participation where person_id > $1 order by person_id offset $2 limit 1`,
      [after, people],
    );
    return rows[0]?.personId ?? null;
  }

  /** People after one and up to another who have two participations, in schemes given as pairs, that share a day. */
  async suspects(
    tx: EntityManager,
    { after, last }: { readonly after: string; readonly last: string | null },
    schemesApart: readonly string[],
  ): Promise<string[]> {
    const rows: { personId: string }[] = await tx.query(
      // By `offset 0` each person's are looked up: of millions, PostgreSQL takes a slice for a single row, and would read the slice again for each in it.
      `select distinct a.person_id as "personId"
       from participation a cross join lateral (select scheme, since, id, voided_at from participation where person_id = a.person_id offset 0) b
       where a.person_id > $1 and a.person_id <= $2 and (b.since, b.id) > (a.since, a.id)
         and a.voided_at is null and b.voided_at is null and (a.until is null or a.until >= b.since)
         and a.scheme || b.scheme = any($3::text[])`,
      [after, last ?? afterAll, schemesApart],
    );
    return rows.map(({ personId }) => personId);
  }

  /** People who were registered twice, and those about whom something waits: their pairs are looked at anew. */
  async toLookAtAnew(tx: EntityManager): Promise<string[]> {
    const rows: { personId: string }[] = await tx.query(
      `select kept_id as "personId" from person_merge where undone_at is null
       union select person_id from participation_overlap where decision is null and other_id is not null`,
    );
    return rows.map(({ personId }) => personId);
  }

  /** What was assessed of a participation after a month and before another: it falls away when its days do. */
  async fallingAway(
    tx: EntityManager,
    id: string,
    { after, before }: { readonly after: PlainMonth | null; readonly before: PlainMonth | null },
  ): Promise<FallingAway> {
    const [row]: FallingAway[] = await tx.query(
      `select count(*)::int as periods, min(period) as first, max(period) as last, coalesce(sum(unit), 0)::text as "unitPart",
         coalesce(sum(person), 0)::text as "personPart", coalesce(sum(unit + person) filter (where is_paid), 0)::text as paid
       from (select l.period, sum(l.unit_fen) as unit, sum(l.person_fen) as person,
           exists (select from unit_bill b where b.unit_code = p.unit_code and b.scheme = p.scheme and b.period = l.period and b.paid_fen > 0
             and b.paid_fen >= b.unit_fen + b.person_fen)
           or p.unit_code is null and exists (select from due d where d.person_id = p.person_id and d.scheme = p.scheme
             and d.period = l.period and d.state = 'paid') as is_paid
         from participation p join assessment_line l on l.participation_id = p.id
         where p.id = $1 and l.period > left(coalesce($2, '0000-00'), length(l.period)) and l.period < coalesce($3, '9999-99')
         group by p.unit_code, p.person_id, p.scheme, l.period) each`,
      [id, after, before],
    );
    if (row === undefined) throw new Error('a sum over nothing is still a row');
    return row;
  }
}
