/** Asks for moves of insurance relations; others decide, and what was decided happens at once. */
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { transferReference } from '#libs/contributions/notice-number.js';
import { schemeName } from '#libs/contract/schemes.js';
import { monthOf, parseDate, type PlainDate } from '#libs/kernel/plain-date.js';
import type { Words } from '#libs/kernel/words.js';
import { displayYuan } from '#libs/money/display.js';
import { formatYuan, sum, yuan, zeroFen } from '#libs/money/fen.js';
import { describedScheme } from '#libs/schemes/table.js';
import { fundBankAccount } from '../../funds/bank/bank.client.js';
import { Clock } from '../../ground/clock.js';
import { CONFIG, type CentralConfig } from '../../ground/config.js';
import { Database, type Transaction } from '../../ground/database/database.js';
import { noteLookedUp } from '../../ground/http/looked-up.js';
import { Refused } from '../../ground/http/refused.js';
import type { ApprovalView, Decider } from '../../records/approvals/approval.js';
import { Approvals } from '../../records/approvals/approvals.service.js';
import { PeopleService } from '../../register/people/people.service.js';
import type { Person } from '../../register/people/person.entity.js';
import { PolicyService } from '../../register/policy/policy.service.js';
import { AccountMoves } from '../accounts/account-moves.service.js';
import { OutgoingPayments } from '../outgoing/outgoing-payments.service.js';
import { ParticipationsService } from '../participations/participations.service.js';
import { OverlapRefunds } from './overlap-refunds.service.js';
import { type InsuranceTransfer, moneyOf, type NewTransfer } from './transfer.js';
import { TransferReckoning } from './transfer-reckoning.service.js';
import type { MoveToAskDto, TransferAskedDto } from './transfers.dto.js';
import { TransfersStore } from './transfers.store.js';

type By = Pick<Decider, 'number' | 'terminalId'>;

/** What is decided: amounts in yuan. */
type Content = {
  readonly id: string;
  readonly reference: string;
  readonly person: string;
  readonly direction: string;
  readonly from: string;
  readonly to: string;
  /** The last day insured here; null for what comes in. */
  readonly on: string | null;
  readonly agency: string | null;
  readonly account: string | null;
  readonly months: number;
  readonly accountMoved: string;
  readonly pool: string;
  readonly backToPerson: string;
  readonly backToFinance: string;
};

const plain = (value: string): Words => ({ zh: value, en: value });
const detail = (zh: string, en: string, value: Words) => ({ label: { zh, en }, value });

