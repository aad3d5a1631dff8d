/** Shows shifts with their totals: to whoever looks after the windows, and to the clerk whose they are. */
import { Injectable } from '@nestjs/common';
import { plainToInstance } from 'class-transformer';
import { validate } from 'class-validator';
import { newId } from '#libs/kernel/ids.js';
import { date, type PlainDate } from '#libs/kernel/plain-date.js';
import { formatYuan, subtract, sum, type Fen } from '#libs/money/fen.js';
import { Clock } from '../../ground/clock.js';
import { Database, type Transaction } from '../../ground/database/database.js';
import type { StaffIdentity, TerminalIdentity } from '../../ground/http/identity.js';
import { Refused } from '../../ground/http/refused.js';
import type { ListAsk } from '../../ground/lists/list-page.js';
import { AuditStore } from '../../records/audit/audit.store.js';
import { CashLimitsService } from './cash-limits.service.js';
import { ShiftListStore } from './shift-list.store.js';
import { shiftDto, sumDto, together, type Sheet } from './shift-totals.js';
import { OwnShiftDto, ShiftDto, ShiftsDto, ShiftsQueryDto } from './shifts.dto.js';
import { ShiftsStore, type Shift } from './shifts.store.js';

const leftOpenShown = 100;

@Injectable()
export class ShiftsService {
  constructor(
    private readonly database: Database,
    private readonly store: ShiftsStore,
    private readonly listed: ShiftListStore,
    private readonly limits: CashLimitsService,
    private readonly audit: AuditStore,
    private readonly clock: Clock,
  ) {}

  /**
   * A page of a day's shifts, what all that match came to, and what earlier days left open.
   * Throws Refused `malformed-request` for a day, window, clerk or sorting that is none.
   */
  async list(query: ShiftsQueryDto, ask: ListAsk): Promise<ShiftsDto> {
    // A query is not a body: nothing has looked at it yet, and a name given twice comes as a list.
    const [fault] = await validate(plainToInstance(ShiftsQueryDto, query));
    if (fault !== undefined) throw new Refused('malformed-request', fault.property);
    const { day, terminal, clerk } = query;
    const on = day === undefined ? this.clock.today() : dayOf(day);
    const filter = { day: on, terminalId: terminal ?? null, staffNumber: clerk ?? null };
    return this.database.transaction(async (tx) => {
      const page = await this.listed.page(tx, filter, ask);
      const { ids, differing } = await this.listed.matching(tx, filter, ask.search);
      const counts = await this.store.counts(tx, ids);
      const today = this.clock.today();
      return {
        day: on,
        shifts: await this.shown(tx, page.rows),
        sums: together(await this.store.sums(tx, ids)).map(sumDto),
        unknown: counts.reduce((all, count) => all + count.unknown, 0),
        differing,
        next: page.next,
        total: page.total,
        leftOpen: await this.shown(tx, await this.store.leftOpen(tx, today, leftOpenShown)),
        leftOpenTotal: await this.store.countLeftOpen(tx, today),
      };
    });
  }

  /** What a clerk ends the open shifts by. */
  async own(terminal: TerminalIdentity, staff: StaffIdentity): Promise<OwnShiftDto> {
    const today = this.clock.today();
    const { difference } = await this.limits.of(today);
    return this.database.transaction(async (tx) => {
      const open = await this.store.open(tx, [staff.number]);
      const sheet = await this.sheet(tx, staff.number, open);
      return {
        shifts: await this.shown(tx, open),
        ended:
          !open.some(
            ({ terminalId, businessDate }) => terminalId === terminal.id && businessDate === today,
          ) && (await this.store.endedHere(tx, staff.number, terminal.id, today)),
        sums: sheet.sums.map(sumDto),
        opening: formatYuan(sheet.opening),
        taken: formatYuan(sheet.taken),
        expected: formatYuan(sheet.expected),
        received: formatYuan(sheet.received),
        imprest: formatYuan(sheet.imprest),
        fee: formatYuan(sheet.fee),
        acts: sheet.acts,
        receipts: sheet.receipts,
        unknown: sheet.unknown,
        differenceAtMost: formatYuan(difference),
      };
    });
  }

  /** Begins another shift after one was ended here today. Throws Refused `shift-open` while one is open. */
  begin(terminal: TerminalIdentity, staff: StaffIdentity): Promise<void> {
    return this.database.transaction(async (tx) => {
      const [at, businessDate] = [this.clock.now(), this.clock.today()];
      await this.store.hold(tx, [staff.number]);
      const open = await this.store.open(tx, [staff.number]);
      if (open.some((shift) => shift.terminalId === terminal.id && shift.businessDate === businessDate))
        throw new Refused('shift-open');
      const id = newId();
      const begun = await this.store.begin(tx, {
        id,
        staffNumber: staff.number,
        terminalId: terminal.id,
        businessDate,
        begunAt: at,
      });
      if (begun !== id) throw new Refused('shift-open');
      await this.audit.append(tx, {
        at,
        action: 'shift.begun',
        terminalId: terminal.id,
        staffNumber: staff.number,
        subject: id,
      });
    });
  }

  /** What shifts of one clerk that end together began with and came to, by the books. */
  async sheet(tx: Transaction, staffNumber: string, shifts: readonly Shift[]): Promise<Sheet> {
    const ids = shifts.map(({ id }) => id);
    const till = await this.store.till(tx, staffNumber);
    const part = (type: string): Fen =>
      sum(till.filter((each) => each.type === type).map(({ balance }) => balance));
    const [received, imprest, fee] = [part('till-received'), part('till-imprest'), part('fee-till')];
    const expected = sum([received, imprest, fee]);
    const counts = await this.store.counts(tx, ids);
    const total = (name: 'acts' | 'receipts' | 'unknown'): number =>
      counts.reduce((whole, count) => whole + count[name], 0);
    return {
      begunAt: shifts[0]?.begunAt ?? this.clock.now(),
      opening: subtract(expected, await this.store.moved(tx, staffNumber, ids)),
      taken: await this.store.taken(tx, ids),
      sums: together(await this.store.sums(tx, ids)),
      received,
      imprest,
      fee,
      expected,
      acts: total('acts'),
      receipts: total('receipts'),
      unknown: total('unknown'),
    };
  }

  private async shown(tx: Transaction, shifts: readonly Shift[]): Promise<ShiftDto[]> {
    const ids = shifts.map(({ id }) => id);
    const sums = await this.store.sums(tx, ids);
    const counts = await this.store.counts(tx, ids);
    const open = shifts.filter(({ state }) => state === 'open');
    const cash = await this.store.cash(
      tx,
      open.map(({ staffNumber }) => staffNumber),
    );
    return shifts.map((shift) => shiftDto(shift, sums, counts, cash));
  }
}

const dayOf = (text: string): PlainDate => {
  try {
    return date(text);
  } catch {
    throw new Refused('malformed-request', 'day');
  }
};
