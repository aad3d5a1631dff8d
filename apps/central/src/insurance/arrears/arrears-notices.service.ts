/** Gives out notices of arrears: what a unit owes past its day, numbered, the same each time it is printed. */
import { Inject, Injectable } from '@nestjs/common';
import { noticeReference } from '#libs/contributions/notice-number.js';
import { schemeName } from '#libs/contract/schemes.js';
import { addDays, businessDate } from '#libs/kernel/plain-date.js';
import { add, formatYuan, sum, yuan, zeroFen } from '#libs/money/fen.js';
import { Clock } from '../../ground/clock.js';
import { CONFIG, type CentralConfig } from '../../ground/config.js';
import { Database, type Transaction } from '../../ground/database/database.js';
import { Refused } from '../../ground/http/refused.js';
import { AuditStore } from '../../records/audit/audit.store.js';
import { UnitBills } from '../collection/unit-bills.service.js';
import type { ArrearsNoticeDto } from './arrears-notices.dto.js';
import { type ArrearsNotice, ArrearsNoticesStore } from './arrears-notices.store.js';
import { drawArrears } from './arrears-paper.js';

/** Days a unit is given to pay what it is dunned for. */
const daysToPay = 15;

@Injectable()
export class ArrearsNotices {
  constructor(
    private readonly database: Database,
    private readonly store: ArrearsNoticesStore,
    private readonly bills: UnitBills,
    private readonly audit: AuditStore,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: CentralConfig,
  ) {}

  /**
   * A notice of all that a unit owes past its day, with the late fee of today. The same key is answered with the same notice. Throws Refused
   * `unit-unknown`, `nothing-overdue`, `parameter-missing`, and `key-reused` for a key of another unit.
   */
  issue(
    unit: string,
    key: string,
    by: { readonly staffNumber: string; readonly terminalId: string },
  ): Promise<ArrearsNoticeDto> {
    return this.database.transaction(async (tx) => {
      await this.store.lock(tx, unit);
      const known = await this.store.byKey(tx, key);
      if (known !== null) {
        if (known.unit !== unit) throw new Refused('key-reused');
        return this.dto(tx, known);
      }
      const { unitName, bills } = await this.bills.listIn(tx, unit);
      const overdue = bills.filter(({ state }) => state === 'overdue');
      if (overdue.length === 0) throw new Refused('nothing-overdue', unit);
      const at = this.clock.now();
      const place = String(await this.store.nextPlace(tx)).padStart(6, '0');
      const notice: ArrearsNotice = {
        number: `CJ${this.config.areaCode}${businessDate(at).replaceAll('-', '')}${place}`,
        key,
        unit,
        unitName,
        address: null,
        issuedAt: at,
        payBy: addDays(this.clock.today(), daysToPay),
        issuedBy: by.staffNumber,
      };
      await this.store.add(
        tx,
        notice,
        overdue.map(({ id, open, lateFee }) => ({ id, open: yuan(open), fee: yuan(lateFee) })),
      );
      await this.audit.append(tx, {
        at,
        action: 'arrears-notice.issued',
        terminalId: by.terminalId,
        staffNumber: by.staffNumber,
        subject: unit,
        detail: { number: notice.number, bills: overdue.length },
      });
      return this.dto(tx, notice);
    });
  }

  /** The file of a notice that was given out, drawn from what it says. Throws Refused `not-found`. */
  async file(number: string): Promise<Buffer> {
    const { notice, lines } = await this.database.read(async (tx) => ({
      notice: await this.store.byNumber(tx, number),
      lines: await this.store.lines(tx, number),
    }));
    if (notice === null) throw new Refused('not-found', number);
    const [open, fee] = [sum(lines.map((one) => one.open)), sum(lines.map((one) => one.fee))];
    return drawArrears({
      number,
      agency: this.config.agency,
      unitName: notice.unitName,
      address: notice.address,
      issuedAt: notice.issuedAt.toISOString(),
      payBy: notice.payBy,
      operator: notice.issuedBy,
      rows: lines.map((one) => ({
        notice: noticeReference(one.noticeNumber),
        schemeName: schemeName(one.scheme),
        period: one.period,
        dueOn: one.dueOn,
        open: formatYuan(one.open),
        lateFee: formatYuan(one.fee),
      })),
      open: formatYuan(open),
      lateFee: formatYuan(fee),
      total: formatYuan(add(open, fee)),
    });
  }

  private async dto(
    tx: Transaction,
    { number, unit, issuedAt, payBy }: ArrearsNotice,
  ): Promise<ArrearsNoticeDto> {
    const lines = await this.store.lines(tx, number);
    const total = sum([...lines.map(({ open }) => open), ...lines.map(({ fee }) => fee), zeroFen]);
    return {
      number,
      unit,
      issuedAt: issuedAt.toISOString(),
      payBy,
      bills: lines.length,
      total: formatYuan(total),
    };
  }
}
