/** Takes what a unit declares for a month: whole or not at all; declared again it is a correction. */
import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { parseWage } from '#libs/contributions/declared-wages.js';
import { problems, type ProblemCode } from '#libs/contract/problems.js';
import { canonicalJson } from '#libs/kernel/canonical-json.js';
import {
  addMonths,
  firstDayOf,
  monthOf,
  parseMonth,
  type PlainDate,
  type PlainMonth,
} from '#libs/kernel/plain-date.js';
import {
  maskSocialSecurityNumber,
  type SocialSecurityNumber,
} from '#libs/identity/social-security-number.js';
import { fen, formatYuan, sum, type Fen } from '#libs/money/fen.js';
import { countOf } from '#libs/policy/look-up.js';
import { Clock } from '../../ground/clock.js';
import { Database, type Transaction } from '../../ground/database/database.js';
import { Refused } from '../../ground/http/refused.js';
import { AuditStore } from '../../records/audit/audit.store.js';
import { PolicyService } from '../../register/policy/policy.service.js';
import { UnitsService } from '../../register/units/units.service.js';
import type {
  DeclarationFindingDto,
  DeclarationOfMonthDto,
  DeclarationOutcomeDto,
  DeclaredMonthDto,
} from './declarations.dto.js';
import { DeclarationsStore, type Declaration, type Employee } from './declarations.store.js';

export type TypedWage = { readonly person: string; readonly wage: string };

/** A unit declared a month, or corrected it. */
export type WagesDeclared = {
  readonly unit: string;
  readonly month: PlainMonth;
  /** People whose wage is another than before, from this month on. */
  readonly changed: number;
  readonly at: Date;
  readonly by: string;
};

type FollowsWages = (tx: Transaction, declared: WagesDeclared) => Promise<void>;

const declaredDto = ({
  number,
  heads,
  wagesFen,
  changed,
  declaredAt,
  declaredBy,
}: Declaration): DeclaredMonthDto => ({
  number,
  heads,
  wages: formatYuan(fen(wagesFen)),
  changed,
  declaredAt: declaredAt.toISOString(),
  declaredBy,
});

const finding = (row: number, person: string, code: ProblemCode): DeclarationFindingDto => {
  const { title, nextStep } = problems[code];
  return { row, person, code, title, nextStep };
};

/** What is wrong with each row, and the wages of those with which nothing is. Somebody missing is no fault of a correction. */
const examine = (
  rows: readonly TypedWage[],
  employees: ReadonlyMap<string, Employee>,
  isCorrection: boolean,
): { readonly findings: DeclarationFindingDto[]; readonly wages: Map<string, Fen> } => {
  const findings: DeclarationFindingDto[] = [];
  const wages = new Map<string, Fen>();
  const seen = new Set<string>();
  for (const [index, { person, wage }] of rows.entries()) {
    const row = index + 1;
    if (seen.has(person)) findings.push(finding(row, person, 'row-repeated'));
    else if (!employees.has(person)) findings.push(finding(row, person, 'employee-of-another'));
    else {
      const read = parseWage(wage);
      if (read.ok) wages.set(person, read.value);
      else findings.push(finding(row, person, read.refusal));
    }
    seen.add(person);
  }
  if (!isCorrection)
    for (const person of employees.keys())
      if (!seen.has(person)) findings.push(finding(0, person, 'employee-missing'));
  return { findings, wages };
};

@Injectable()
export class Declarations {
  private readonly following: FollowsWages[] = [];

  constructor(
    private readonly database: Database,
    private readonly store: DeclarationsStore,
    private readonly units: UnitsService,
    private readonly policy: PolicyService,
    private readonly audit: AuditStore,
    private readonly clock: Clock,
  ) {}

  /** Has somebody do in the same transaction what follows of a declaration; called while the program is put together. */
  whenDeclared(follow: FollowsWages): void {
    this.following.push(follow);
  }

  /** Who works at a unit in a month, and what was declared of it. Throws Refused `unit-unknown`, `malformed-request`. */
  read(unit: string, asked: string): Promise<DeclarationOfMonthDto> {
    return this.database.transaction(async (tx) => {
      const month = this.month(asked);
      await this.units.get(tx, unit);
      const employees = await this.store.employees(tx, unit, month);
      const declared = await this.store.newest(tx, unit, month);
      return {
        unit,
        month,
        lastDay: await this.lastDay(tx, month),
        declared: declared === null ? null : declaredDto(declared),
        employees: employees.map(({ personId, name, idNumber, wage, schemes }) => ({
          person: personId,
          name,
          maskedNumber: maskSocialSecurityNumber(idNumber as SocialSecurityNumber),
          wage: wage === null ? null : formatYuan(wage),
          schemes: [...schemes],
        })),
      };
    });
  }

