/** Moves personal accounts with insurance relations: taken whole to zero, credited where they come to, each entry dated and of its own kind. */
import { Injectable } from '@nestjs/common';
import { monthOf, type PlainMonth } from '#libs/kernel/plain-date.js';
import { type Fen, negate, sum, zeroFen } from '#libs/money/fen.js';
import { type AccountDraw, drawAccounts } from '../../funds/ledger/account-draws.js';
import { Clock } from '../../ground/clock.js';
import type { Transaction } from '../../ground/database/database.js';
import { Refused } from '../../ground/http/refused.js';
import {
  AccountEntriesStore,
  type Credited,
  type EntryKind,
  type NewEntry,
} from './account-entries.store.js';

export type { Credited } from './account-entries.store.js';

/** What comes to an account, of a year or month. */
export type MovedCredit = { readonly period: string; readonly amount: Fen };

@Injectable()
export class AccountMoves {
  constructor(
    private readonly store: AccountEntriesStore,
    private readonly clock: Clock,
  ) {}

  /** What somebody's accounts of a scheme come to, held until the transaction ends; several ids: registrations of one person. */
  async balance(tx: Transaction, scheme: string, people: readonly string[]): Promise<Fen> {
    return sum((await this.store.balances(tx, scheme, people)).map(({ balance }) => balance));
  }

  /** What was credited to all of somebody's accounts by a moment, or taken back, other than by drawing and interest; null: up to now. */
  credits(
    tx: Transaction,
    people: readonly string[],
    until: Date | null = null,
  ): Promise<readonly Credited[]> {
    return this.store.credits(tx, people, until);
  }

  /** Takes all there is out of somebody's accounts of a scheme; returns how much it was. */
  takeWhole(tx: Transaction, scheme: string, people: readonly string[]): Promise<Fen> {
    return this.empty(tx, scheme, people, 'transfer');
  }

  /** Takes all there is out of a dead one's accounts of a scheme, as it is paid to the heirs; returns how much it was. */
  payOutWhole(tx: Transaction, scheme: string, people: readonly string[]): Promise<Fen> {
    return this.empty(tx, scheme, people, 'benefit');
  }

  private async empty(
    tx: Transaction,
    scheme: string,
    people: readonly string[],
    kind: 'transfer' | 'benefit',
  ): Promise<Fen> {
    const balances = await this.store.balances(tx, scheme, people);
    const month = monthOf(this.clock.today());
    await this.enter(
      tx,
      scheme,
      balances.flatMap(({ personId, balance }) =>
        balance === zeroFen ? [] : [this.entry(personId, kind, month, negate(balance))],
      ),
    );
    return sum(balances.map(({ balance }) => balance));
  }

  /** Credits what came along, by the years it is of; its interest here runs from the month it came in. */
  async credit(
    tx: Transaction,
    scheme: string,
    personId: string,
    credits: readonly MovedCredit[],
    receivedIn: PlainMonth,
  ): Promise<void> {
    await this.enter(
      tx,
      scheme,
      credits.flatMap(({ period, amount }) =>
        amount === zeroFen
          ? []
          : [{ ...this.entry(personId, 'transfer', period, amount), creditedIn: receivedIn }],
      ),
    );
  }

  /** Takes back what came along with a move, month by month as it was credited. Throws Refused `credit-used` when the account no longer has it. */
  async takeMoved(
    tx: Transaction,
    scheme: string,
    personId: string,
    credits: readonly MovedCredit[],
    receivedIn: PlainMonth,
  ): Promise<void> {
    await this.credit(
      tx,
      scheme,
      personId,
      credits.map(({ period, amount }) => ({ period, amount: negate(amount) })),
      receivedIn,
    );
  }

  /** Takes back a part of one kind. Throws Refused `credit-used` when the account no longer has it. */
  async takeBack(
    tx: Transaction,
    scheme: string,
    personId: string,
    part: { readonly kind: 'personal' | 'subsidy'; readonly period: string; readonly amount: Fen },
  ): Promise<void> {
    if (part.amount === zeroFen) return;
    await this.enter(tx, scheme, [this.entry(personId, part.kind, part.period, negate(part.amount))]);
  }

  /** Draws the accounts' parts of benefits, of each account no more than there is. Amounts in fen, by person and month. */
  draw(tx: Transaction, scheme: string, parts: readonly AccountDraw[]): Promise<void> {
    return drawAccounts(tx, scheme, parts, this.clock.now());
  }

  private entry(personId: string, kind: EntryKind, period: string, amount: Fen): NewEntry {
    return {
      personId,
      kind,
      amount,
      period,
      creditedIn: monthOf(this.clock.today()),
      participationId: null,
      billId: null,
      part: null,
    };
  }

  private async enter(tx: Transaction, scheme: string, entries: readonly NewEntry[]): Promise<void> {
    const leftOut = await this.store.enter(tx, scheme, entries, this.clock.now());
    const [first] = leftOut;
    if (first !== undefined) throw new Refused('credit-used', first.period);
  }
}
