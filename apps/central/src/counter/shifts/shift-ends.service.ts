/** Ends shifts: the clerk counts the till, or hands it over to another clerk who has confirmed with their own password. */
import { Injectable } from '@nestjs/common';
import { newId } from '#libs/kernel/ids.js';
import { flows } from '#libs/ledger/flows.js';
import { postTogether, type Posting } from '#libs/ledger/posting.js';
import { displayYuan } from '#libs/money/display.js';
import { formatYuan, negate, subtract, zeroFen, type Fen } from '#libs/money/fen.js';
import { SignInsService } from '../../access/staff/sign-ins.service.js';
import { accountKey, LedgerStore } from '../../funds/ledger/ledger.store.js';
import { Clock } from '../../ground/clock.js';
import { Database, type Transaction } from '../../ground/database/database.js';
import type { StaffIdentity, TerminalIdentity } from '../../ground/http/identity.js';
import { Refused } from '../../ground/http/refused.js';
import { AuditStore } from '../../records/audit/audit.store.js';
import type { Answered } from '../../records/operations/answer.js';
import { ActReleases } from '../releases/act-releases.service.js';
import { CashLimitsService } from './cash-limits.service.js';
import { ShiftRecords, type AskedEnd } from './shift-records.service.js';
import { countRows, sheetRows } from './shift-totals.js';
import type { ShiftTakerDto } from './shifts.dto.js';
import { ShiftsService } from './shifts.service.js';
import { ShiftsStore, type Shift, type TillPart } from './shifts.store.js';

/** How long a confirmed taking waits for the hand-over. */
const takingLastsMs = 10 * 60_000;

const size = (amount: Fen): Fen => (amount < zeroFen ? negate(amount) : amount);

const handOverFlow = {
  'till-received': 'received-handed-over',
  'till-imprest': 'imprest-handed-over',
  'fee-till': 'fee-handed-over',
} as const;

export type Count = AskedEnd & {
  readonly counted: Fen;
  readonly expected: Fen;
  readonly reason: string | null;
};
export type HandOver = AskedEnd & { readonly to: string; readonly amount: Fen };

@Injectable()
export class ShiftEnds {
  constructor(
    private readonly database: Database,
    private readonly store: ShiftsStore,
    private readonly shifts: ShiftsService,
    private readonly records: ShiftRecords,
    private readonly releases: ActReleases,
    private readonly limits: CashLimitsService,
    private readonly ledger: LedgerStore,
    private readonly signIns: SignInsService,
    private readonly audit: AuditStore,
    private readonly clock: Clock,
  ) {}

  /**
   * Ends the clerk's open shifts with what was counted. Refused `shift-none`, `till-moved`, `shift-reason-missing`,
   * `shift-difference-refused`; throws Refused `shift-difference-waits` until another person has looked, who is asked here.
   */
  async count(count: Count): Promise<Answered> {
    const { key, staff, terminal, counted, reason, bodyDigest } = count;
    const { difference: atMost } = await this.limits.of(this.clock.today());
    const difference = subtract(counted, count.expected);
    try {
      return await this.records.once(count, async (tx, enter) => {
        const { main, carried, open } = await this.held(tx, staff.number, terminal.id, [staff.number]);
        const sheet = await this.shifts.sheet(tx, staff.number, open);
        if (sheet.expected !== count.expected) throw new Refused('till-moved', inBoth(sheet.expected));
        if (difference !== zeroFen && reason === null) throw new Refused('shift-reason-missing');
        if (size(difference) > atMost) await this.demandLook(tx, key, bodyDigest);
        await enter({
          shiftId: main.id,
          total: zeroFen,
          rows: [...sheetRows(sheet), ...countRows(sheet.expected, counted, reason)],
          audit: { expected: formatYuan(sheet.expected), counted: formatYuan(counted) },
        });
        await this.store.end(tx, main.id, carried, {
          state: 'counted',
          operationKey: key,
          expected: sheet.expected,
          counted,
          reason,
          handedTo: null,
          at: this.clock.now(),
        });
      });
    } catch (fault) {
      if (fault instanceof Refused && fault.code === 'shift-difference-waits')
        await this.releases.ask('shift-difference', {
          key,
          terminal,
          staff,
          bodyDigest,
          amount: size(difference),
          what: difference > zeroFen ? { zh: '日结长款', en: 'surplus' } : { zh: '日结短款', en: 'shortage' },
          why: {
            zh: `账面 ${displayYuan(count.expected)}，实点 ${displayYuan(counted)}；${reason ?? ''}`,
            en: `by the books ${displayYuan(count.expected)}, counted ${displayYuan(counted)}; ${reason ?? ''}`,
          },
        });
      throw fault;
    }
  }

