/** What a bank answered to a run of benefits, whatever the form of its file. */
import type { PlainMonth } from '#libs/kernel/plain-date.js';
import { add, type Fen, zeroFen } from '#libs/money/fen.js';
import type { RowFinding } from '../../ground/csv/row-findings.js';

export const payOutcomes = ['paid', 'failed', 'doubt'] as const;
export type PayOutcome = (typeof payOutcomes)[number];

/** What the bank made of a row. */
export type AnsweredItem = {
  readonly row: number;
  readonly serial: number;
  readonly account: string;
  readonly amount: Fen;
  readonly outcome: PayOutcome;
  readonly reference: string;
  readonly reason: string;
};

type OutcomeSum = { readonly rows: number; readonly amount: Fen };

/** What an answer says beside its rows, which are handed on as they are read. */
export type PayAnswer = {
  readonly run: number;
  /** Of the message it answers; null: its form does not say. */
  readonly month: PlainMonth | null;
  readonly original: { readonly rows: number; readonly total: Fen } | null;
  readonly digest: string;
  /** Its rows by what became of them. */
  readonly sums: Readonly<Record<PayOutcome, OutcomeSum>>;
  /** Where its rows do not come to what it says they do; null: they do. */
  readonly differs: string | null;
  /** Rows that cannot be read; of a file that is another thing altogether the first {@link findingsAtMost}. */
  readonly findings: readonly RowFinding[];
};

/** Findings that are told; whoever has more has the wrong file. */
export const findingsAtMost = 10_000;

/** Rows handed on at a time. */
const rowsAtOnce = 2000;

/** Takes rows of an answer as they are read. */
export type TakeRows = (rows: readonly AnsweredItem[]) => Promise<void>;

/** Counts rows by what became of them, and hands them on many at a time. */
export class AnswerRows {
  readonly findings: RowFinding[] = [];
  private readonly counted: Record<PayOutcome, { rows: number; amount: Fen }> = {
    paid: { rows: 0, amount: zeroFen },
    failed: { rows: 0, amount: zeroFen },
    doubt: { rows: 0, amount: zeroFen },
  };
  private waiting: AnsweredItem[] = [];

  constructor(private readonly take: TakeRows) {}

  add(item: AnsweredItem): void {
    const counted = this.counted[item.outcome];
    counted.rows += 1;
    counted.amount = add(counted.amount, item.amount);
    this.waiting.push(item);
  }

  find(finding: RowFinding): void {
    if (this.findings.length < findingsAtMost) this.findings.push(finding);
  }

  /** Hands on what waits, if it is enough; at the end, all. */
  async flush(isEnd = false): Promise<void> {
    if (this.waiting.length === 0 || (!isEnd && this.waiting.length < rowsAtOnce)) return;
    const rows = this.waiting;
    this.waiting = [];
    await this.take(rows);
  }

  get sums(): Readonly<Record<PayOutcome, OutcomeSum>> {
    return this.counted;
  }
}
