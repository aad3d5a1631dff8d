/** Reads applications for cards with their applicants, and what happened to them. */
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { ApplicationState, LifeState } from '#libs/cards/card-life.js';
import type { ApplicationReason } from '#libs/cards/card-services.js';
import type { Sex, SocialSecurityNumber } from '#libs/identity/social-security-number.js';
import type { PlainDate } from '#libs/kernel/plain-date.js';
import { fen, type Fen } from '#libs/money/fen.js';

export type CardApplication = {
  readonly id: string;
  readonly personId: string;
  readonly name: string;
  readonly socialSecurityNumber: SocialSecurityNumber;
  readonly sex: Sex;
  readonly birthDate: PlainDate;
  /** The card's, once there is one. */
  readonly state: LifeState;
  readonly reason: ApplicationReason;
  readonly fee: Fen;
  /** `owed`: to be taken when the card is handed over; `taken`, `returned`: in cash, by a receipt each. */
  readonly feeState: 'none' | 'owed' | 'taken' | 'returned';
  readonly unitCode: string | null;
  readonly depot: string | null;
  readonly depotName: string | null;
  readonly photoDigest: string | null;
  readonly guardianName: string | null;
  readonly agentName: string | null;
  /** One of `libs/cards/card-services.ts`, or as a file gave it. */
  readonly agentRelation: string | null;
  readonly appliedAt: Date;
  readonly appliedBy: string;
  readonly decidedAt: Date | null;
  readonly decidedBy: string | null;
  readonly rejectReason: string | null;
  readonly cardId: string | null;
};

export type LifeStep = { readonly state: LifeState; readonly at: Date };

const select = `select a.id, a.person_id as "personId", p.name, p.social_security_number as "socialSecurityNumber", p.sex,
    p.birth_date::text as "birthDate", coalesce(c.state, a.state) as state, a.reason, a.fee_fen as fee,
    case when f.returned_by is not null then 'returned' when f.taken_by is not null then 'taken'
      when a.fee_fen > 0 then 'owed' else 'none' end as "feeState", a.unit_code as "unitCode",
    a.depot, d.name as "depotName", a.photo_digest as "photoDigest", a.guardian_name as "guardianName", a.agent_name as "agentName",
    a.agent_relation as "agentRelation", a.applied_at as "appliedAt", a.applied_by as "appliedBy", ap.decided_at as "decidedAt",
    ap.decided_by as "decidedBy", case when a.state = 'rejected' then ap.decision_reason end as "rejectReason", a.card_id as "cardId"
  from card_application a join person p on p.id = a.person_id left join card c on c.id = a.card_id left join depot d on d.code = a.depot
  left join approval ap on ap.id = a.approval_id left join card_fee f on f.application_id = a.id`;

type Row = Omit<CardApplication, 'fee'> & { readonly fee: string };

const fromRow = (row: Row): CardApplication => ({ ...row, fee: fen(BigInt(row.fee)) });

@Injectable()
export class CardApplicationsStore {
  /** `id` may be any whole number; null when there is none. */
  async find(tx: EntityManager, id: string): Promise<CardApplication | null> {
    const rows: Row[] = await tx.query(`${select} where a.id = $1`, [id]);
    return rows[0] === undefined ? null : fromRow(rows[0]);
  }

  /** The newest first. */
  async ofPeople(tx: EntityManager, personIds: readonly string[]): Promise<CardApplication[]> {
    const rows: Row[] = await tx.query(`${select} where a.person_id = any($1::uuid[]) order by a.id desc`, [
      personIds,
    ]);
    return rows.map(fromRow);
  }

  /**
   * Those in a state of their own after id `after`, the oldest first, `limit` at most. What came with an import is decided by its batch,
   * and would bury those that wait for a reviewer.
   */
  async list(
    tx: EntityManager,
    state: ApplicationState,
    after: string,
    limit: number,
  ): Promise<CardApplication[]> {
    const rows: Row[] = await tx.query(
      `${select} where a.state = $1 and a.id > $2 and a.import_id is null order by a.id limit $3`,
      [state, after, limit],
    );
    return rows.map(fromRow);
  }

  /** Every state so far, of the application and of the card made for it. */
  steps(tx: EntityManager, id: string): Promise<LifeStep[]> {
    return tx.query(
      `select to_state as state, at from (
         select id, to_state, at from card_event where application_id = $1
         union all
         select e.id, e.to_state, e.at from card_event e join card c on c.id = e.card_id where c.application_id = $1) e
       order by id`,
      [id],
    );
  }
}
