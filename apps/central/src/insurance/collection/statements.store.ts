/** Keeps statements of banks and how each line was settled, and finds units by who paid. */
import { Injectable } from '@nestjs/common';
import type { PayingUnit } from '#libs/contributions/statement-matching.js';
import type { PlainDate } from '#libs/kernel/plain-date.js';
import { fen, formatYuan, type Fen } from '#libs/money/fen.js';
import type { Transaction } from '../../ground/database/database.js';
import { prepared } from '../../ground/database/prepared.js';
import type { StatementFile, StatementLine } from './statement-file.js';

export type BankStatement = {
  readonly id: string;
  readonly number: number;
  readonly account: string;
  readonly scheme: string;
  /** Which of the fund's it is of. */
  readonly fundAccount: '1002' | '1003';
  readonly lines: number;
  readonly knownLines: number;
};

export type NewLine = StatementLine & { readonly line: number };

export type SettledLine = {
  readonly line: number;
  readonly state: 'paid' | 'in-suspense' | 'unbooked' | 'assigned' | 'returned';
  readonly why: string | null;
  readonly how: string | null;
  readonly unit: string | null;
  readonly suspense: Fen;
  readonly candidates: readonly string[];
};

const statementColumns = `id, number, account, scheme, lines, known_lines as "knownLines",
  (select f.fund_account from fund_bank_account f where f.account = bank_statement.account) as "fundAccount"`;
const lineColumns = `serial, booked_on::text as "bookedOn", amount_fen as amount, payer_account as "payerAccount",
  payer_name as "payerName", memo`;

@Injectable()
export class StatementsStore {
  /** The fund an account is of; null: nobody entered it. */
  async fundOf(
    tx: Transaction,
    account: string,
  ): Promise<Pick<BankStatement, 'scheme' | 'fundAccount'> | null> {
    const [row]: Pick<BankStatement, 'scheme' | 'fundAccount'>[] = await tx.query(
      'select scheme, fund_account as "fundAccount" from fund_bank_account where account = $1',
      [account],
    );
    return row ?? null;
  }

  /** Enters an account of a fund; false: it is known already. */
  async addAccount(
    tx: Transaction,
    account: {
      readonly account: string;
      readonly scheme: string;
      readonly fundAccount: string;
      readonly bankName: string;
    },
  ): Promise<boolean> {
    const rows: unknown[] = await tx.query(
      `insert into fund_bank_account (account, scheme, fund_account, bank_name) values ($1, $2, $3, $4) on conflict do nothing returning account`,
      [account.account, account.scheme, account.fundAccount, account.bankName],
    );
    return rows.length > 0;
  }

  async ofFile(tx: Transaction, digest: string): Promise<BankStatement | null> {
    const [row]: BankStatement[] = await tx.query(
      `select ${statementColumns} from bank_statement where digest = $1`,
      [digest],
    );
    return row ?? null;
  }

  async byId(tx: Transaction, id: string): Promise<BankStatement> {
    const [row]: BankStatement[] = await tx.query(
      `select ${statementColumns} from bank_statement where id = $1`,
      [id],
    );
    if (row === undefined) throw new Error(`no statement ${id}`);
    return row;
  }

  /** One imports statements of an account at a time. */
  async lockAccount(tx: Transaction, account: string): Promise<void> {
    await tx.query(`select pg_advisory_xact_lock(hashtextextended($1, 1))`, [`bank_statement/${account}`]);
  }

  /** The newest statement of an account by its last day; null: this is the first. */
  async newest(
    tx: Transaction,
    account: string,
  ): Promise<{ readonly lastDay: PlainDate; readonly closing: Fen } | null> {
    const [row]: { lastDay: PlainDate; closing: string }[] = await tx.query(
      `select last_day::text as "lastDay", closing_fen as closing from bank_statement where account = $1
       order by last_day desc, number desc limit 1`,
      [account],
    );
    return row === undefined ? null : { ...row, closing: fen(BigInt(row.closing)) };
  }

