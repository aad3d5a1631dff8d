/**
 * Sets what units owe that did not declare a month in time: 110 % of what they owed the month before (社会保险法 第六十二条). What they declare
 * later puts it right by a correction, as any declaration does.
 */
import { Injectable } from '@nestjs/common';
import { undeclaredAmount } from '#libs/contributions/arrears.js';
import { addMonths, firstDayOf, monthOf, type PlainDate, type PlainMonth } from '#libs/kernel/plain-date.js';
import { add, type Fen, subtract, zeroFen } from '#libs/money/fen.js';
import { countOf } from '#libs/policy/look-up.js';
import type { Parameters } from '#libs/policy/parameters.js';
import { Clock } from '../../ground/clock.js';
import { Database, type Transaction } from '../../ground/database/database.js';
import { Refused } from '../../ground/http/refused.js';
import { Jobs } from '../../ground/jobs/jobs.service.js';
import { AuditStore } from '../../records/audit/audit.store.js';
import { PolicyService } from '../../register/policy/policy.service.js';
import { AssessmentService } from './assessment.service.js';
import { BillsService } from './bills.service.js';
import { type UndeclaredUnit, UndeclaredStore } from './undeclared.store.js';

/** A month is looked at again for so many months after it, for the case that nobody did the jobs meanwhile. */
const monthsBack = 2;

const set = (amount: Fen, month: PlainMonth, parameters: Parameters): Fen => {
  if (amount <= zeroFen) return zeroFen;
  const found = undeclaredAmount(amount, firstDayOf(month), parameters);
  if (found.ok) return found.value.amount;
  throw new Refused(
    'parameter-missing',
    found.refusal.reason === 'parameter-missing' ? found.refusal.key : 'amount',
  );
};

@Injectable()
export class Undeclared {
  constructor(
    private readonly database: Database,
    private readonly store: UndeclaredStore,
    private readonly assessment: AssessmentService,
    private readonly bills: BillsService,
    private readonly policy: PolicyService,
    private readonly audit: AuditStore,
    private readonly clock: Clock,
    jobs: Jobs,
  ) {
    jobs.add({
      name: 'undeclared-months',
      purpose: {
        zh: '申报期满，为未申报单位按上月应缴额的规定比例核定',
        en: 'Set what units owe that did not declare in time',
      },
      times: { dailyAt: '03:10' },
      run: async (signal) => {
        const bills = await this.setAll(signal);
        return bills === 0
          ? null
          : {
              words: {
                zh: `为未申报单位核定 ${bills} 笔`,
                en: `${bills} bills set for want of a declaration`,
              },
              counts: { bills },
            };
      },
    });
  }

  /** Sets all that is to be set today; returns how many bills. Doing it again sets nothing. Throws Refused `parameter-missing`. */
  async setAll(signal?: AbortSignal): Promise<number> {
    const today = this.clock.today();
    let bills = 0;
    for (let back = monthsBack; back >= 0; back -= 1) {
      const month = addMonths(monthOf(today), -back);
      for (const scheme of this.assessment.schemesOf(month)) {
        if (signal?.aborted === true) return bills;
        bills += await this.database.transaction((tx) => this.setMonth(tx, scheme, month, today));
      }
    }
    return bills;
  }

  private async setMonth(
    tx: Transaction,
    scheme: string,
    month: PlainMonth,
    today: PlainDate,
  ): Promise<number> {
    const day = await this.policy.value(tx, firstDayOf(month), countOf('declaration.last-day'));
    if (today <= `${month}-${String(day).padStart(2, '0')}`) return 0;
    const units = await this.store.units(tx, scheme, month, addMonths(month, -1));
    const [first] = units;
    if (first === undefined) return 0;
    const parameters = await this.policy.parameters(tx);
    const at = this.clock.now();
    await this.bills.setByRule(
      tx,
      { scheme, period: month },
      units.map((unit) => this.owedBy(unit, month, parameters)),
      { dueOn: first.dueOn, at },
    );
    await this.audit.append(tx, {
      at,
      action: 'bills.set-undeclared',
      subject: scheme,
      detail: { month, units: units.length },
    });
    return units.length;
  }

  /** Rounded once for the whole: the person's part by itself, the unit's is the rest. */
  private owedBy(
    { unitCode, heads, unitBefore, personBefore }: UndeclaredUnit,
    month: PlainMonth,
    parameters: Parameters,
  ) {
    const whole = set(add(unitBefore, personBefore), month, parameters);
    const person = set(personBefore, month, parameters);
    return { unitCode, heads, person, unit: subtract(whole, person) };
  }
}
