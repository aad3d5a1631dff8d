/** Has two registrations of one person count as one, by approval: nothing of either is rewritten, and it can be undone the same way. */
import { Injectable, type OnModuleInit } from '@nestjs/common';
import {
  maskSocialSecurityNumber,
  type SocialSecurityNumber,
} from '#libs/identity/social-security-number.js';
import { Database, type Transaction } from '../../ground/database/database.js';
import { noteLookedUp } from '../../ground/http/looked-up.js';
import { Refused } from '../../ground/http/refused.js';
import type { Decider } from '../../records/approvals/approval.js';
import { Approvals } from '../../records/approvals/approvals.service.js';
import { Duplicates } from '../../register/people/duplicates.service.js';
import { PeopleService } from '../../register/people/people.service.js';
import type { AskedApprovalDto } from '../collection/unit-bills.dto.js';
import { Overlaps } from '../participations/overlaps.service.js';

type By = Pick<Decider, 'number' | 'terminalId'>;

/** What is decided. */
type Merge = {
  readonly merged: string;
  readonly kept: string;
  readonly source: string;
  /** Whether it takes a merge back. */
  readonly undoes: boolean;
};

const masked = (number: string): string => maskSocialSecurityNumber(number as SocialSecurityNumber);

@Injectable()
export class PersonMerges implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly people: PeopleService,
    private readonly duplicates: Duplicates,
    private readonly approvals: Approvals,
    private readonly overlaps: Overlaps,
  ) {}

  onModuleInit(): void {
    this.approvals.handle<Merge>('person-merge', {
      current: async (tx, { content }) => ((await this.isPossible(tx, content)) ? content : null),
      describe: async (tx, { content: { merged, kept, source, undoes } }) => {
        const [one, other] = [await this.people.get(tx, merged), await this.people.get(tx, kept)];
        const numbers = [masked(one.socialSecurityNumber), masked(other.socialSecurityNumber)];
        return {
          what: undoes
            ? {
                zh: `撤销合并：${one.name}（${numbers[0]}）`,
                en: `${one.name} (${numbers[0]}) is to stand by itself again`,
              }
            : {
                zh: `${one.name}（${numbers[0]}）并入 ${other.name}（${numbers[1]}）`,
                en: `${one.name} (${numbers[0]}) into ${other.name} (${numbers[1]})`,
              },
          details: [
            { label: { zh: '依据材料', en: 'document' }, value: { zh: source, en: source } },
            {
              label: { zh: '影响', en: 'what follows' },
              value: undoes
                ? {
                    zh: '两份登记重新分开，各自的记录从未改动',
                    en: 'both stand apart again, each with its own records',
                  }
                : {
                    zh: '查询、读卡与待缴都按保留的登记办理，两份记录一并显示',
                    en: 'searches, cards and dues lead to the one kept; the records of both are shown together',
                  },
            },
          ],
        };
      },
      approved: async (tx, { id, content }) => {
        const { merged, kept } = content;
        await (content.undoes
          ? this.people.undoMerge(tx, merged, id)
          : this.people.merge(tx, { mergedId: merged, keptId: kept, approval: id }));
        // What stood apart may not stand together, and the other way round.
        await this.overlaps.findOf(tx, kept);
      },
    });
  }

  /** Asks to have somebody count as another registration. Throws Refused `person-unknown`, `person-merged`, `people-told-apart`, `approval-waiting`, `malformed-request` for one and the same. */
  askMerge(
    id: string,
    kept: string,
    why: { source: string; reason: string },
    by: By,
  ): Promise<AskedApprovalDto> {
    if (id === kept) throw new Refused('malformed-request', 'keptId');
    return this.ask({ merged: id, kept, source: why.source, undoes: false }, why.reason, by);
  }

  /** Asks to undo it. Throws Refused `person-unknown`, `person-merged` where it was not, `approval-waiting`. */
  askUndoing(id: string, why: { source: string; reason: string }, by: By): Promise<AskedApprovalDto> {
    return this.ask({ merged: id, kept: null, source: why.source, undoes: true }, why.reason, by);
  }

  private ask(
    { kept, ...asked }: Omit<Merge, 'kept'> & { readonly kept: string | null },
    reason: string,
    by: By,
  ): Promise<AskedApprovalDto> {
    return this.database.transaction(async (tx) => {
      noteLookedUp(asked.merged);
      const content: Merge = { ...asked, kept: kept ?? (await this.people.keptOf(tx, asked.merged)) };
      for (const id of [content.merged, content.kept])
        if ((await this.people.find(tx, id)) === null) throw new Refused('person-unknown');
      if (!(await this.isPossible(tx, content))) throw new Refused('person-merged');
      if (!content.undoes && (await this.duplicates.isToldApart(tx, content.merged, content.kept)))
        throw new Refused('people-told-apart');
      const { id: approval, state } = await this.approvals.ask<Merge>(tx, {
        kind: 'person-merge',
        subject: content.merged,
        content,
        by,
        reason,
      });
      return { approval, state };
    });
  }

  /** A merge is of two that stand by themselves, the merged one without others in it; its undoing of one that stands. */
  private async isPossible(tx: Transaction, { merged, kept, undoes }: Merge): Promise<boolean> {
    for (const id of [merged, kept].toSorted()) await this.people.lock(tx, id);
    const into = await this.people.keptOf(tx, merged);
    if (undoes) return into === kept && into !== merged;
    const others = await this.people.allOf(tx, merged);
    return into === merged && others.length === 1 && (await this.people.keptOf(tx, kept)) === kept;
  }
}
