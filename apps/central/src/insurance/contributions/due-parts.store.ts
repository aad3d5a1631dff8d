/** Reads what somebody owes of a scheme that can be paid in parts, and cuts dues into them. */
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { fen, type Fen } from '#libs/money/fen.js';
import type { PlainDate } from '#libs/kernel/plain-date.js';
import type { ParticipationCategory } from '#libs/schemes/description.js';
import type { DueAssessment } from './dues.store.js';
import { instalmentState } from './instalment-state.js';

/** An open due of a fixed amount. */
export type DivisibleDue = {
  readonly id: string;
  readonly scheme: string;
  readonly period: string;
  readonly open: Fen;
  readonly category: ParticipationCategory;
  readonly assessment: DueAssessment;
};

/** A part as it is written: the due that is cut itself, or a further one beside it. */
export type WrittenPart = {
  readonly id: string;
  readonly of: string;
  readonly amount: Fen;
  readonly assessment: DueAssessment;
};

@Injectable()
export class DuePartsStore {
  /**
   * What somebody has open in fixed amounts, the oldest period first, without what an agreement that is kept has divided already; held until the
   * transaction ends if it is to be cut.
   */
  async divisible(
    tx: EntityManager,
    personId: string,
    today: PlainDate,
    hold: boolean,
  ): Promise<readonly DivisibleDue[]> {
    const rows: (Omit<DivisibleDue, 'open'> & { readonly open: string })[] = await tx.query(
      `select d.id, d.scheme, d.period, d.amount_fen as open, p.category, d.assessment from due d join participation p on p.id = d.participation_id
       where d.person_id = $1 and d.state = 'open' and d.amount_fen > 0 and coalesce(jsonb_array_length(d.assessment -> 'tiers'), 0) = 0
         and not exists (select from due_agreement_part a join due_agreement g on g.approval_id = a.approval_id
           where a.due_id = d.id and ${instalmentState('$2')} = 'kept')
       order by d.id ${hold ? 'for update of d' : ''}`,
      [personId, today],
    );
    return rows
      .map((row) => ({ ...row, open: fen(BigInt(row.open)) }))
      .toSorted((one, other) => one.period.localeCompare(other.period) || one.id.localeCompare(other.id));
  }

  /** Writes parts of dues that are held. */
  async cut(tx: EntityManager, parts: readonly WrittenPart[], at: Date): Promise<void> {
    const kept = parts.filter(({ id, of }) => id === of);
    await tx.query(
      `update due d set amount_fen = c.amount_fen, assessment = c.assessment, assessed_at = $4
       from unnest($1::uuid[], $2::bigint[], $3::jsonb[]) as c (id, amount_fen, assessment) where d.id = c.id and d.state = 'open'`,
      [
        kept.map(({ id }) => id),
        kept.map(({ amount }) => amount.toString()),
        kept.map(({ assessment }) => JSON.stringify(assessment)),
        at.toISOString(),
      ],
    );
    const further = parts.filter(({ id, of }) => id !== of);
    await tx.query(
      `insert into due (id, person_id, participation_id, scheme, period, number, amount_fen, assessment, state, assessed_at)
       select c.id, d.person_id, d.participation_id, d.scheme, d.period,
         (select max(n.number) from due n where n.person_id = d.person_id and n.scheme = d.scheme and n.period = d.period)
           + row_number() over (partition by d.person_id, d.scheme, d.period order by c.place), c.amount_fen, c.assessment, 'open', $5
       from unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::jsonb[]) with ordinality as c (id, of, amount_fen, assessment, place) join due d on d.id = c.of`,
      [
        further.map(({ id }) => id),
        further.map(({ of }) => of),
        further.map(({ amount }) => amount.toString()),
        further.map(({ assessment }) => JSON.stringify(assessment)),
        at.toISOString(),
      ],
    );
  }
}
