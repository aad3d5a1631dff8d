/** Keeps the rows of a file that is looked at: streamed in by COPY, checked against each other and the register by statements over all. */
import { once } from 'node:events';
import type { Writable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import type { PoolClient } from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import { escapeLiteral } from 'pg';
import type { EntityManager } from 'typeorm';
import { problems, type ProblemCode } from '#libs/contract/problems.js';
import { fen, formatYuan } from '#libs/money/fen.js';
import type { ImportTotals } from './file-import.js';

const columns = [
  'import_id',
  'row',
  'code',
  'field',
  'detail',
  'number',
  'name',
  'sex',
  'birth_date',
  'is_minor',
  'ethnic_group',
  'birthplace',
  'phone',
  'address',
  'unit_code',
  'unit_name',
  'guardian_number',
  'guardian_name',
  'photo_digest',
  'content',
] as const;

/** The driver's own connection of a transaction: TypeORM knows no COPY. */
const clientOf = async (tx: EntityManager): Promise<PoolClient> => {
  if (tx.queryRunner === undefined) throw new Error('COPY needs an open transaction');
  return (await tx.queryRunner.connect()) as PoolClient;
};

/** Takes text lines of COPY in; waits where the database is slower than the file. */
class RowSink {
  private fault: Error | null = null;

  constructor(private readonly stream: Writable) {
    // The database may break it off at any moment, also while nothing is being written.
    stream.on('error', (fault: Error) => (this.fault = fault));
  }

  async write(lines: string): Promise<void> {
    if (this.fault !== null) throw this.fault;
    if (lines !== '' && !this.stream.write(lines)) await once(this.stream, 'drain');
  }

  async end(): Promise<void> {
    if (this.fault !== null) throw this.fault;
    const finished = once(this.stream, 'finish');
    this.stream.end();
    await finished;
  }

  /** Breaks the COPY off: the database takes back what it was given. */
  async abandon(): Promise<void> {
    // What the database broke off by itself never closes.
    if (this.fault !== null || this.stream.closed) return;
    const closed = new Promise<void>((resolve) => void this.stream.once('close', resolve));
    this.stream.destroy(new Error('broken off'));
    await closed;
  }
}

/**
 * One number in 1,200 ends in three zeros and passes its check by itself. So many whole numbers beside one show that its column was kept as
 * text; in a column that was not, none would be.
 */
const wholeForOneZeroed = 200;

@Injectable()
export class StagingStore {
  /** For statements over whole files: plans may read whole tables, and take as long as they take. */
  async prepare(tx: EntityManager): Promise<void> {
    await tx.query(
      `set local enable_seqscan = on; set local statement_timeout = 0; set local work_mem = '64MB'; set local default_statistics_target = 10`,
    );
  }

  /** Counts what was staged a moment ago: a plan for the few rows of before would never end with many. */
  async analyze(tx: EntityManager): Promise<void> {
    await tx.query('analyze file_import_row (import_id, row, code, number, unit_code)');
  }

  async openSink(tx: EntityManager): Promise<RowSink> {
    const client = await clientOf(tx);
    return new RowSink(client.query(copyFrom(`copy file_import_row (${columns.join(', ')}) from stdin`)));
  }

  /** Marks what rows cannot know of each other: the same number twice. */
  async compareNumbers(tx: EntityManager, importId: number): Promise<void> {
    await tx.query(
      `update file_import_row r set code = case when d.names > 1 then 'number-of-two-names' else 'row-repeated' end, field = 'AAC002',
         detail = d.rows
       from (
         select number, count(distinct name) as names, string_agg(row::text, ', ' order by row) filter (where place <= 10) || case when max(place) > 10 then ' …' else '' end as rows
         from (
           select number, name, row, row_number() over (partition by number order by row) as place from file_import_row
           where import_id = $1 and number in (
             select number from file_import_row where import_id = $1 and number is not null group by number having count(*) > 1
           )
         ) numbered group by number
       ) d
       where r.import_id = $1 and r.number = d.number and r.code is null`,
      [importId],
    );
  }

  /**
   * Marks numbers that end in three zeros and pass their check, where the file has others that were damaged so for certain, or has more
   * of them than chance brings (docs/card.md): of damaged numbers one in twelve passes.
   */
  async compareZeroed(tx: EntityManager, importId: number): Promise<void> {
    const [found]: { proven: boolean; zeroed: string; whole: string }[] = await tx.query(
      `select coalesce(bool_or(code = 'sheet-digits-lost' or code = 'sheet-scientific'), false) as proven,
         count(*) filter (where code is null and (number like '%000' or guardian_number like '%000')) as zeroed,
         count(*) filter (where code is null and number not like '%000' and number not like '%X') as whole
       from file_import_row where import_id = $1`,
      [importId],
    );
    const [zeroed, whole] = [Number(found?.zeroed), Number(found?.whole)];
    if (zeroed === 0 || (found?.proven !== true && zeroed * wholeForOneZeroed <= whole)) return;
    await tx.query(
      `update file_import_row set code = 'sheet-digits-lost', field = case when number like '%000' then 'AAC002' else 'YAC002' end,
         detail = '…000'
       where import_id = $1 and code is null and (number like '%000' or guardian_number like '%000')`,
      [importId],
    );
  }

  /** Takes back what the register said when it was last asked, so that it can be asked again. Gives how many rows that were. */
  async forgetRegister(tx: EntityManager, importId: number): Promise<number> {
    const [, forgotten]: [unknown, number] = await tx.query(
      `update file_import_row set code = null, field = null, detail = null, asked = false where import_id = $1 and asked`,
      [importId],
    );
    return forgotten;
  }

  async totals(tx: EntityManager, importId: number): Promise<ImportTotals> {
    const [row]: Record<string, string | null>[] = await tx.query(
      `select count(*) as rows, count(*) filter (where code is null) as accepted,
         count(*) filter (where code is null and sex = 'male') as men,
         count(*) filter (where code is null and is_minor) as minors,
         count(distinct unit_code) filter (where code is null) as units,
         coalesce(sum(left(number, 17)::bigint % 1000000000000) filter (where code is null), 0) % 1000000000000 as hash_total,
         sum((content ->> 'amountFen')::bigint) filter (where code is null) as amount,
         coalesce(bit_xor(hashtextextended(concat_ws('|', row, number, name, code, photo_digest, content), 0)), 0) as outcome
       from file_import_row where import_id = $1`,
      [importId],
    );
    const refused: { code: ProblemCode; rows: string }[] = await tx.query(
      'select code, count(*) as rows from file_import_row where import_id = $1 and code is not null group by code order by code',
      [importId],
    );
    const count = (name: string): number => Number(row?.[name] ?? 0);
    return {
      rows: count('rows'),
      accepted: count('accepted'),
      refused: Object.fromEntries(refused.map(({ code, rows }) => [code, Number(rows)])),
      men: count('men'),
      women: count('accepted') - count('men'),
      minors: count('minors'),
      units: count('units'),
      hashTotal: String(row?.['hash_total'] ?? '0').padStart(12, '0'),
      ...(row?.['amount'] == null ? {} : { amount: formatYuan(fen(BigInt(row['amount']))) }),
      outcomeDigest: String(row?.['outcome'] ?? '0'),
    };
  }

  /** The report: a line for every row, in the order of the file; numbers masked, no names. A stream of UTF-8. */
  async report(tx: EntityManager, importId: number): Promise<NodeJS.ReadableStream> {
    const steps = (Object.keys(problems) as ProblemCode[])
      .map((code) => {
        const { title, nextStep } = problems[code];
        const words = [code, `${title.zh} ${title.en}`, `${nextStep.zh} ${nextStep.en}`];
        return `(${words.map((text) => escapeLiteral(text)).join(', ')})`;
      })
      .join(', ');
    const client = await clientOf(tx);
    // COPY takes no parameters; the import's number is a number of ours.
    return client.query(
      copyTo(
        `copy (
           select case when s.row > 0 then s.row end as "行号 row",
             case when length(s.number) >= 10 then left(s.number, 2) || repeat('*', length(s.number) - 4) || right(s.number, 2)
               else repeat('*', length(s.number)) end as "AAC002",
             case when s.code is null then '通过 accepted' else '不通过 refused' end as "结果 outcome",
             s.code as "代码 code", step.title as "原因 reason", s.field as "列 field", s.detail as "说明 detail", step.next as "处理 next step"
           from file_import_row s left join (values ${steps}) step (code, title, next) on step.code = s.code
           where s.import_id = ${Math.trunc(importId)} order by s.row
         ) to stdout (format csv, header)`,
      ),
    );
  }

  /** First and last row of a staged file, header and empty lines left out, and what is missing in it; null when nothing is staged. */
  async range(
    tx: EntityManager,
    importId: number,
  ): Promise<{ readonly first: number; readonly last: number } | null> {
    const [row]: { first: number | null; last: number | null }[] = await tx.query(
      'select min(row) as first, max(row) as last from file_import_row where import_id = $1 and row > 0',
      [importId],
    );
    return row?.first == null || row.last === null ? null : { first: row.first, last: row.last };
  }

  async drop(tx: EntityManager, importId: number): Promise<void> {
    await tx.query('delete from file_import_row where import_id = $1', [importId]);
  }
}
