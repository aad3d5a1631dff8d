/** The operation's columns, once: how an operation is read from its row and written to it. */
import { fen } from '#libs/money/fen.js';
import type { RowWrite } from '../../ground/database/row-writes.js';
import type { RecordedOperation } from './operation.js';

const columnOf = {
  key: 'key',
  terminalId: 'terminal_id',
  staffNumber: 'staff_number',
  cardSessionId: 'card_session_id',
  personId: 'person_id',
  kind: 'kind',
  service: 'service',
  channel: 'channel',
  bodyDigest: 'body_digest',
  total: 'total_fen',
  state: 'state',
  receiptNumber: 'receipt_number',
  problemCode: 'problem_code',
  problemDetail: 'problem_detail',
  businessDate: 'business_date',
  startedAt: 'started_at',
  finishedAt: 'finished_at',
  shiftId: 'shift_id',
  undoes: 'undoes',
  debitConsent: 'debit_consent',
} as const satisfies Readonly<Record<keyof RecordedOperation, string>>;

const columns = Object.values(columnOf).join(', ');

/** What to select for {@link operationFrom}, of the table as it is called in the statement. */
export const operationColumns = (of = 'operation'): string =>
  Object.entries(columnOf)
    .map(([name, column]) => `${of}.${column}${name === 'businessDate' ? '::text' : ''} as "${name}"`)
    .join(', ');

export type OperationRow<Kind extends RecordedOperation = RecordedOperation> = Omit<Kind, 'total'> & {
  readonly total: string;
};

export const operationFrom = <Kind extends RecordedOperation>(row: OperationRow<Kind>): Kind =>
  ({ ...row, total: fen(BigInt(row.total)) }) as unknown as Kind;

/** An operation as a row, under its column names. */
export const operationRow = (operation: RecordedOperation): object =>
  Object.fromEntries(
    Object.entries(columnOf).map(([name, column]) => {
      const value = operation[name as keyof RecordedOperation] ?? null;
      return [column, typeof value === 'bigint' ? value.toString() : value];
    }),
  );

export const newOperations: RowWrite = {
  table: 'operation',
  sql: (rows) => `insert into operation (${columns}) select ${columns} from ${rows}`,
};

/** How an operation ends. */
export const finishedOperations: RowWrite = {
  table: 'operation',
  sql: (
    rows,
  ) => `update operation o set state = r.state, receipt_number = r.receipt_number, problem_code = r.problem_code,
    problem_detail = r.problem_detail, finished_at = r.finished_at, change_number = nextval('operation_change')
    from ${rows} r where o.key = r.key`,
};

export const operationLines: RowWrite = {
  table: 'operation_line',
  sql: (rows) => `insert into operation_line select * from ${rows}`,
};

/** Who stood at the window for the holder. */
export const operationAgents: RowWrite = {
  table: 'operation_agent',
  sql: (rows) =>
    `insert into operation_agent (operation_key, number, name, relation) select operation_key, number, name, relation from ${rows}`,
};
