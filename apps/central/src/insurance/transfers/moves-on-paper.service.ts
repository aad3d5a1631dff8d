/** What a paper says of a move out (参保缴费凭证): insured from when to when, which months and how much goes along, and where to. */
import { Injectable } from '@nestjs/common';
import { monthsOfSpan } from '#libs/contributions/moved-months.js';
import { transferReference } from '#libs/contributions/notice-number.js';
import type { PlainDate } from '#libs/kernel/plain-date.js';
import { formatYuan } from '#libs/money/fen.js';
import type { Transaction } from '../../ground/database/database.js';
import { Refused } from '../../ground/http/refused.js';
import { ParticipationsService } from '../participations/participations.service.js';
import { moneyOf, readSpan, type TransferState } from './transfer.js';
import { TransfersStore } from './transfers.store.js';

/** Amounts in yuan. */
export type MoveOnPaper = {
  readonly transferId: string;
  readonly reference: string;
  readonly scheme: string;
  readonly agencyCode: string;
  readonly agencyName: string;
  /** The first and the last day of what stood of the scheme here; null: it never stood here. */
  readonly insuredFrom: PlainDate | null;
  readonly insuredUntil: PlainDate | null;
  readonly months: number;
  readonly account: string;
  readonly pool: string;
  readonly total: string;
  readonly spans: readonly {
    readonly first: string;
    readonly last: string;
    readonly months: number;
    readonly base: string;
  }[];
};

/** Decided, and not undone: what the paper says holds. */
const decided: readonly TransferState[] = ['approved', 'bank-refused', 'done'];

@Injectable()
export class MovesOnPaper {
  constructor(
    private readonly store: TransfersStore,
    private readonly participations: ParticipationsService,
  ) {}

  /** Of one move out of somebody, or of their newest. `people`: all their registrations. Throws Refused `transfer-no-paper`. */
  async of(tx: Transaction, people: readonly string[], transferId?: string): Promise<MoveOnPaper> {
    const move = (await this.store.ofPerson(tx, people)).find(
      ({ id, direction, state }) =>
        direction === 'out' && decided.includes(state) && (transferId === undefined || id === transferId),
    );
    if (move?.agency == null) throw new Refused('transfer-no-paper');
    const stood = [];
    for (const id of people)
      for (const one of await this.participations.ofPerson(tx, id))
        if (one.scheme === move.from) stood.push(one);
    const ends = stood.flatMap(({ until }) => (until === null ? [] : [until])).toSorted();
    return {
      transferId: move.id,
      reference: transferReference(move.number),
      scheme: move.from,
      agencyCode: move.agency.code,
      agencyName: move.agency.name,
      insuredFrom: stood.map(({ since }) => since).toSorted()[0] ?? null,
      insuredUntil: ends.at(-1) ?? null,
      months: move.months,
      account: formatYuan(move.account),
      pool: formatYuan(move.pool),
      total: formatYuan(moneyOf(move)),
      spans: move.spans.map((span) => ({
        first: span.first,
        last: span.last,
        months: monthsOfSpan(readSpan(span)).length,
        base: span.base,
      })),
    };
  }
}