@Injectable()
export class Transfers implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly store: TransfersStore,
    private readonly reckoning: TransferReckoning,
    private readonly overlaps: OverlapRefunds,
    private readonly people: PeopleService,
    private readonly participations: ParticipationsService,
    private readonly accounts: AccountMoves,
    private readonly payments: OutgoingPayments,
    private readonly policy: PolicyService,
    private readonly approvals: Approvals,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: CentralConfig,
  ) {}

  onModuleInit(): void {
    this.approvals.handle<Content>('insurance-transfer', {
      current: (tx, { content }) => this.current(tx, content),
      describe: (tx, { content }) => this.describe(tx, content),
      approved: (tx, { id, content }, { by }) => this.carryOut(tx, id, content, by ?? ''),
      refused: async (tx, { content }) => {
        const transfer = await this.store.hold(tx, { id: content.id });
        if (transfer?.state === 'asked')
          await this.store.decide(tx, content.id, {
            state: 'refused',
            approvalId: null,
            at: this.clock.now(),
          });
      },
    });
  }

  /**
   * Asks to move somebody's insurance to another place or another scheme here. Throws Refused as {@link TransferReckoning.reckon}, and
   * `person-unknown`, `transfer-under-way`, `day-in-future`, `refund-account-missing`, `approval-waiting`, `malformed-request`.
   */
  ask(personId: string, asked: MoveToAskDto, by: By): Promise<TransferAskedDto> {
    const { direction, from, to, agency, reason } = asked;
    const on = parseDate(asked.on);
    if (on === null) throw new Refused('malformed-request', 'on');
    if ((direction === 'out') !== (agency !== undefined)) throw new Refused('malformed-request', 'agency');
    return this.database.transaction(async (tx) => {
      const person = await this.person(tx, personId);
      if (monthOf(on) > monthOf(this.clock.today())) throw new Refused('day-in-future', 'on');
      const { explanation: _explained, ...reckoned } = await this.reckoning.reckon(tx, person, {
        direction,
        from,
        to,
      });
      const standing = (await this.participations.ofPerson(tx, person.id)).find(
        ({ scheme, until, since }) => scheme === from && until === null && since > on,
      );
      if (standing !== undefined) throw new Refused('malformed-request', `on: before ${standing.since}`);
      if (direction === 'out' && moneyOf(reckoned) > zeroFen && agency?.account === undefined)
        throw new Refused('refund-account-missing', agency?.name ?? '');
      return this.keep(
        tx,
        {
          ...reckoned,
          direction,
          personId: person.id,
          from,
          to,
          agency:
            agency === undefined
              ? null
              : {
                  code: agency.code,
                  name: agency.name.trim(),
                  account: agency.account ?? null,
                  accountName: agency.accountName ?? agency.name.trim(),
                },
          letter: null,
          reason,
        },
        on,
        by,
      );
    });
  }

  /** Whose move it is, held until the transaction ends. Throws Refused `person-unknown`. */
  async person(tx: Transaction, id: string): Promise<Person> {
    noteLookedUp(id);
    const person = await this.people.find(tx, await this.people.keptOf(tx, id));
    if (person === null) throw new Refused('person-unknown');
    await this.people.lock(tx, person.id);
    return person;
  }

  /** Keeps a move and asks others for it. Throws Refused `transfer-letter-known`, `transfer-under-way`, `approval-waiting`. */
  async keep(
    tx: Transaction,
    transfer: NewTransfer,
    on: PlainDate | null,
    by: By,
  ): Promise<TransferAskedDto> {
    await this.policy.settle(tx);
    const at = this.clock.now();
    const kept = await this.store.add(tx, transfer, { staffNumber: by.number, at, knownAt: at });
    if (kept === null)
      throw transfer.direction === 'in'
        ? new Refused('transfer-letter-known', transfer.letter ?? '')
        : new Refused('transfer-under-way', transfer.from);
    const reference = transferReference(kept.number);
    const { id, state } = await this.approvals.ask<Content>(tx, {
      kind: 'insurance-transfer',
      subject: reference,
      content: contentOf({ ...transfer, ...kept }, on),
      amountFen: moneyOf(transfer),
      by,
      reason: transfer.reason,
    });
    await this.store.nameApproval(tx, kept.id, id);
    return { id: kept.id, reference, approval: id, state };
  }

  /** What would be decided now: what goes out is reckoned again. */
  private async current(tx: Transaction, content: Content): Promise<Content | null> {
    const transfer = await this.store.hold(tx, { id: content.id });
    if (transfer?.state !== 'asked') return null;
    const { direction, from, to } = transfer;
    if (direction === 'in') return contentOf(transfer, null);
    const person = await this.people.get(tx, transfer.personId);
    await this.people.lock(tx, person.id);
    try {
      const now = await this.reckoning.reckon(tx, person, { direction, from, to });
      return contentOf({ ...transfer, ...now }, content.on as PlainDate);
    } catch (fault) {
      // What is no longer possible is no longer what was asked for.
      if (fault instanceof Refused) return null;
      throw fault;
    }
  }

  private async describe(tx: Transaction, content: Content): Promise<ApprovalView> {
    const { name } = await this.people.get(tx, content.person);
    const total = displayYuan(sum([yuan(content.accountMoved), yuan(content.pool)]));
    const [from, to] = [schemeName(content.from), schemeName(content.to)];
    const what: Record<string, Words> = {
      out: {
        zh: `${name} ${from.zh} 转往 ${content.agency ?? ''}，${total}`,
        en: `${name}: ${from.en} to ${content.agency ?? ''}, ${total}`,
      },
      in: {
        zh: `${name} ${to.zh} 自 ${content.agency ?? ''} 转入，${total}`,
        en: `${name}: ${to.en} from ${content.agency ?? ''}, ${total}`,
      },
      between: {
        zh: `${name} 由${from.zh}转入${to.zh}，${total}`,
        en: `${name}: from ${from.en} to ${to.en}, ${total}`,
      },
    };
    return {
      what: what[content.direction] ?? plain(content.reference),
      details: [
        detail('业务编号', 'reference', plain(content.reference)),
        detail('计入的缴费月数', 'months that count', plain(String(content.months))),
        detail('个人账户', 'personal account', plain(displayYuan(yuan(content.accountMoved)))),
        ...(content.pool === '0.00'
          ? []
          : [detail('统筹基金', 'from the pool', plain(displayYuan(yuan(content.pool))))]),
        ...(content.backToPerson === '0.00'
          ? []
          : [
              detail(
                '重复缴费退还本人',
                'paid twice, to the person',
                plain(displayYuan(yuan(content.backToPerson))),
              ),
            ]),
        ...(content.backToFinance === '0.00'
          ? []
          : [
              detail(
                '重复缴费退回财政',
                'paid twice, to finance',
                plain(displayYuan(yuan(content.backToFinance))),
              ),
            ]),
        ...(content.on === null ? [] : [detail('参保止于', 'insured until', plain(content.on))]),
        ...(content.account === null ? [] : [detail('收款账号', 'account', plain(content.account))]),
      ],
    };
  }

  private async carryOut(tx: Transaction, approvalId: string, content: Content, by: string): Promise<void> {
    const transfer = await this.store.hold(tx, { id: content.id });
    if (transfer?.state !== 'asked') throw new Refused('approval-outdated', approvalId);
    const at = this.clock.now();
    const amount = moneyOf(transfer);
    const state = amount === zeroFen ? 'done' : 'approved';
    await this.store.decide(tx, transfer.id, { state, approvalId, at });
    if (transfer.direction === 'in') return;
    const ids = await this.people.allOf(tx, transfer.personId);
    await this.endHere(tx, ids, transfer, content.on as PlainDate, by);
    await this.overlaps.giveBack(tx, approvalId, transfer, ids);
    const { from, to, agency } = transfer;
    if (describedScheme(from).accounts.length > 0) {
      const taken = await this.accounts.takeWhole(tx, from, ids);
      if (taken !== transfer.account) throw new Refused('approval-outdated', approvalId);
    }
    if (amount === zeroFen) return;
    await this.payments.order(tx, {
      approvalId,
      what: 'insurance-transfer',
      subject: content.reference,
      scheme: from,
      flow: 'transfer-out',
      account: agency?.account ?? fundBankAccount(this.config.areaCode, to, '1002'),
      accountName: agency?.accountName ?? `${this.config.agency.zh} ${schemeName(to).zh}`,
      amount,
    });
  }

  /** Whatever stands of the scheme left ends. */
  private async endHere(
    tx: Transaction,
    ids: readonly string[],
    { from, direction }: InsuranceTransfer,
    on: PlainDate,
    by: string,
  ): Promise<void> {
    const reason = direction === 'out' ? 'transferred' : 'moved-scheme';
    const seen = new Set<string>();
    for (const id of ids)
      for (const one of await this.participations.ofPerson(tx, id))
        if (one.scheme === from && one.until === null && !seen.has(one.id)) {
          seen.add(one.id);
          await this.participations.end(tx, one.id, { on, reason }, by);
        }
  }
}

const contentOf = (
  transfer: Omit<NewTransfer, 'reason' | 'spans' | 'inputs'> & {
    readonly id: string;
    readonly number: number;
  },
  on: PlainDate | null,
): Content => ({
  id: transfer.id,
  reference: transferReference(transfer.number),
  person: transfer.personId,
  direction: transfer.direction,
  from: transfer.from,
  to: transfer.to,
  on,
  agency: transfer.agency?.name ?? null,
  account: transfer.direction === 'out' ? (transfer.agency?.account ?? null) : null,
  months: transfer.months,
  accountMoved: formatYuan(transfer.account),
  pool: formatYuan(transfer.pool),
  backToPerson: formatYuan(transfer.backToPerson),
  backToFinance: formatYuan(transfer.backToFinance),
});
