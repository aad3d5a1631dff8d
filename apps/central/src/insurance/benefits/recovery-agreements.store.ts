/** Keeps agreements on giving back by instalments, and reads how the newest of each recovery stands by what came back since. */
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { AgreedPart, CameBack } from '#libs/benefits/recovery-plan.js';
import type { PlainDate, PlainMonth } from '#libs/kernel/plain-date.js';
import { fen, type Fen } from '#libs/money/fen.js';

/** The newest agreement of a recovery. */
export type KnownAgreement = {
  readonly number: number;
  readonly claimId: string;
  readonly parts: readonly AgreedPart[];
  readonly back: readonly CameBack[];
};

const amountOf = (text: string): Fen => fen(BigInt(text));

@Injectable()
export class RecoveryAgreementsStore {
  async add(
    tx: EntityManager,
    { approvalId, claimId, open, at }: { approvalId: string; claimId: string; open: Fen; at: Date },
    parts: readonly AgreedPart[],
  ): Promise<void> {
    await tx.query(
      'insert into recovery_agreement (approval_id, claim_id, open_fen, agreed_at) values ($1, $2, $3, $4)',
      [approvalId, claimId, open.toString(), at.toISOString()],
    );
    await tx.query(
      `insert into recovery_agreement_part (approval_id, due_on, amount_fen) select $1, due_on, amount_fen from unnest($2::date[], $3::bigint[]) p (due_on, amount_fen)`,
      [approvalId, parts.map(({ dueOn }) => dueOn), parts.map(({ amount }) => amount.toString())],
    );
  }

  /** Of benefits, the newest of each. Money by the bank came on the day its statement says. */
  async newestOf(tx: EntityManager, claims: readonly string[]): Promise<readonly KnownAgreement[]> {
    type Sum = { readonly on: PlainDate; readonly amount: string };
    type Row = Pick<KnownAgreement, 'number' | 'claimId'> & {
      readonly parts: readonly Sum[];
      readonly back: readonly Sum[];
    };
    if (claims.length === 0) return [];
    const rows: Row[] = await tx.query(
      `select distinct on (g.claim_id) g.number, g.claim_id as "claimId",
         (select json_agg(json_build_object('on', a.due_on, 'amount', a.amount_fen::text) order by a.due_on) from recovery_agreement_part a
           where a.approval_id = g.approval_id) as parts,
         (select coalesce(json_agg(json_build_object('on', coalesce(l.booked_on, (p.taken_at at time zone 'Asia/Shanghai')::date),
             'amount', p.amount_fen::text)), '[]')
           from benefit_recovery r join recovery_part p on p.recovery_id = r.id
             left join bank_statement_line l on l.statement_id = p.statement_id and l.line = p.line
           where r.claim_id = g.claim_id and p.taken_at > g.agreed_at) as back
       from recovery_agreement g where g.claim_id = any($1::uuid[]) order by g.claim_id, g.number desc`,
      [claims],
    );
    return rows.map(({ parts, back, ...row }) => ({
      ...row,
      parts: parts.map(({ on, amount }) => ({ dueOn: on, amount: amountOf(amount) })),
      back: back.map(({ on, amount }) => ({ on, amount: amountOf(amount) })),
    }));
  }

  /**
   * What somebody draws a month of each benefit that goes on, by the newest of two months; months that were paid in error are none. Kept back of it
   * by agreements: `kept`.
   */
  async drawn(
    tx: EntityManager,
    payeeId: string,
    months: readonly [PlainMonth, PlainMonth],
  ): Promise<{
    readonly lines: readonly { readonly amount: Fen; readonly accountPart: Fen }[];
    readonly kept: Fen;
  }> {
    const rows: { amount: string; accountPart: string }[] = await tx.query(
      `select distinct on (e.claim_id) sum(e.amount_fen)::text as amount, sum(e.account_part_fen)::text as "accountPart"
       from entitlement e join benefit_claim b on b.id = e.claim_id
       where e.person_id = $1 and e.period = any($2::text[]) and e.kind <> 'lump' and e.state <> 'void' and b.last_month is null
         and not exists (select from benefit_recovery r where r.claim_id = e.claim_id and r.period = e.period)
       group by e.claim_id, e.period order by e.claim_id, e.period desc`,
      [payeeId, months],
    );
    const [kept]: { sum: string }[] = await tx.query(
      `select coalesce(sum(o.monthly_fen), 0)::text as sum from benefit_claim b
       join lateral (select monthly_fen from recovery_offset where claim_id = b.id order by agreed_at desc limit 1) o on true
       where b.payee_id = $1 and exists (select from benefit_recovery r where r.claim_id = b.id
         and r.amount_fen > (select coalesce(sum(p.amount_fen), 0) from recovery_part p where p.recovery_id = r.id))`,
      [payeeId],
    );
    return {
      lines: rows.map((row) => ({ amount: amountOf(row.amount), accountPart: amountOf(row.accountPart) })),
      kept: amountOf(kept?.sum ?? '0'),
    };
  }
}
