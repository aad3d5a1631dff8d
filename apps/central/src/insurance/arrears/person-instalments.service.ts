/**
 * Agrees that a person pays what they have overdue of a scheme by instalments (分期缴纳协议): asked for at the window, decided by another. Their dues are cut where
 * an instalment ends; each part is offered and paid as any due is. An instalment that is missed ends the agreement, and all that is left is due at once.
 */
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { checkInstalments, type Instalment, partsOf } from '#libs/contributions/instalments.js';
import { schemeName } from '#libs/contract/schemes.js';
import { maskSocialSecurityNumber } from '#libs/identity/social-security-number.js';
import { parseDate } from '#libs/kernel/plain-date.js';
import { displayYuan } from '#libs/money/display.js';
import { type Fen, formatYuan, sum, yuan } from '#libs/money/fen.js';
import { Clock } from '../../ground/clock.js';
import { Database, type Transaction } from '../../ground/database/database.js';
import { Refused } from '../../ground/http/refused.js';
import type { ListAsk } from '../../ground/lists/list-page.js';
import type { Decider } from '../../records/approvals/approval.js';
import { Approvals } from '../../records/approvals/approvals.service.js';
import { PeopleService } from '../../register/people/people.service.js';
import { PolicyService } from '../../register/policy/policy.service.js';
import type { AskedApprovalDto } from '../collection/unit-bills.dto.js';
import { DueParts, type OverdueDue } from '../contributions/due-parts.service.js';
import type { AgreementState } from './arrears-agreements.store.js';
import type {
  AskPersonInstalmentsDto,
  InstalmentAgreementPageDto,
  PersonInstalmentsPageDto,
} from './person-instalments.dto.js';
import { PersonInstalmentsStore } from './person-instalments.store.js';

/** What is decided. Amounts in yuan. */
type Agreement = {
  readonly person: string;
  readonly name: string;
  readonly scheme: string;
  readonly dues: readonly { readonly id: string; readonly period: string; readonly open: string }[];
  readonly instalments: readonly { readonly dueOn: string; readonly amount: string }[];
  readonly reason: string;
};

const openOf = ({ dues }: Pick<Agreement, 'dues'>): Fen => sum(dues.map(({ open }) => yuan(open)));
const contentOf = (dues: readonly OverdueDue[]): Agreement['dues'] =>
  dues.map(({ id, period, open }) => ({ id, period, open: formatYuan(open) }));
const both = (text: string): { readonly zh: string; readonly en: string } => ({ zh: text, en: text });

