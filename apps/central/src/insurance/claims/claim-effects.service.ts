/** Says what else happens once a claim is granted: which benefits stop as it begins, and what of them was paid for its months already. */
import { Injectable } from '@nestjs/common';
import { describedBenefit } from '#libs/benefits/kinds/table.js';
import type { PlainMonth } from '#libs/kernel/plain-date.js';
import type { Words } from '#libs/kernel/words.js';
import { displayYuan } from '#libs/money/display.js';
import { formatYuan, yuan, zeroFen } from '#libs/money/fen.js';
import { Clock } from '../../ground/clock.js';
import type { Transaction } from '../../ground/database/database.js';
import type { Benefit } from '../benefits/benefit.js';
import { EntitlementsService } from '../benefits/entitlements.service.js';
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
};

type Ending = { readonly benefit: Benefit; readonly from: PlainMonth };

@Injectable()
export class ClaimEffects {
  constructor(
    private readonly store: ClaimsStore,
    private readonly benefits: EntitlementsService,
    private readonly clock: Clock,
  ) {}

  /** `people`: all registrations of whose insurance it comes from. */
  async of(tx: Transaction, people: readonly string[], beginning: Beginning): Promise<ClaimEffectsContent> {
    const ends = await this.endings(tx, people, beginning);
    return {
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
}: ClaimEffectsContent): readonly { readonly label: Words; readonly value: Words }[] =>
  ends.map(({ kind, from, paid }) => {
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
  });
