/** Takes letters of other agencies in: months, bases and money of somebody who comes here, looked through against what is here already. */
import { Injectable } from '@nestjs/common';
import { monthsInBoth, monthsOfSpan, monthsOfSpans } from '#libs/contributions/moved-months.js';
import { monthOf, type PlainMonth } from '#libs/kernel/plain-date.js';
import { formatYuan, sum, yuan, zeroFen } from '#libs/money/fen.js';
import { describedScheme } from '#libs/schemes/table.js';
import { Clock } from '../../ground/clock.js';
import { Database, type Transaction } from '../../ground/database/database.js';
import { Refused } from '../../ground/http/refused.js';
import type { Decider } from '../../records/approvals/approval.js';
import { PeopleService } from '../../register/people/people.service.js';
import { PaidMonths } from '../contributions/paid-months.service.js';
import { ParticipationsService } from '../participations/participations.service.js';
import { type NewTransfer, readSpan } from './transfer.js';
import { movable, TransferReckoning } from './transfer-reckoning.service.js';
import type { TransferAskedDto, TransferLetterDto } from './transfers.dto.js';
import { Transfers } from './transfers.service.js';
import { TransfersStore } from './transfers.store.js';

type By = Pick<Decider, 'number' | 'terminalId'>;

@Injectable()
export class TransferLetters {
  constructor(
    private readonly database: Database,
    private readonly transfers: Transfers,
    private readonly store: TransfersStore,
    private readonly reckoning: TransferReckoning,
    private readonly paid: PaidMonths,
    private readonly people: PeopleService,
    private readonly participations: ParticipationsService,
    private readonly clock: Clock,
  ) {}

  /**
   * Takes the letter of another agency in: it waits for others to decide, then for its money. Throws Refused `person-unknown`, `person-dead`,
   * `person-retired`, `transfer-not-possible`, `transfer-letter-known`, `transfer-letter-differs`, `transfer-months-impossible`,
   * `transfer-overlaps`, `approval-waiting`.
   */
  takeLetter(personId: string, asked: TransferLetterDto, by: By): Promise<TransferAskedDto> {
    const { scheme, agency, letter, months, reason } = asked;
    const [account, pool] = [yuan(asked.account), yuan(asked.pool)];
    const spans = asked.spans.map(readSpan);
    return this.database.transaction(async (tx) => {
      const person = await this.transfers.person(tx, personId);
      const today = this.clock.today();
      if (person.diedOn !== null) throw new Refused('person-dead', person.diedOn);
      if (!movable.includes(scheme)) throw new Refused('transfer-not-possible', scheme);
      const ids = await this.people.allOf(tx, person.id);
      for (const id of ids) await this.participations.demandNotRetired(tx, id, scheme, monthOf(today));
      const lived = monthOf(person.birthDate);
      const odd = spans.find(({ first, last }) => first > last || first < lived || last > monthOf(today));
      if (odd !== undefined) throw new Refused('transfer-months-impossible', `${odd.first} – ${odd.last}`);
      const brought = monthsOfSpans(spans);
      const inAll = spans.reduce((all, span) => all + monthsOfSpan(span).length, 0);
      if (inAll !== brought.length) throw new Refused('transfer-overlaps', '表内 / within the letter');
      if (brought.length !== months)
        throw new Refused(
          'transfer-letter-differs',
          `${brought.length} 个月 ≠ ${months} 个月 / ${brought.length} months ≠ ${months} months`,
        );
      const ofRows = sum(spans.map((span) => span.account));
      if (ofRows !== account)
        throw new Refused('transfer-letter-differs', `${formatYuan(ofRows)} ≠ ${asked.account}`);
      if (account > zeroFen && describedScheme(scheme).accounts.length === 0)
        throw new Refused('transfer-letter-differs', `${scheme} 没有个人账户 / has no personal account`);
      if (await this.store.isLetterKnown(tx, agency.code, letter))
        throw new Refused('transfer-letter-known', letter);
      await this.demandNoOverlap(tx, ids, scheme, brought);
      const transfer: NewTransfer = {
        direction: 'in',
        personId: person.id,
        from: scheme,
        to: scheme,
        agency: {
          code: agency.code,
          name: agency.name.trim(),
          account: agency.account ?? null,
          accountName: agency.accountName ?? agency.name.trim(),
        },
        letter,
        months,
        account,
        pool,
        backToPerson: zeroFen,
        backToFinance: zeroFen,
        spans: asked.spans.map(({ first, last, base, account: of }) => ({ first, last, base, account: of })),
        inputs: { on: today, bases: null, monthsBefore: 0, monthsOfOther: months, overlaps: [] },
        reason,
      };
      return this.transfers.keep(tx, transfer, null, by);
    });
  }

  /** Months paid here already, in the same scheme or for an employee's pension in either of them. */
  private async demandNoOverlap(
    tx: Transaction,
    ids: readonly string[],
    scheme: string,
    brought: readonly PlainMonth[],
  ): Promise<void> {
    const paid = await this.paid.ofPerson(tx, ids);
    const moves = await this.store.ofPerson(tx, ids);
    const others = scheme === '110' || scheme === '120' ? ['110', '120'] : [scheme];
    const waiting = moves
      .filter(
        ({ direction, to, state }) =>
          direction === 'in' && others.includes(to) && (state === 'asked' || state === 'approved'),
      )
      .flatMap(({ spans }) => spans.map(readSpan));
    const here = [
      ...others.flatMap((one) => this.reckoning.counted(paid, moves, one).months),
      ...monthsOfSpans(waiting),
    ];
    const both = monthsInBoth(brought, here);
    if (both.length > 0)
      throw new Refused(
        'transfer-overlaps',
        `${both.slice(0, 12).join(' ')}${both.length > 12 ? ` … ${both.length}` : ''}`,
      );
  }
}