@Injectable()
export class PersonInstalments implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly store: PersonInstalmentsStore,
    private readonly parts: DueParts,
    private readonly people: PeopleService,
    private readonly policy: PolicyService,
    private readonly approvals: Approvals,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.approvals.handle<Agreement>('person-instalments', {
      // What was paid, assessed or agreed meanwhile is another sum, and has to be asked anew.
      current: async (tx, { content }) => ({
        ...content,
        dues: contentOf(await this.overdue(tx, content, true)),
      }),
      describe: (_, { content }) => Promise.resolve(describe(content)),
      approved: async (tx, { id, content }) => {
        const dues = await this.overdue(tx, content, true);
        const instalments = this.check(content);
        const at = this.clock.now();
        const owed = dues.map(({ id: due, open }) => ({ id: due, open }));
        const cut = await this.parts.cut(tx, dues, partsOf(instalments, owed), at);
        const { person: personId, scheme } = content;
        await this.store.add(tx, { approvalId: id, personId, scheme, open: openOf(content), at }, cut);
      },
    });
  }

  /** What somebody has overdue, and what was agreed on it. Throws Refused `person-unknown`, `parameter-missing`. */
  read(personId: string): Promise<PersonInstalmentsPageDto> {
    return this.database.read(async (tx) => {
      if ((await this.people.find(tx, personId)) === null) throw new Refused('person-unknown');
      const [today, parameters] = [this.clock.today(), await this.policy.parameters(tx)];
      const dues = await this.parts.overdue(tx, personId, { today, parameters, hold: false });
      const agreements = await this.store.ofPerson(tx, personId, today);
      return {
        overdue: [...new Set(dues.map(({ scheme }) => scheme))].toSorted().map((scheme) => {
          const own = dues.filter((due) => due.scheme === scheme);
          return {
            scheme,
            schemeName: schemeName(scheme),
            open: formatYuan(sum(own.map(({ open }) => open))),
            periods: [...new Set(own.map(({ period }) => period))],
          };
        }),
        agreements: agreements.map((agreement) => ({
          ...agreement,
          schemeName: schemeName(agreement.scheme),
        })),
      };
    });
  }

  /** Agreements of everybody, with how each stands today. */
  list(
    filters: { readonly state: AgreementState | null; readonly scheme: string | null },
    ask: ListAsk,
  ): Promise<InstalmentAgreementPageDto> {
    return this.database.read(async (tx) => {
      const { rows, next, total } = await this.store.list(tx, filters, this.clock.today(), ask);
      return {
        agreements: rows.map(({ socialSecurityNumber, ...row }) => ({
          ...row,
          maskedNumber: maskSocialSecurityNumber(socialSecurityNumber),
          schemeName: schemeName(row.scheme),
        })),
        next,
        total,
      };
    });
  }

  /**
   * Asks others to agree on instalments for all that somebody has overdue of a scheme. Throws Refused `person-unknown`, `dues-not-overdue`,
   * `instalments-unfit`, `approval-waiting`, `parameter-missing`.
   */
  ask(
    person: string,
    { scheme, instalments, reason }: AskPersonInstalmentsDto,
    by: Pick<Decider, 'number' | 'terminalId'>,
  ): Promise<AskedApprovalDto> {
    return this.database.transaction(async (tx) => {
      const known = await this.people.find(tx, person);
      if (known === null) throw new Refused('person-unknown');
      const dues = contentOf(await this.overdue(tx, { person, scheme }, true));
      if (dues.length === 0) throw new Refused('dues-not-overdue', scheme);
      const content: Agreement = {
        person,
        name: known.name,
        scheme,
        dues,
        instalments: instalments.map(({ dueOn, amount }) => ({ dueOn, amount })),
        reason,
      };
      this.check(content);
      const { id, state } = await this.approvals.ask<Agreement>(tx, {
        kind: 'person-instalments',
        subject: `${person}/${scheme}`,
        content,
        amountFen: openOf(content),
        by,
        reason,
      });
      return { approval: id, state };
    });
  }

  private async overdue(
    tx: Transaction,
    { person, scheme }: Pick<Agreement, 'person' | 'scheme'>,
    hold: boolean,
  ): Promise<readonly OverdueDue[]> {
    const [today, parameters] = [this.clock.today(), await this.policy.parameters(tx)];
    const dues = await this.parts.overdue(tx, person, { today, parameters, hold });
    return dues.filter((due) => due.scheme === scheme);
  }

  private check(content: Agreement): readonly Instalment[] {
    const read = content.instalments.map(({ dueOn, amount }): Instalment => {
      const day = parseDate(dueOn);
      if (day === null) throw new Refused('instalments-unfit', dueOn);
      return { dueOn: day, amount: yuan(amount) };
    });
    const checked = checkInstalments(read, openOf(content), this.clock.today());
    if (!checked.ok) throw new Refused('instalments-unfit', checked.refusal);
    return checked.value;
  }
}

const describe = (content: Agreement) => {
  const { name, scheme, dues, instalments, reason } = content;
  const [open, of] = [displayYuan(openOf(content)), schemeName(scheme)];
  return {
    what: {
      zh: `${name} 分期缴纳${of.zh}欠费 ${open}，共 ${instalments.length} 期`,
      en: `${name} pays ${open} overdue for ${of.en} in ${instalments.length} instalments`,
    },
    details: [
      {
        label: { zh: '所属期', en: 'periods' },
        value: both(dues.map(({ period, open: each }) => `${period} ${displayYuan(yuan(each))}`).join(', ')),
      },
      ...instalments.map(({ dueOn, amount }) => ({
        label: both(dueOn),
        value: both(displayYuan(yuan(amount))),
      })),
      { label: { zh: '理由', en: 'reason' }, value: both(reason) },
    ],
  };
};
