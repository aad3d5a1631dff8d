/** Finds the bank account that money goes back to: the unit's, and that of the person's card. */
import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../ground/database/database.js';

export type RefundAccount = { readonly account: string; readonly name: string };

@Injectable()
export class RefundAccountsStore {
  /** The account registered for the unit; else the one from which a bill was paid last. Null: none is known. */
  async ofUnit(tx: Transaction, unitCode: string, billId: string): Promise<RefundAccount | null> {
    const [row]: RefundAccount[] = await tx.query(
      `select bank_account as account, name from unit where code = $1 and bank_account is not null
       union all
       (select l.payer_account, l.payer_name from bill_payment p
        join bank_statement_line l on l.statement_id = p.source_id and l.line = p.source_line
        where p.bill_id = $2 and p.channel = 'transfer' and l.payer_account <> '' order by p.received_on desc limit 1)
       limit 1`,
      [unitCode, billId],
    );
    return row ?? null;
  }

  /** The account of the newest card of a person's that has one in use. */
  async ofPerson(tx: Transaction, personId: string): Promise<RefundAccount | null> {
    const [row]: RefundAccount[] = await tx.query(
      `select c.bank_account as account, p.name from card c join person p on p.id = c.person_id
       where c.person_id = $1 and c.bank_account is not null and c.bank_account_state = 'active'
       order by c.state = 'enabled' desc, c.issued_on desc nulls last limit 1`,
      [personId],
    );
    return row ?? null;
  }
}
