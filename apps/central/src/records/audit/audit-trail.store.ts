/** Finds events of the audit trail: by days, by who did it, by what was done to whom; page by page, within the monthly parts. */
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { readPage, type ListAsk, type ListPage } from '../../ground/lists/list-page.js';

export type FoundEvent = {
  readonly id: string;
  readonly at: Date;
  readonly action: string;
  readonly terminalName: string | null;
  readonly staffNumber: string | null;
  readonly staffName: string | null;
  readonly cardSessionId: string | null;
  readonly subject: string | null;
  readonly detail: Readonly<Record<string, unknown>>;
};

export type TrailFilter = {
  /** From the first moment to before the second. */
  readonly from: Date;
  readonly to: Date;
  readonly staffNumber: string | null;
  /** An action, or the beginning of one that ends in a dot: `card-batch.`. */
  readonly action: string | null;
  /** Only what was refused. */
  readonly refused: boolean;
  /** Names of one person in the trail; null: of anybody. */
  readonly about: PersonInTrail | null;
};

/** By what a person is found in the trail: what belongs to them, and the sessions of their cards. */
export type PersonInTrail = { readonly subjects: readonly string[]; readonly sessions: readonly string[] };

export type NamedPerson = { readonly id: string; readonly socialSecurityNumber: string };

@Injectable()
export class AuditTrailStore {
  page(tx: EntityManager, filter: TrailFilter, ask: ListAsk): Promise<ListPage<FoundEvent>> {
    const params: unknown[] = [filter.from.toISOString(), filter.to.toISOString()];
    const where = ['e.at >= $1', 'e.at < $2'];
    const having = (condition: (place: string) => string, value: unknown): void => {
      params.push(value);
      where.push(condition(`$${params.length}`));
    };
    if (filter.staffNumber !== null) having((place) => `e.staff_number = ${place}`, filter.staffNumber);
    if (filter.action !== null)
      having(
        (place) => (filter.action?.endsWith('.') ? `starts_with(e.action, ${place})` : `e.action = ${place}`),
        filter.action,
      );
    if (filter.refused) where.push(`e.detail ? 'refused' or e.action like '%refused'`);
    if (filter.about !== null) {
      params.push(filter.about.subjects, filter.about.sessions);
      where.push(
        `e.subject = any($${params.length - 1}::text[]) or e.card_session_id = any($${params.length}::uuid[])`,
      );
    }
    return readPage(
      tx,
      {
        select: `e.id, e.at, e.action, t.name as "terminalName", e.staff_number as "staffNumber", m.name as "staffName",
          e.card_session_id as "cardSessionId", e.subject, e.detail`,
        from: `audit_event e left join terminal t on t.id = e.terminal_id left join staff_member m on m.staff_number = e.staff_number`,
        where,
        params,
        key: { sql: 'e.id', type: 'bigint' },
        sorts: { at: { sql: 'e.at', type: 'timestamptz' } },
        usual: { sort: 'at', falling: true },
      },
      ask,
    );
  }

  /** Null: nobody has this number. */
  async personOfNumber(tx: EntityManager, socialSecurityNumber: string): Promise<NamedPerson | null> {
    const [person]: NamedPerson[] = await tx.query(
      'select id, social_security_number as "socialSecurityNumber" from person where social_security_number = $1',
      [socialSecurityNumber],
    );
    return person ?? null;
  }

  /** What stands for a person in the trail: their id, sessions, cards, applications, photos, acts and receipts. */
  async inTrail(tx: EntityManager, personId: string): Promise<PersonInTrail> {
    const [row]: { subjects: string[]; sessions: string[] }[] = await tx.query(
      `with sessions as (select id from card_session where person_id = $1)
       select array(select id::text from sessions union select $1::text
         union select id::text from card where person_id = $1 union select card_number from card where person_id = $1
         union select id::text from card_application where person_id = $1
         union select photo_digest from card_application where person_id = $1 and photo_digest is not null
         union select key::text from operation where person_id = $1
         union select receipt_number from operation where person_id = $1 and receipt_number is not null) as subjects,
         array(select id from sessions) as sessions`,
      [personId],
    );
    return row ?? { subjects: [], sessions: [] };
  }

  /** Whose the events of a page are: by session, else by what was acted on; an event about nobody is not in it. */
  async peopleOf(
    tx: EntityManager,
    events: readonly Pick<FoundEvent, 'id' | 'subject' | 'cardSessionId'>[],
  ): Promise<Map<string, string>> {
    const rows: { event: string; number: string }[] = await tx.query(
      `with named as (
         select * from unnest($1::text[], $2::text[], $3::uuid[]) as n (event, subject, session)
       ), found as (
         select n.event, s.person_id from named n join card_session s on s.id = n.session
         union select n.event, p.id from named n join person p on p.id = case when n.subject ~ $4 then n.subject::uuid end
         union select n.event, s.person_id from named n join card_session s on s.id = case when n.subject ~ $4 then n.subject::uuid end
         union select n.event, c.person_id from named n join card c on c.card_number = n.subject
         union select n.event, c.person_id from named n join card c on c.id = case when n.subject ~ $4 then n.subject::uuid end
         union select n.event, o.person_id from named n join receipt r on r.number = n.subject join operation o on o.key = r.operation_key
         union select n.event, o.person_id from named n join operation o on o.key = case when n.subject ~ $4 then n.subject::uuid end
       )
       select distinct on (f.event) f.event, p.social_security_number as number
       from found f join person p on p.id = f.person_id order by f.event, p.id`,
      [
        events.map(({ id }) => id),
        events.map(({ subject }) => subject),
        events.map(({ cardSessionId }) => cardSessionId),
        uuid,
      ],
    );
    return new Map(rows.map(({ event, number }) => [event, number]));
  }
}

const uuid = '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$';
