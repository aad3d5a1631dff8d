/** Joins others to the card of whoever pays: by their own card that proved itself at this window, or by number with the reason; each on record. */
import { Injectable } from '@nestjs/common';
import { tidyName } from '#libs/identity/person-name.js';
import {
  maskSocialSecurityNumber,
  parseSocialSecurityNumber,
  type SocialSecurityNumber,
} from '#libs/identity/social-security-number.js';
import { Clock } from '../../ground/clock.js';
import { CounterDatabase, type Transaction } from '../../ground/database/database.js';
import { staffNumberOf, type StaffIdentity, type TerminalIdentity } from '../../ground/http/identity.js';
import { Refused } from '../../ground/http/refused.js';
import { gapWords, GapsService } from '../../insurance/assessment/gaps.service.js';
import { SingleAssessments } from '../../insurance/assessment/singles.service.js';
import { Recoveries } from '../../insurance/benefits/recoveries.service.js';
import { DuesService } from '../../insurance/contributions/dues.service.js';
import { AuditStore } from '../../records/audit/audit.store.js';
import { PeopleService } from '../../register/people/people.service.js';
import { isOpenFor } from './card-session.entity.js';
import { CardSessionsStore } from './card-sessions.store.js';
import type { PaidForDto, ToPayForDto } from './paid-for.dto.js';
import { PaidForStore } from './paid-for.store.js';

/** A card that was here this long ago still speaks for its holder: a family comes to the window together. */
const lately = 15 * 60_000;
/** More than a family has. */
const atMost = 12;

@Injectable()
export class PaidForService {
  constructor(
    private readonly database: CounterDatabase,
    private readonly sessions: CardSessionsStore,
    private readonly store: PaidForStore,
    private readonly people: PeopleService,
    private readonly dues: DuesService,
    private readonly recoveries: Recoveries,
    private readonly assessments: SingleAssessments,
    private readonly gaps: GapsService,
    private readonly audit: AuditStore,
    private readonly clock: Clock,
  ) {}

  /**
   * Joins somebody to the open session of whoever pays, and says what they owe. Throws Refused `card-session-ended` (the payer's, or the
   * other's that is not of this window or not of late), `number-invalid`, `person-unknown`, `person-differs`, `malformed-request`.
   */
  async join(
    terminal: TerminalIdentity,
    staff: StaffIdentity | null,
    id: string,
    asked: ToPayForDto,
  ): Promise<PaidForDto> {
    const who = await this.database.transaction(async (tx) => {
      const session = await this.sessions.find(tx, id);
      if (session === null || !isOpenFor(session, { terminal, staff }, this.clock.now()))
        throw new Refused('card-session-ended');
      const personId = await this.whose(tx, terminal, staff, asked);
      if (personId === session.personId) throw new Refused('malformed-request', 'the payer themselves');
      const standing = await this.store.of(tx, id);
      if (standing.length >= atMost && !standing.some((one) => one.personId === personId))
        throw new Refused('malformed-request', `more than ${atMost} people`);
      const ownSessionId = asked.ownSessionId ?? null;
      const reason = ownSessionId === null ? (asked.reason ?? '').trim() : null;
      const { relation } = asked;
      await this.store.join(
        tx,
        { cardSessionId: id, personId, relation, ownSessionId, reason },
        this.clock.now(),
      );
      await this.audit.append(tx, {
        at: this.clock.now(),
        action: 'card-sessions.pay-for',
        terminalId: terminal.id,
        staffNumber: staffNumberOf({ staff }),
        cardSessionId: id,
        subject: personId,
        detail: { relation, byCard: ownSessionId !== null, ...(reason === null ? {} : { purpose: reason }) },
      });
      return personId;
    });
    // As before a tap: what cannot be assessed keeps nobody from paying the rest.
    await this.assessments.ofOne(who);
    return this.database.transaction(async (tx) => {
      const joined = (await this.describe(tx, id)).find(({ personId }) => personId === who);
      if (joined === undefined) throw new Error('somebody was joined and does not stand there');
      return joined;
    });
  }

  /** Whom a session pays for, with what each owes now. */
  async describe(tx: Transaction, cardSessionId: string): Promise<PaidForDto[]> {
    const described: PaidForDto[] = [];
    for (const { personId, name, socialSecurityNumber, relation } of await this.store.of(tx, cardSessionId))
      described.push({
        personId,
        name,
        maskedNumber: maskSocialSecurityNumber(socialSecurityNumber as SocialSecurityNumber),
        relation,
        dues: await this.dues.list(tx, personId),
        recoveries: await this.recoveries.owedBy(tx, personId),
        unassessed: (await this.gaps.of(tx, personId)).map(gapWords),
      });
    return described;
  }

  private async whose(
    tx: Transaction,
    terminal: TerminalIdentity,
    staff: StaffIdentity | null,
    { ownSessionId, ownNonce, socialSecurityNumber, name, reason }: ToPayForDto,
  ): Promise<string> {
    if (ownSessionId !== undefined) {
      if (socialSecurityNumber !== undefined || name !== undefined || reason !== undefined)
        throw new Refused('malformed-request', 'ownSessionId alone');
      const own = await this.sessions.find(tx, ownSessionId);
      const isLate = own !== null && this.clock.now().getTime() - own.startedAt.getTime() > lately;
      const isHere = own?.terminalId === terminal.id && own.staffNumber === staffNumberOf({ staff });
      if (own === null || !isHere || isLate || own.nonce !== ownNonce)
        throw new Refused('card-session-ended', 'ownSessionId');
      return own.personId;
    }
    // Whom no card speaks for, only somebody of the staff can tell.
    if (staff === null) throw new Refused('service-at-window');
    if (socialSecurityNumber === undefined || name === undefined || reason === undefined)
      throw new Refused('malformed-request', 'socialSecurityNumber, name and reason');
    const number = parseSocialSecurityNumber(socialSecurityNumber);
    if (!number.ok) throw new Refused('number-invalid', number.refusal);
    const person = await this.people.findByNumber(tx, number.value.number);
    if (person === null) throw new Refused('person-unknown');
    if (person.name !== tidyName(name)) throw new Refused('person-differs');
    return person.id;
  }
}