  /** Those of an account's movements that a statement of before had: serial → what it said. */
  async known(
    tx: Transaction,
    account: string,
    serials: readonly string[],
  ): Promise<ReadonlyMap<string, StatementLine>> {
    const rows: (Omit<StatementLine, 'amount'> & { readonly amount: string })[] = await tx.query(
      `select ${lineColumns} from bank_statement_line where account = $1 and serial = any($2)`,
      [account, serials],
    );
    return new Map(rows.map((row) => [row.serial, { ...row, amount: fen(BigInt(row.amount)) }]));
  }

  /**
   * A known movement of the days of a file that is not in it; null: there is none. Parts of a day are whole where they begin as a known
   * statement ended on it, or end as one began.
   */
  async leftOut(tx: Transaction, file: StatementFile): Promise<string | null> {
    const [row]: { serial: string }[] = await tx.query(
      `select l.serial from bank_statement s join bank_statement_line l on l.statement_id = s.id
       where s.account = $1 and s.last_day >= $2 and s.first_day <= $3 and l.booked_on between $2 and $3
         and not exists (select from unnest($4::text[]) listed where listed = l.serial)
         and not (l.booked_on = $2 and exists (select from bank_statement b
           where b.account = $1 and b.last_day = $2 and b.closing_fen = $5))
         and not (l.booked_on = $3 and exists (select from bank_statement b
           where b.account = $1 and b.first_day = $3 and b.opening_fen = $6))
       order by l.booked_on, l.serial limit 1`,
      [
        file.account,
        file.firstDay,
        file.lastDay,
        file.lines.map(({ serial }) => serial),
        file.opening.toString(),
        file.closing.toString(),
      ],
    );
    return row?.serial ?? null;
  }