  /**
   * Notes that another clerk, by their own password, takes the till over as it is. Throws Refused `taker-unfit`, `till-moved`,
   * `shift-none`, and as a sign-in does.
   */
  async confirmTaking(
    terminal: TerminalIdentity,
    giver: StaffIdentity,
    taking: { readonly staffNumber: string; readonly password: string; readonly amount: Fen },
  ): Promise<ShiftTakerDto> {
    const member = await this.signIns.prove({
      terminalId: terminal.id,
      staffNumber: taking.staffNumber,
      isRight: this.signIns.hasPassword(taking.password),
    });
    if (member.role !== 'window-clerk' || member.staffNumber === giver.number)
      throw new Refused('taker-unfit');
    await this.database.transaction(async (tx) => {
      const { main, open } = await this.held(tx, giver.number, terminal.id, [giver.number]);
      const { expected } = await this.shifts.sheet(tx, giver.number, open);
      if (expected !== taking.amount) throw new Refused('till-moved', inBoth(expected));
      const at = this.clock.now();
      await this.store.confirmTaking(tx, main.id, member.staffNumber, expected, at);
      await this.audit.append(tx, {
        at,
        action: 'shift.taking-confirmed',
        terminalId: terminal.id,
        staffNumber: member.staffNumber,
        subject: main.id,
        detail: { from: giver.number, amount: formatYuan(expected) },
      });
    });
    return { staffNumber: member.staffNumber, name: member.name };
  }

  /** Hands the till over to whoever has confirmed to take it. Refused `taker-missing`, `till-moved`, `shift-none`. */
  handOver(handOver: HandOver): Promise<Answered> {
    const { key, staff, terminal, to, amount } = handOver;
    return this.records.once(handOver, async (tx, enter) => {
      const { main, carried, open, all } = await this.held(tx, staff.number, terminal.id, [staff.number, to]);
      const at = this.clock.now();
      const confirmed =
        main.taker === to && main.takerAt !== null && at.getTime() - main.takerAt.getTime() <= takingLastsMs;
      if (!confirmed) throw new Refused('taker-missing');
      const sheet = await this.shifts.sheet(tx, staff.number, open);
      if (sheet.expected !== amount || main.takerFen !== amount)
        throw new Refused('till-moved', inBoth(sheet.expected));
      const taker = await this.shiftOfTaker(tx, to, terminal.id, all, at);
      await enter({
        shiftId: main.id,
        total: amount,
        rows: [
          ...sheetRows(sheet),
          ...countRows(amount, amount, null),
          { label: { zh: '接班人', en: 'Taken over by' }, value: to },
          { label: { zh: '接班人签字', en: 'Signature' }, value: '　' },
        ],
        audit: { to },
      });
      await this.move(tx, key, staff.number, to, await this.store.till(tx, staff.number), at);
      await this.store.end(tx, main.id, carried, {
        state: 'handed-over',
        operationKey: key,
        expected: amount,
        counted: amount,
        reason: null,
        handedTo: { number: to, shiftId: taker },
        at,
      });
    });
  }

