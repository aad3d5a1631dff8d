/** Keeps participations: entered, ended and voided, never changed otherwise and never deleted. */
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { EndReason } from '#libs/contract/participation-words.js';
import type { PlainDate } from '#libs/kernel/plain-date.js';
import type { NewParticipation, Participation } from './participation.js';

const instant = (column: string): string =>
  `to_char(${column} at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

const selected = `id, person_id as "personId", scheme, category, unit_code as "unitCode", project_code as "projectCode",
  tier_percent as "tierPercent", since::text, until::text, end_reason as "endReason", ${instant('entered_at')} as "enteredAt",
  entered_by as "enteredBy", ${instant('ended_at')} as "endedAt", ended_by as "endedBy", ${instant('voided_at')} as "voidedAt",
  voided_by as "voidedBy", void_reason as "voidReason"`;

const standsOn = (day: string): string =>
  `voided_at is null and since <= ${day} and (until is null or until >= ${day})`;

@Injectable()
export class ParticipationsStore {
  async find(tx: EntityManager, id: string): Promise<Participation | null> {
    const rows: Participation[] = await tx.query(`select ${selected} from participation where id = $1`, [id]);
    return rows[0] ?? null;
  }

  /** All that were not voided, by scheme and day. */
  ofPerson(tx: EntityManager, personId: string): Promise<Participation[]> {
    return tx.query(
      `select ${selected} from participation where person_id in (
         select $1::uuid union all select merged_id from person_merge where kept_id = $1 and undone_at is null)
         and voided_at is null order by scheme, since`,
      [personId],
    );
  }

  /** As they were known at a moment: what was entered, ended or voided after it is not seen. */
  ofPersonKnownAt(tx: EntityManager, personId: string, at: Date): Promise<Participation[]> {
    return tx.query(
      `select id, person_id as "personId", scheme, category, unit_code as "unitCode", project_code as "projectCode",
         tier_percent as "tierPercent", since::text, case when ended_at is null or ended_at <= $2 then until end::text as until,
         case when ended_at <= $2 then end_reason end as "endReason", ${instant('entered_at')} as "enteredAt", entered_by as "enteredBy",
         case when ended_at <= $2 then ${instant('ended_at')} end as "endedAt", case when ended_at <= $2 then ended_by end as "endedBy",
         null as "voidedAt", null as "voidedBy", null as "voidReason"
       from participation where person_id = $1 and entered_at <= $2 and (voided_at is null or voided_at > $2)
       order by scheme, since`,
      [personId, at.toISOString()],
    );
  }

  /** Of a unit on a day, by person and scheme, after one if it is given. */
  ofUnit(
    tx: EntityManager,
    unitCode: string,
    on: PlainDate,
    { scheme, after, limit }: { scheme: string | null; after: string | null; limit: number },
  ): Promise<Participation[]> {
    return tx.query(
      `select ${selected} from participation where unit_code = $1 and ${standsOn('$2')}
         and ($3::text is null or scheme = $3) and ($4::uuid is null or id > $4) order by id limit $5`,
      [unitCode, on, scheme, after, limit],
    );
  }

  async insert(
    tx: EntityManager,
    personId: string,
    entered: NewParticipation,
    by: string | null,
    at: Date,
  ): Promise<string> {
    const until = entered.until ?? null;
    const rows: { id: string }[] = await tx.query(
      `insert into participation (person_id, scheme, category, unit_code, project_code, tier_percent, since, until, end_reason, entered_at,
         entered_by) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) returning id`,
      [
        personId,
        entered.scheme,
        entered.category,
        entered.unitCode ?? null,
        entered.projectCode ?? null,
        entered.tierPercent ?? null,
        entered.since,
        until,
        until === null ? null : (entered.endReason ?? null),
        at.toISOString(),
        by,
      ],
    );
    const [row] = rows;
    if (row === undefined) throw new Error('a participation was entered and has no id');
    return row.id;
  }

  async end(
    tx: EntityManager,
    id: string,
    { on, reason }: { readonly on: PlainDate; readonly reason: EndReason },
    by: string | null,
    at: Date,
  ): Promise<void> {
    await tx.query(
      'update participation set until = $2, end_reason = $3, ended_at = $4, ended_by = $5 where id = $1',
      [id, on, reason, at.toISOString(), by],
    );
  }

  async reopen(tx: EntityManager, id: string): Promise<void> {
    await tx.query(
      'update participation set until = null, end_reason = null, ended_at = null, ended_by = null where id = $1',
      [id],
    );
  }

  async void(tx: EntityManager, id: string, reason: string, by: string, at: Date): Promise<void> {
    await tx.query(
      'update participation set voided_at = $2, voided_by = $3, void_reason = $4 where id = $1',
      [id, at.toISOString(), by, reason],
    );
  }

  /** Schemes whose pension the person draws in a month. */
  async pensionsDrawn(tx: EntityManager, personId: string, month: string): Promise<string[]> {
    const rows: { scheme: string }[] = await tx.query(
      `select scheme from benefit_claim where person_id = $1 and is_pension and first_month <= $2
         and (last_month is null or last_month >= $2)`,
      [personId, month],
    );
    return rows.map(({ scheme }) => scheme);
  }
}
