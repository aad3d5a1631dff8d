/** Shows moves of insurance relations: one person's with what counts of each scheme, those under way, and what would move before it is asked for. */
import { Injectable } from '@nestjs/common';
import { transferReference, transfersNamedIn } from '#libs/contributions/notice-number.js';
import { schemeName } from '#libs/contract/schemes.js';
import {
  maskSocialSecurityNumber,
  type SocialSecurityNumber,
} from '#libs/identity/social-security-number.js';
import { formatYuan } from '#libs/money/fen.js';
import { Database, type Transaction } from '../../ground/database/database.js';
import { noteLookedUp } from '../../ground/http/looked-up.js';
import { Refused } from '../../ground/http/refused.js';
import type { ListAsk } from '../../ground/lists/list-page.js';
import { PeopleService } from '../../register/people/people.service.js';
import type { Person } from '../../register/people/person.entity.js';
import { PaidMonths } from '../contributions/paid-months.service.js';
import { explained, MoveNotices } from './move-notices.service.js';
import { type InsuranceTransfer, moneyOf } from './transfer.js';
import { movable, TransferReckoning } from './transfer-reckoning.service.js';
import type {
  CountedMonthsDto,
  InsuranceTransferDto,
  MovePreviewDto,
  MoveToPreviewDto,
  PersonTransfersDto,
  TransferPageDto,
} from './transfers.dto.js';
import { TransfersStore } from './transfers.store.js';

const shown = (transfer: InsuranceTransfer): InsuranceTransferDto => ({
  id: transfer.id,
  reference: transferReference(transfer.number),
  direction: transfer.direction,
  personId: transfer.personId,
  from: transfer.from,
  fromName: schemeName(transfer.from),
  to: transfer.to,
  toName: schemeName(transfer.to),
  agency:
    transfer.agency === null
      ? null
      : {
          code: transfer.agency.code,
          name: transfer.agency.name,
          ...(transfer.agency.account === null ? {} : { account: transfer.agency.account }),
        },
  letter: transfer.letter,
  months: transfer.months,
  account: formatYuan(transfer.account),
  pool: formatYuan(transfer.pool),
  total: formatYuan(moneyOf(transfer)),
  backToPerson: formatYuan(transfer.backToPerson),
  backToFinance: formatYuan(transfer.backToFinance),
  spans: [...transfer.spans],
  state: transfer.state,
  reason: transfer.reason,
  askedBy: transfer.askedBy,
  askedAt: transfer.askedAt.toISOString(),
  endedAt: transfer.endedAt?.toISOString() ?? null,
  approval: transfer.approvalId,
  receivedOn: transfer.receivedOn,
});

@Injectable()
export class TransferViews {
  constructor(
    private readonly database: Database,
    private readonly store: TransfersStore,
    private readonly reckoning: TransferReckoning,
    private readonly notices: MoveNotices,
    private readonly paid: PaidMonths,
    private readonly people: PeopleService,
  ) {}

  /** What would move now. Throws Refused `person-unknown`, and as {@link TransferReckoning.reckon}. */
  preview(personId: string, { direction, from, to }: MoveToPreviewDto): Promise<MovePreviewDto> {
    return this.database.transaction(async (tx) => {
      const person = await this.person(tx, personId);
      const found = await this.reckoning.reckon(tx, person, { direction, from, to });
      return {
        months: found.months,
        account: formatYuan(found.account),
        pool: formatYuan(found.pool),
        total: formatYuan(moneyOf(found)),
        backToPerson: formatYuan(found.backToPerson),
        backToFinance: formatYuan(found.backToFinance),
        spans: [...found.spans],
        explanation: explained(found.explanation),
      };
    });
  }

  /** Throws Refused `person-unknown`. */
  ofPerson(personId: string): Promise<PersonTransfersDto> {
    return this.database.read(async (tx) => {
      const person = await this.person(tx, personId);
      const ids = await this.people.allOf(tx, person.id);
      const [paid, moves] = [await this.paid.ofPerson(tx, ids), await this.store.ofPerson(tx, ids)];
      const counted = movable.flatMap((scheme): CountedMonthsDto[] => {
        const { months, own, movedIn, movedOut } = this.reckoning.counted(paid, moves, scheme);
        return months.length + movedOut === 0
          ? []
          : [{ scheme, schemeName: schemeName(scheme), months: months.length, own, movedIn, movedOut }];
      });
      const transfers: PersonTransfersDto['transfers'] = [];
      for (const one of moves) {
        const explanation = await this.reckoning.explanationOf(tx, one);
        transfers.push({ ...shown(one), explanation: explanation === null ? null : explained(explanation) });
      }
      return { transfers, counted, notices: await this.notices.of(tx, { person, ids, moves, counted }) };
    });
  }

  list(
    filters: {
      readonly state: string | null;
      readonly direction: string | null;
      readonly scheme: string | null;
    },
    ask: ListAsk,
  ): Promise<TransferPageDto> {
    const [number] = transfersNamedIn(ask.search ?? '');
    return this.database.read(async (tx) => {
      const { rows, next, total } = await this.store.list(tx, { ...filters, number: number ?? null }, ask);
      for (const { personId } of rows) noteLookedUp(personId);
      return {
        transfers: rows.map((row) => ({
          ...shown(row),
          name: row.name,
          maskedNumber: maskSocialSecurityNumber(row.personNumber as SocialSecurityNumber),
        })),
        next,
        total,
      };
    });
  }

  private async person(tx: Transaction, id: string): Promise<Person> {
    noteLookedUp(id);
    const person = await this.people.find(tx, await this.people.keptOf(tx, id));
    if (person === null) throw new Refused('person-unknown');
    return person;
  }
}
