/** Enters and ends what persons agree to be debited for: flexible workers and residents, from the account of their card or another of theirs. */
import { Injectable } from '@nestjs/common';
import { schemeName } from '#libs/contract/schemes.js';
import { parseDate, type PlainDate } from '#libs/kernel/plain-date.js';
import { fen, formatYuan, yuan } from '#libs/money/fen.js';
import { Clock } from '../../ground/clock.js';
import { Database } from '../../ground/database/database.js';
import { Refused } from '../../ground/http/refused.js';
import type { ListAsk } from '../../ground/lists/list-page.js';
import { AuditStore } from '../../records/audit/audit.store.js';
import { PeopleService } from '../../register/people/people.service.js';
import {
  maskSocialSecurityNumber,
  type SocialSecurityNumber,
} from '#libs/identity/social-security-number.js';
import type { PersonAgreementsPageDto } from './person-agreements.dto.js';
import { PersonAgreementsStore } from './person-agreements.store.js';

export type AskedAgreement = {
  readonly schemes: readonly string[];
  /** Left out: that of the person's card. */
  readonly account?: string | undefined;
  readonly accountName?: string | undefined;
  /** What the person pays a year of a scheme with tiers, yuan. */
  readonly tier?: string | undefined;
  readonly since: string;
  readonly until?: string | undefined;
};

const dayOf = (text: string, name: string): PlainDate => {
  const day = parseDate(text);
  if (day === null) throw new Refused('malformed-request', name);
  return day;
};

@Injectable()
export class PersonAgreements {
  constructor(
    private readonly database: Database,
    private readonly store: PersonAgreementsStore,
    private readonly people: PeopleService,
    private readonly audit: AuditStore,
    private readonly clock: Clock,
  ) {}

  async list(
    asked: Readonly<Record<'scheme' | 'state' | 'person', string | null>>,
    ask: ListAsk,
  ): Promise<PersonAgreementsPageDto> {
    const { rows, next, total } = await this.database.transaction((tx) =>
      this.store.list(tx, asked, this.clock.today(), ask),
    );
    return {
      agreements: rows.map(({ socialSecurityNumber, tier, account, ...row }) => ({
        ...row,
        schemeName: schemeName(row.scheme),
        maskedNumber: maskSocialSecurityNumber(socialSecurityNumber as SocialSecurityNumber),
        account: `${'*'.repeat(Math.max(0, account.length - 4))}${account.slice(-4)}`,
        tier: tier === null ? null : formatYuan(fen(BigInt(tier))),
      })),
      next,
      total,
    };
  }

  /** Enters one agreement for each scheme. Throws Refused `person-unknown`, `no-bank-account`, `agreement-stands`, `malformed-request`. */
  async enter(personId: string, asked: AskedAgreement, staffNumber: string): Promise<void> {
    const { account, tier } = asked;
    const since = dayOf(asked.since, 'since');
    const until = asked.until === undefined ? null : dayOf(asked.until, 'until');
    if (until !== null && until < since) throw new Refused('malformed-request', 'until');
    await this.database.transaction(async (tx) => {
      const person = await this.people.find(tx, personId);
      if (person === null) throw new Refused('person-unknown');
      await this.store.lock(tx, personId);
      const from = account ?? (await this.store.cardAccount(tx, personId));
      if (from === null) throw new Refused('no-bank-account');
      const at = this.clock.now();
      for (const scheme of new Set(asked.schemes)) {
        if (await this.store.stands(tx, personId, scheme, since))
          throw new Refused('agreement-stands', scheme);
        await this.store.add(
          tx,
          {
            personId,
            scheme,
            account: from,
            accountName: asked.accountName ?? person.name,
            tier: tier === undefined ? null : yuan(tier),
            since,
            until,
          },
          { staffNumber, at },
        );
        await this.audit.append(tx, {
          at,
          action: 'person-agreement.entered',
          staffNumber,
          subject: personId,
          detail: { scheme, since, until },
        });
      }
    });
  }

  /** Ends an agreement: nothing is sent by it any more; what is in hand is answered as it was sent. Throws Refused `agreement-unknown`. */
  async end(id: string, reason: string, staffNumber: string): Promise<void> {
    await this.database.transaction(async (tx) => {
      const at = this.clock.now();
      const ended = await this.store.end(tx, id, reason, { staffNumber, at });
      if (ended === null) throw new Refused('agreement-unknown');
      await this.audit.append(tx, {
        at,
        action: 'person-agreement.ended',
        staffNumber,
        subject: ended.personId,
        detail: { scheme: ended.scheme, reason },
      });
    });
  }
}
