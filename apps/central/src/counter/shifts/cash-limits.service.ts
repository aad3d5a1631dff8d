/** The bureau's limits for cash in a clerk's hands and its other choices for money at a counter, as they are in force. */
import { schemes } from '#libs/contract/schemes.js';
import { Injectable } from '@nestjs/common';
import { debitConsents, type DebitConsent } from '#libs/contract/debit-consent.js';
import type { PlainDate } from '#libs/kernel/plain-date.js';
import type { Fen } from '#libs/money/fen.js';
import { amountOf, rateOf, wordOf } from '#libs/policy/look-up.js';
import type { Rate } from '#libs/money/rate.js';
import { collectorOf } from '#libs/schemes/collector.js';
import { CounterDatabase } from '../../ground/database/database.js';
import { PolicyService } from '../../register/policy/policy.service.js';

export type CashLimits = {
  /** Most drawn at once. */
  readonly draw: Fen;
  /** Most drawn cash in one clerk's hands. */
  readonly imprest: Fen;
  /** Most cash taken in and not banked yet in one clerk's hands. */
  readonly received: Fen;
  /** Most paid out in cash in one act. */
  readonly collection: Fen;
  /** Largest difference at a count that the clerk's own reason is enough for. */
  readonly difference: Fen;
  /** From this part of a limit on nothing is confirmed by Enter alone. */
  readonly carefulShare: Rate;
  /** How the holder of a bank account agrees to a debit. */
  readonly debitConsent: DebitConsent;
  /** Schemes whose dues another than the bureau collects. */
  readonly elsewhere: ReadonlySet<string>;
  /** Schemes of which nothing says who collects them. */
  readonly uncollected: ReadonlySet<string>;
};

/** Limits come with a version of the schema: who asks every group of acts would be told the same again. */
const keptForMs = 30_000;

@Injectable()
export class CashLimitsService {
  private kept: {
    readonly day: PlainDate;
    readonly untilMs: number;
    readonly limits: Promise<CashLimits>;
  } | null = null;

  constructor(
    private readonly database: CounterDatabase,
    private readonly policy: PolicyService,
  ) {}

  /** The limits of a day; never in a transaction of somebody's, since it takes a connection of its own. */
  of(day: PlainDate): Promise<CashLimits> {
    const nowMs = performance.now();
    if (this.kept !== null && this.kept.day === day && nowMs < this.kept.untilMs) return this.kept.limits;
    const limits = this.read(day);
    const kept = { day, untilMs: nowMs + keptForMs, limits };
    this.kept = kept;
    // What was not read is not kept: the next one asks again.
    limits.catch(() => {
      if (this.kept === kept) this.kept = null;
    });
    return limits;
  }

  private read(day: PlainDate): Promise<CashLimits> {
    return this.database.transaction(async (tx) => {
      const parameters = await this.policy.parameters(tx);
      const amount = (key: string) => this.policy.value(tx, day, amountOf(key));
      return {
        draw: await amount('counter.draw-at-most'),
        imprest: await amount('counter.imprest-at-most'),
        received: await amount('counter.received-at-most'),
        collection: await amount('counter.cash-collection-at-most'),
        difference: await amount('counter.difference-at-most'),
        carefulShare: await this.policy.value(tx, day, rateOf('counter.careful-share')),
        debitConsent: await this.policy.value(tx, day, wordOf('counter.debit-consent', debitConsents)),
        elsewhere: new Set(
          Object.keys(schemes).filter((scheme) => collectorOf(parameters, scheme, day) === 'tax'),
        ),
        uncollected: new Set(
          Object.keys(schemes).filter((scheme) => collectorOf(parameters, scheme, day) === null),
        ),
      };
    });
  }
}
