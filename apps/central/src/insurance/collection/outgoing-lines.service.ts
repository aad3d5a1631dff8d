/** Follows orders that send money away to the movement on the bank's statement that carries them out, which names the order in its remark. */
import { Injectable } from '@nestjs/common';
import { negate } from '#libs/money/fen.js';
import { Clock } from '../../ground/clock.js';
import type { Transaction } from '../../ground/database/database.js';
import { OutgoingPayments } from '../outgoing/outgoing-payments.service.js';
import { StatementsStore } from './statements.store.js';

const orderId = /(?<![0-9a-f-])[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?![0-9a-f-])/giu;

/** The orders that a remark names, each once. */
export const paymentsNamedIn = (memo: string): readonly string[] => [
  ...new Set([...memo.normalize('NFKC').matchAll(orderId)].map(([id]) => id.toLowerCase())),
];

@Injectable()
export class OutgoingLines {
  constructor(
    private readonly store: StatementsStore,
    private readonly payments: OutgoingPayments,
    private readonly clock: Clock,
  ) {}

  /** Tells orders of a fund what lines of a stretch of its statement say of them. Lines that name no order, or several, are nobody's. */
  async follow(
    tx: Transaction,
    statement: { readonly id: string; readonly scheme: string },
    first: number,
    last: number,
  ): Promise<void> {
    const found: number[] = [];
    for (const line of await this.store.outLines(tx, statement.id, first, last)) {
      const [id, ...more] = paymentsNamedIn(line.memo);
      if (id === undefined || more.length > 0) continue;
      const told = { ...line, id, scheme: statement.scheme, amount: negate(line.amount) };
      if (await this.payments.onStatement(tx, told)) found.push(line.line);
    }
    await this.store.noteOut(tx, statement.id, found, this.clock.now());
  }
}