  /**
   * Declares a month, or corrects it; what is wrong with single rows is answered and nothing is taken. Throws Refused `unit-unknown`,
   * `month-ahead`, `month-closed`, `malformed-request`.
   */
  declare(
    unit: string,
    asked: string,
    rows: readonly TypedWage[],
    by: { readonly staffNumber: string; readonly terminalId?: string; readonly source: 'page' | 'file' },
  ): Promise<DeclarationOutcomeDto> {
    return this.database.transaction((tx) => this.declareIn(tx, unit, asked, rows, by));
  }

  /** As {@link declare}, in a transaction under way. */
  async declareIn(
    tx: Transaction,
    unit: string,
    asked: string,
    rows: readonly TypedWage[],
    by: { readonly staffNumber: string; readonly terminalId?: string; readonly source: 'page' | 'file' },
  ): Promise<DeclarationOutcomeDto> {
    const month = await this.demandOpen(tx, unit, asked);
    await this.store.lock(tx, unit, month);
    const before = await this.store.newest(tx, unit, month);
    const employees = new Map(
      (await this.store.employees(tx, unit, month)).map((employee) => [employee.personId, employee]),
    );
    const { findings, wages } = examine(rows, employees, before !== null);
    if (findings.length > 0) return { declared: null, before: false, findings };
    const digest = createHash('sha256')
      .update(
        canonicalJson(Object.fromEntries([...wages].map(([person, wage]) => [person, wage.toString()]))),
      )
      .digest('hex');
    if (before?.digest === digest) return { declared: declaredDto(before), before: true, findings: [] };
    const changed = Array.from(wages, ([personId, wage]) => ({ personId, wage })).filter(
      ({ personId, wage }) => employees.get(personId)?.wage !== wage,
    );
    // A clock that stands, or was put back, makes no two declarations of one moment.
    const at = new Date(Math.max(this.clock.now().getTime(), (before?.declaredAt.getTime() ?? 0) + 1));
    const declaration: Declaration = {
      number: (before?.number ?? 0) + 1,
      heads: wages.size,
      wagesFen: sum(wages.values()),
      changed: changed.length,
      digest,
      source: by.source,
      declaredAt: at,
      declaredBy: by.staffNumber,
    };
    await this.store.addWages(tx, unit, month, changed, { at, staffNumber: by.staffNumber });
    await this.store.add(tx, unit, month, declaration);
    for (const follow of this.following)
      await follow(tx, { unit, month, changed: changed.length, at, by: by.staffNumber });
    await this.audit.append(tx, {
      at,
      action: 'declaration.declared',
      staffNumber: by.staffNumber,
      ...(by.terminalId === undefined ? {} : { terminalId: by.terminalId }),
      subject: unit,
      detail: { month, number: declaration.number, heads: declaration.heads, changed: changed.length },
    });
    return { declared: declaredDto(declaration), before: false, findings: [] };
  }

  /** Those employed at a unit in a month, and whether the month was declared before. Throws Refused `malformed-request`. */
  async employeesOf(
    tx: Transaction,
    unit: string,
    asked: string,
  ): Promise<{ readonly employees: readonly Employee[]; readonly isCorrection: boolean }> {
    const month = this.month(asked);
    return {
      employees: await this.store.employees(tx, unit, month),
      isCorrection: (await this.store.newest(tx, unit, month)) !== null,
    };
  }

  /** A month that a unit can declare now. Throws Refused `unit-unknown`, `month-ahead`, `month-closed`, `malformed-request`. */
  async demandOpen(tx: Transaction, unit: string, asked: string): Promise<PlainMonth> {
    const month = this.month(asked);
    await this.units.get(tx, unit);
    const today = this.clock.today();
    const now = monthOf(today);
    if (month > now) throw new Refused('month-ahead', month);
    const back = await this.policy.value(tx, today, countOf('declaration.months-back'));
    const first = addMonths(now, -back);
    if (month < first) throw new Refused('month-closed', `${month} < ${first}`);
    return month;
  }

  private month(asked: string): PlainMonth {
    const month = parseMonth(asked);
    if (month === null) throw new Refused('malformed-request', 'month');
    return month;
  }

  /** The last day on which a month is declared in time. */
  private async lastDay(tx: Transaction, month: PlainMonth): Promise<PlainDate> {
    const day = await this.policy.value(tx, firstDayOf(month), countOf('declaration.last-day'));
    return `${month}-${String(day).padStart(2, '0')}` as PlainDate;
  }
}
