/** Shows the console who may be registered twice and who was merged, and keeps of whom a clerk says that they are two. */
import { Injectable } from '@nestjs/common';
import {
  maskSocialSecurityNumber,
  type SocialSecurityNumber,
} from '#libs/identity/social-security-number.js';
import { Clock } from '../../ground/clock.js';
import { Database } from '../../ground/database/database.js';
import type { ListAsk } from '../../ground/lists/list-page.js';
import { AuditStore } from '../../records/audit/audit.store.js';
import type { PairState } from '../../register/people/duplicate-pair.js';
import { Duplicates } from '../../register/people/duplicates.service.js';
import { PeopleService } from '../../register/people/people.service.js';
import type { DuplicatePageDto, MergePageDto, ToldApartDto } from './duplicates.dto.js';
import type { By } from './unit-desk.service.js';

const masked = (number: string): string => maskSocialSecurityNumber(number as SocialSecurityNumber);

@Injectable()
export class DuplicatesDesk {
  constructor(
    private readonly database: Database,
    private readonly duplicates: Duplicates,
    private readonly people: PeopleService,
    private readonly audit: AuditStore,
    private readonly clock: Clock,
  ) {}

  list(state: PairState, ask: ListAsk): Promise<DuplicatePageDto> {
    return this.database.read(async (tx) => {
      const { rows, ...page } = await this.duplicates.list(tx, state, ask);
      const pairs = rows.map(({ people, decidedAt, ...pair }) => ({
        ...pair,
        people: people.map(({ id, name, number }) => ({ id, name, maskedNumber: masked(number) })),
        decidedAt: decidedAt?.toISOString() ?? null,
      }));
      return { pairs, ...page };
    });
  }

  merges(ask: ListAsk): Promise<MergePageDto> {
    return this.database.read(async (tx) => {
      const { rows, ...page } = await this.people.merges(tx, ask);
      const merges = rows.map(({ mergedNumber, keptNumber, at, ...merge }) => ({
        ...merge,
        mergedNumber: masked(mergedNumber),
        keptNumber: masked(keptNumber),
        at: at.toISOString(),
      }));
      return { merges, ...page };
    });
  }

  /** Throws Refused as `Duplicates.tellApart`. */
  tellApart(by: By, id: string, asked: ToldApartDto): Promise<void> {
    return this.say('people.tell-apart', by, id, asked);
  }

  /** Throws Refused as `Duplicates.takeBack`. */
  takeBack(by: By, id: string, asked: ToldApartDto): Promise<void> {
    return this.say('people.tell-apart-undoing', by, id, asked);
  }

  private say(
    action: 'people.tell-apart' | 'people.tell-apart-undoing',
    { staff, terminal }: By,
    id: string,
    { otherId, reason }: ToldApartDto,
  ): Promise<void> {
    return this.database.transaction(async (tx) => {
      const said = { reason, by: staff.number };
      await (action === 'people.tell-apart'
        ? this.duplicates.tellApart(tx, [id, otherId], said)
        : this.duplicates.takeBack(tx, [id, otherId], said));
      await this.audit.append(tx, {
        at: this.clock.now(),
        action,
        terminalId: terminal.id,
        staffNumber: staff.number,
        subject: id,
        detail: { other: otherId },
      });
    });
  }
}
