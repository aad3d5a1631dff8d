/** Says what else happens once a claim is granted: which benefits stop as it begins, what of them was paid for its months, and which contributions of its months go back. */
import { Injectable } from '@nestjs/common';
import { describedBenefit } from '#libs/benefits/kinds/table.js';
import { schemeName } from '#libs/contract/schemes.js';
import type { PlainMonth } from '#libs/kernel/plain-date.js';
import type { Words } from '#libs/kernel/words.js';
import { displayYuan } from '#libs/money/display.js';
import { formatYuan, yuan, zeroFen } from '#libs/money/fen.js';
import { schemeTable } from '#libs/schemes/table.js';
import { Clock } from '../../ground/clock.js';
import type { Transaction } from '../../ground/database/database.js';
import type { Benefit } from '../benefits/benefit.js';
import { EntitlementsService } from '../benefits/entitlements.service.js';
import { PaidMonths } from '../contributions/paid-months.service.js';
import { ClaimsStore } from './claims.store.js';

/** What begins, as it would be granted. */
export type Beginning = { readonly kind: string; readonly firstMonth: PlainMonth };

/** As it is decided; amounts in yuan. */
export type ClaimEffectsContent = {
  readonly ends: readonly {
    readonly kind: string;
    readonly from: string;
    /** Of months from then on, paid or on its way: to be recovered. */
    readonly paid: string;
  }[];
  /** Contributions that were paid for months in which the pension is drawn: they go back to whoever paid. */
  readonly goBack: readonly {
    readonly scheme: string;
    /** Null: the person paid. */
    readonly unit: string | null;
    readonly unitName: string | null;
    readonly first: string;
    readonly last: string;
    readonly periods: number;
    readonly unitPart: string;
    readonly personPart: string;
  }[];
};

/** Schemes in which nobody is insured who draws a pension. */
const endingWithPension = Object.values(schemeTable)
  .filter((scheme) => scheme.endsWithPension)
  .map(({ code }) => code);

type Ending = { readonly benefit: Benefit; readonly from: PlainMonth };

@Injectable()
export class ClaimEffects {
  constructor(
    private readonly store: ClaimsStore,
    private readonly benefits: EntitlementsService,
    private readonly paid: PaidMonths,
    private readonly clock: Clock,
  ) {}

  /** `people`: all registrations of whose insurance it comes from. */
  async of(tx: Transaction, people: readonly string[], beginning: Beginning): Promise<ClaimEffectsContent> {
    const ends = await this.endings(tx, people, beginning);
    const paid = describedBenefit(beginning.kind).isPension
      ? await this.paid.beside(tx, people, endingWithPension, beginning.firstMonth)
      : [];
    return {
      goBack: paid.map(({ unitPart, personPart, ...row }) => ({
        ...row,
        unitPart: formatYuan(unitPart),
        personPart: formatYuan(personPart),
      })),
      ends: await Promise.all(
        ends.map(async ({ benefit, from }) => ({
          kind: benefit.kind,
          from,
          paid: formatYuan(await this.store.paidSince(tx, benefit.id, from)),
        })),
      ),
    };
  }

  /** Ends what stops as it begins; what was paid of it for later months is found as paid in error. */
  async carryOut(
    tx: Transaction,
    people: readonly string[],
    beginning: Beginning,
    {
      evidence,
      by,
      approvalId,
    }: { readonly evidence: string; readonly by: string; readonly approvalId: string },
  ): Promise<void> {
    for (const { benefit, from } of await this.endings(tx, people, beginning))
      await this.benefits.change(tx, benefit, {
        what: 'ended',
        cause: 'retired',
        from,
        evidence,
        by,
        at: this.clock.now(),
        approvalId,
      });
  }

  private async endings(
    tx: Transaction,
    people: readonly string[],
    { kind, firstMonth }: Beginning,
  ): Promise<readonly Ending[]> {
    const { ends = [] } = describedBenefit(kind);
    if (ends.length === 0) return [];
    return (await this.benefits.ofPerson(tx, people))
      .filter((one) => ends.includes(one.kind) && (one.lastMonth === null || one.lastMonth >= firstMonth))
      .map((benefit) => ({
        benefit,
        from: benefit.firstMonth > firstMonth ? benefit.firstMonth : firstMonth,
      }));
  }
}

/** As whoever decides reads it. */
export const effectsInWords = ({
  ends,
  goBack,
}: ClaimEffectsContent): readonly { readonly label: Words; readonly value: Words }[] => [
  ...ends.map(({ kind, from, paid }) => {
    const { words } = describedBenefit(kind);
    const isPaid = yuan(paid) > zeroFen;
    const amount = displayYuan(yuan(paid));
    return {
      label: { zh: '随之停发', en: 'stops with it' },
      value: {
        zh: `${words.zh}，自 ${from} 起${isPaid ? `，已发 ${amount} 待追回` : ''}`,
        en: `${words.en}, from ${from} on${isPaid ? `; ${amount} that was paid is to be recovered` : ''}`,
      },
    };
  }),
  ...goBack.map(({ scheme, unit, unitName, first, last, periods, unitPart, personPart }) => {
    const { zh, en } = schemeName(scheme);
    const span = first === last ? first : `${first} – ${last}`;
    const [ofUnit, ofPerson] = [displayYuan(yuan(unitPart)), displayYuan(yuan(personPart))];
    return {
      label: { zh: '退还已缴保费', en: 'contributions that go back' },
      value:
        unit === null
          ? { zh: `${zh}，${span}，本人缴纳 ${ofPerson}`, en: `${en}, ${span}, ${ofPerson} the person paid` }
          : {
              zh: `${zh}，${span}（${periods} 个月），${unitName ?? unit}：单位部分 ${ofUnit}，个人部分 ${ofPerson}`,
              en: `${en}, ${span}, ${unitName ?? unit}: ${ofUnit} of the unit, ${ofPerson} of the person`,
            },
    };
  }),
];