  async insert(
    tx: Transaction,
    id: string,
    scheme: string,
    file: StatementFile,
    by: { readonly staffNumber: string; readonly at: Date },
    knownLines: number,
  ): Promise<void> {
    await tx.query(
      `insert into bank_statement (id, account, scheme, first_day, last_day, opening_fen, closing_fen, lines, in_fen, out_fen, known_lines,
         digest, imported_at, imported_by) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
      [
        id,
        file.account,
        scheme,
        file.firstDay,
        file.lastDay,
        file.opening.toString(),
        file.closing.toString(),
        file.lines.length,
        file.inFen.toString(),
        file.outFen.toString(),
        knownLines,
        file.digest,
        by.at.toISOString(),
        by.staffNumber,
      ],
    );
  }

  /** How the lines of a statement ended, with the reason why what waits does so. */
  async outcomes(
    tx: Transaction,
    id: string,
  ): Promise<{ readonly state: string; readonly lines: number; readonly amount: string }[]> {
    const rows: { state: string; lines: number; amount: string }[] = await tx.query(
      `select state || coalesce('/' || why, '') as state, count(*)::int as lines, sum(amount_fen) as amount
       from bank_statement_line where statement_id = $1 group by 1 order by 1`,
      [id],
    );
    return rows.map((row) => ({ ...row, amount: formatYuan(fen(BigInt(row.amount))) }));
  }

  /** Lines as they were read; what went out waits for nobody. */
  async insertLines(tx: Transaction, id: string, account: string, lines: readonly NewLine[]): Promise<void> {
    await tx.query(
      `insert into bank_statement_line (statement_id, line, account, serial, booked_on, amount_fen, payer_account, payer_name, memo, state)
       select $1, line, $2, serial, booked_on, amount_fen, payer_account, payer_name, memo, case when amount_fen < 0 then 'out' else 'new' end
       from json_populate_recordset(null::bank_statement_line, $3)`,
      [
        id,
        account,
        JSON.stringify(
          lines.map((each) => ({
            line: each.line,
            serial: each.serial,
            booked_on: each.bookedOn,
            amount_fen: each.amount.toString(),
            payer_account: each.payerAccount,
            payer_name: each.payerName,
            memo: each.memo,
          })),
        ),
      ],
    );
  }

  /** Lines of a stretch that nobody has looked at. */
  async newLines(tx: Transaction, id: string, first: number, last: number): Promise<NewLine[]> {
    type Row = Omit<NewLine, 'amount'> & { readonly amount: string };
    const rows = await prepared<Row>(
      tx,
      'statement-new-lines',
      `select line, ${lineColumns} from bank_statement_line where statement_id = $1 and line between $2 and $3 and state = 'new' order by line for update`,
      [id, first, last],
    );
    return rows.map((row) => ({ ...row, amount: fen(BigInt(row.amount)) }));
  }

  /** Lines of a stretch that went out and that nobody has looked at. */
  async outLines(tx: Transaction, id: string, first: number, last: number): Promise<NewLine[]> {
    const rows: (Omit<NewLine, 'amount'> & { readonly amount: string })[] = await tx.query(
      `select line, ${lineColumns} from bank_statement_line
       where statement_id = $1 and line between $2 and $3 and state = 'out' and settled_at is null order by line for update`,
      [id, first, last],
    );
    return rows.map((row) => ({ ...row, amount: fen(BigInt(row.amount)) }));
  }

  /** Notes that lines which went out are orders'. */
  async noteOut(tx: Transaction, id: string, lines: readonly number[], at: Date): Promise<void> {
    if (lines.length > 0)
      await tx.query(
        `update bank_statement_line set how = 'reference', settled_at = $3 where statement_id = $1 and line = any($2)`,
        [id, lines, at.toISOString()],
      );
  }

  /** Keeps by which paper a line was booked before. */
  async noteBookedBy(
    tx: Transaction,
    { statementId, line }: { readonly statementId: string; readonly line: number },
    paper: string,
  ): Promise<void> {
    await tx.query(
      'update bank_statement_line set other_voucher = $3 where statement_id = $1 and line = $2',
      [statementId, line, paper],
    );
  }

  /** Whether a statement of a fund's account in the chart was taken in. */
  async hasAny(tx: Transaction, scheme: string, fundAccount: BankStatement['fundAccount']): Promise<boolean> {
    const rows: unknown[] = await tx.query(
      `select from bank_statement s join fund_bank_account f on f.account = s.account where s.scheme = $1 and f.fund_account = $2 limit 1`,
      [scheme, fundAccount],
    );
    return rows.length > 0;
  }

  /** Units that have one of the bank accounts, or one of the names as {@link payerName} has them. */
  unitsPaying(tx: Transaction, accounts: readonly string[], names: readonly string[]): Promise<PayingUnit[]> {
    return prepared<PayingUnit>(
      tx,
      'statement-payers',
      `select code, name, bank_account as "bankAccount" from unit where bank_account = any($1)
       union select code, name, bank_account from unit where upper(regexp_replace(normalize(name, NFKC), '\\s', '', 'g')) = any($2)`,
      [accounts, names],
    );
  }

  async settle(
    tx: Transaction,
    id: string,
    lines: readonly SettledLine[],
    by: { readonly at: Date; readonly staffNumber: string | null },
  ): Promise<void> {
    await tx.query(
      `update bank_statement_line l set state = r.state, why = r.why, how = r.how, unit_code = r.unit_code, suspense_fen = r.suspense_fen,
         candidates = r.candidates, settled_at = $3, settled_by = $4
       from json_populate_recordset(null::bank_statement_line, $2) r where l.statement_id = $1 and l.line = r.line`,
      [
        id,
        JSON.stringify(
          lines.map(({ line, state, why, how, unit, suspense, candidates }) => ({
            line,
            state,
            why,
            how,
            unit_code: unit,
            suspense_fen: suspense.toString(),
            candidates,
          })),
        ),
        by.at.toISOString(),
        by.staffNumber,
      ],
    );
  }
}
