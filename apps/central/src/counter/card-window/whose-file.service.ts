/** Finds out who is at the window: the holder of the card in the reader, or whoever a number says, with the name or alone. */
import { Injectable } from '@nestjs/common';
import { IdentifyService } from '../../cards/lives/identify.service.js';
import type { Transaction } from '../../ground/database/database.js';
import type { StaffIdentity, TerminalIdentity } from '../../ground/http/identity.js';
import { noteLookedUp } from '../../ground/http/looked-up.js';
import { Refused } from '../../ground/http/refused.js';
import type { Person } from '../../register/people/person.entity.js';
import { CardSessionsService } from '../tap/card-sessions.service.js';
import type { CardFileRequestDto } from './card-files.dto.js';

@Injectable()
export class WhoseFile {
  constructor(
    private readonly identify: IdentifyService,
    private readonly sessions: CardSessionsService,
  ) {}

  /**
   * `person` is null for somebody not registered. Throws Refused `person-differs`, `person-unknown`, `card-session-ended`, `malformed-request`, `number-invalid`,
   * `name-unfit`.
   */
  async of(
    tx: Transaction,
    terminal: TerminalIdentity,
    staff: StaffIdentity | null,
    { cardSessionId, socialSecurityNumber, name }: CardFileRequestDto,
  ): Promise<{ readonly person: Person | null; readonly birthDate: Person['birthDate'] }> {
    if (cardSessionId !== undefined) {
      if (socialSecurityNumber !== undefined || name !== undefined)
        throw new Refused('malformed-request', 'cardSessionId or socialSecurityNumber and name');
      const person = await this.sessions.holder(tx, terminal, staff, cardSessionId);
      noteLookedUp(person.id);
      return { person, birthDate: person.birthDate };
    }
    if (socialSecurityNumber !== undefined && name === undefined) {
      const person = await this.identify.byNumber(tx, socialSecurityNumber);
      return { person, birthDate: person.birthDate };
    }
    return this.identify.byDocument(tx, socialSecurityNumber, name);
  }
}
