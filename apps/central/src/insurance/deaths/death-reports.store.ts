/** Keeps deaths that were reported by file, and what became of each. */
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { ProblemCode } from '#libs/contract/problems.js';
import type { PlainDate } from '#libs/kernel/plain-date.js';
import { conditions, isWhole } from '../../ground/lists/conditions.js';
import { likePattern, readPage, type ListAsk, type ListPage } from '../../ground/lists/list-page.js';
import type { DeathReport, DeathReportState, Doubt, ReportedDeath } from './death-report.js';

/** An accepted row of the file. */
export type DeathRow = ReportedDeath & {
  readonly row: number;
  readonly number: string;
  readonly name: string;
  readonly birthDate: PlainDate;
};

/** Once others did not approve, it waits as before. */
const state = `case when d.state = 'asked' and a.state <> 'waiting' then case when a.state = 'approved' then 'recorded' else 'waiting' end
  else d.state end`;

const columns = `d.id, d.number, d.name, d.died_on::text as "diedOn", d.source, d.person_id as "personId", d.doubt, ${state} as state,
  d.approval_id as "approvalId", d.reported_at as "reportedAt"`;

export type ListedReport = DeathReport & {
  readonly importId: string;
  readonly personName: string | null;
  readonly personNumber: string | null;
  readonly personDiedOn: PlainDate | null;
  /** In fen: found paid in error for months after the death. */
  readonly recover: string;
  readonly decidedBy: string | null;
  readonly note: string | null;
};

@Injectable()
export class DeathReportsStore {
  accepted(
    tx: EntityManager,
    importId: number,
    { first, last }: { readonly first: number; readonly last: number },
  ): Promise<DeathRow[]> {
    return tx.query(
      `select row, number, name, birth_date::text as "birthDate", content->>'diedOn' as "diedOn", content->>'source' as source from file_import_row
       where import_id = $1 and row between $2 and $3 and code is null order by row`,
      [importId, first, last],
    );
  }

  /** Marks rows whose day is before the birth, and those of whom the register knows nobody, by number or by name and birth date. */
  async refuseUnfit(tx: EntityManager, importId: number): Promise<number> {
    const [, refused]: [unknown, number] = await tx.query(
      `update file_import_row r set asked = true, field = f.field, code = f.code
       from (
         select row, case when (s.content->>'diedOn')::date < s.birth_date then 'death-before-birth' else 'person-unknown' end as code,
           case when (s.content->>'diedOn')::date < s.birth_date then 'YAC031' else 'AAC002' end as field
         from file_import_row s
         where s.import_id = $1 and s.code is null and ((s.content->>'diedOn')::date < s.birth_date or (
           not exists (select from person p where p.social_security_number = s.number)
           and not exists (select from person p where p.name collate "C" = s.name and p.birth_date = s.birth_date)))) f
       where r.import_id = $1 and r.row = f.row`,
      [importId],
    );
    return refused;
  }

  async refuse(tx: EntityManager, importId: number, row: number, code: ProblemCode): Promise<void> {
    await tx.query(
      `update file_import_row set asked = true, code = $3, field = 'AAC002', detail = 'meanwhile' where import_id = $1 and row = $2`,
      [importId, row, code],
    );
  }

  async add(
    tx: EntityManager,
    importId: number,
    row: DeathRow,
    of: { readonly personId: string | null; readonly doubt: Doubt | null; readonly at: Date },
  ): Promise<void> {
    await tx.query(
      `insert into death_report (import_id, row, number, name, died_on, source, person_id, doubt, state, reported_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
      [
        importId,
        row.row,
        row.number,
        row.name,
        row.diedOn,
        row.source,
        of.personId,
        of.doubt,
        of.doubt === null ? 'recorded' : 'waiting',
        of.at.toISOString(),
      ],
    );
  }

  /** Held until the transaction ends; null: there is none. */
  async hold(tx: EntityManager, id: string): Promise<DeathReport | null> {
    const rows: DeathReport[] = await tx.query(
      `select ${columns} from death_report d left join approval a on a.id = d.approval_id where d.id = $1 for update of d`,
      [id],
    );
    return rows[0] ?? null;
  }

  async decide(
    tx: EntityManager,
    id: string,
    decided: {
      readonly state: 'asked' | 'dismissed';
      readonly personId: string | null;
      readonly approvalId: string | null;
      readonly note: string;
      readonly by: string;
      readonly at: Date;
    },
  ): Promise<void> {
    await tx.query(
      `update death_report set state = $2, person_id = $3, approval_id = $4, note = $5, decided_by = $6, decided_at = $7 where id = $1`,
      [
        id,
        decided.state,
        decided.personId,
        decided.approvalId,
        decided.note,
        decided.by,
        decided.at.toISOString(),
      ],
    );
  }

  list(tx: EntityManager, wanted: DeathReportState | null, ask: ListAsk): Promise<ListPage<ListedReport>> {
    const { params, where, add } = conditions();
    if (wanted !== null) add(wanted, (place) => `${state} = ${place}`);
    if (ask.search !== null)
      add(likePattern(ask.search), (place) => `d.name ilike ${place} or ${isWhole('d.number')(place)}`);
    return readPage<ListedReport>(
      tx,
      {
        select: `${columns}, d.import_id::text as "importId", p.name as "personName", p.social_security_number as "personNumber",
          p.died_on::text as "personDiedOn", d.decided_by as "decidedBy", d.note,
          (select coalesce(sum(r.amount_fen), 0)::text from benefit_recovery r join benefit_claim b on b.id = r.claim_id
             where b.person_id = d.person_id and r.period > to_char(d.died_on, 'YYYY-MM')) as recover`,
        from: 'death_report d left join person p on p.id = d.person_id left join approval a on a.id = d.approval_id',
        where,
        params,
        key: { sql: 'd.id', type: 'uuid' },
        sorts: {
          time: { sql: 'd.reported_at', type: 'timestamptz' },
          day: { sql: 'd.died_on', type: 'date' },
        },
        usual: { sort: 'time', falling: true },
      },
      ask,
    );
  }
}
