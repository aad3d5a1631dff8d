/** Keeps papers that were given out, and reads what was paid for a person, which they say. */
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { DocumentContent } from './document-content.js';

export type PaidRow = {
  readonly scheme: string;
  readonly place: string;
  readonly period: string;
  readonly unitPart: string;
  readonly personPart: string;
  readonly governmentPart: string;
};

export type StoredDocument = {
  readonly number: string;
  readonly key: string;
  readonly kind: string;
  readonly personId: string;
  readonly terminalId: string;
  readonly staffNumber: string;
  readonly issuedAt: Date;
  readonly content: DocumentContent;
  readonly fileDigest: string;
};

const columns = `number, key, kind, person_id as "personId", terminal_id as "terminalId", staff_number as "staffNumber",
  issued_at as "issuedAt", content, file_digest as "fileDigest"`;

@Injectable()
export class DocumentsStore {
  /**
   * What was paid: a month at a unit once every bill of it is, a person's own by its dues, since a tier is chosen as it is paid; and what
   * the government pays alone.
   */
  paid(tx: EntityManager, personId: string): Promise<PaidRow[]> {
    return tx.query(
      `with lines as (
         select p.scheme, p.unit_code, coalesce(u.name, '') as place, l.period, sum(l.unit_fen) as unit, sum(l.person_fen) as person,
           sum(l.government_fen) as government
         from participation p join assessment_line l on l.participation_id = p.id left join unit u on u.code = p.unit_code
         where p.person_id = $1 and p.voided_at is null group by p.scheme, p.unit_code, u.name, l.period)
       select scheme, place, period, unit::text as "unitPart", person::text as "personPart", government::text as "governmentPart" from lines l
       where unit + person + government > 0 and case when l.unit_code is null
         then exists (select from due d where d.person_id = $1 and d.scheme = l.scheme and d.period = l.period and d.state = 'waived')
         else exists (select from unit_bill b where b.unit_code = l.unit_code and b.scheme = l.scheme and b.period = l.period)
           and not exists (select from unit_bill b where b.unit_code = l.unit_code and b.scheme = l.scheme and b.period = l.period
             and b.paid_fen < b.unit_fen + b.person_fen) end
       union all
       select d.scheme, '', d.period, '0', sum(coalesce(d.amount_fen, 0))::text,
         greatest(coalesce(sum(o.subsidy_fen), 0), coalesce(max(l.government), 0))::text
       from due d left join operation_line o on o.operation_key = d.settled_by and o.subject_id = d.id
         left join lines l on l.unit_code is null and l.scheme = d.scheme and l.period = d.period
       where d.person_id = $1 and d.state = 'paid' group by d.scheme, d.period`,
      [personId],
    );
  }

  accounts(
    tx: EntityManager,
    personId: string,
  ): Promise<{ readonly scheme: string; readonly balance: string }[]> {
    return tx.query(
      'select scheme, balance_fen::text as balance from personal_account where person_id = $1 order by scheme',
      [personId],
    );
  }

  async nextPlace(tx: EntityManager): Promise<number> {
    const rows: { place: string }[] = await tx.query(
      `select nextval('issued_document_place')::text as place`,
    );
    return Number(rows[0]?.place);
  }

  async add(tx: EntityManager, document: StoredDocument): Promise<void> {
    await tx.query(
      `insert into issued_document (number, key, kind, person_id, terminal_id, staff_number, issued_at, content, file_digest)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
      [
        document.number,
        document.key,
        document.kind,
        document.personId,
        document.terminalId,
        document.staffNumber,
        document.issuedAt.toISOString(),
        JSON.stringify(document.content),
        document.fileDigest,
      ],
    );
  }

  byNumber(tx: EntityManager, number: string): Promise<StoredDocument | null> {
    return this.one(tx, 'number', number);
  }

  byKey(tx: EntityManager, key: string): Promise<StoredDocument | null> {
    return this.one(tx, 'key', key);
  }

  private async one(
    tx: EntityManager,
    column: 'number' | 'key',
    value: string,
  ): Promise<StoredDocument | null> {
    const rows: StoredDocument[] = await tx.query(
      `select ${columns} from issued_document where ${column} = $1`,
      [value],
    );
    return rows[0] ?? null;
  }
}