  /** Another person has looked at exactly this difference. Throws Refused. */
  private async demandLook(tx: Transaction, key: string, bodyDigest: string): Promise<void> {
    const state = await this.releases.stateOf(tx, 'shift-difference', key, bodyDigest);
    if (state === 'approved') return;
    throw new Refused(
      state === null || state === 'waiting' ? 'shift-difference-waits' : 'shift-difference-refused',
    );
  }

  /** The clerk's open shifts, held: the one here, and those that end with it. Throws Refused `shift-none`. */
  private async held(
    tx: Transaction,
    staffNumber: string,
    terminalId: string,
    clerks: readonly string[],
  ): Promise<{
    readonly main: Shift;
    readonly carried: readonly string[];
    readonly open: readonly Shift[];
    readonly all: readonly Shift[];
  }> {
    await this.store.hold(tx, clerks);
    const all = await this.store.open(tx, clerks);
    const open = all.filter((shift) => shift.staffNumber === staffNumber);
    const main = open.findLast((shift) => shift.terminalId === terminalId) ?? open.at(-1);
    if (main === undefined) throw new Refused('shift-none');
    return { main, open, all, carried: open.flatMap(({ id }) => (id === main.id ? [] : [id])) };
  }

  /** The shift that a till goes on in: the taker's open one here, or another that begins with it. */
  private async shiftOfTaker(
    tx: Transaction,
    taker: string,
    terminalId: string,
    open: readonly Shift[],
    at: Date,
  ): Promise<string> {
    const businessDate = this.clock.today();
    const there = open.find(
      (shift) =>
        shift.staffNumber === taker && shift.terminalId === terminalId && shift.businessDate === businessDate,
    );
    if (there !== undefined) return there.id;
    return this.store.begin(tx, { id: newId(), staffNumber: taker, terminalId, businessDate, begunAt: at });
  }

  /** Moves all that is in one clerk's till to the other's, each fund and part by itself. */
  private async move(
    tx: Transaction,
    operationKey: string,
    from: string,
    to: string,
    till: readonly TillPart[],
    bookedAt: Date,
  ): Promise<void> {
    const keys = till.flatMap(({ scheme, type }) => [
      accountKey(scheme, type, from),
      accountKey(scheme, type, to),
    ]);
    const { accountIds, balances, accountVersions } = await this.ledger.lock(tx, keys);
    const idOf = (scheme: string, type: TillPart['type'], clerk: string): string => {
      const id = accountIds.get(accountKey(scheme, type, clerk));
      if (id === undefined) throw new Error(`the till of ${clerk} in ${scheme} could not be locked`);
      return id;
    };
    const postings = till.map(({ scheme, type, balance }): Posting => ({
      fund: scheme,
      kind: flows[handOverFlow[type]].kind,
      debit: idOf(scheme, type, to),
      credit: idOf(scheme, type, from),
      amount: balance,
    }));
    const group = postTogether(balances, postings);
    if (!group.ok) throw new Error(`a till could not be handed over: ${group.refusal.reason}`);
    const nextVersion = (id: string): bigint => (accountVersions.get(id) ?? 0n) + 1n;
    for (const { transfer, debitBalance, creditBalance } of group.value.posted)
      await this.ledger.append(tx, {
        operationKey,
        scheme: transfer.fund,
        kind: transfer.kind,
        debit: {
          id: transfer.debit.id,
          type: transfer.debit.type,
          version: nextVersion(transfer.debit.id),
          balance: debitBalance,
        },
        credit: {
          id: transfer.credit.id,
          type: transfer.credit.type,
          version: nextVersion(transfer.credit.id),
          balance: creditBalance,
        },
        amount: transfer.amount,
        effectiveOn: this.clock.today(),
        bookedAt,
      });
  }
}

const inBoth = (expected: Fen): string =>
  `账面现为 ${displayYuan(expected)} / by the books it is ${displayYuan(expected)} now`;
