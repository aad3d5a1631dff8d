/** Shows the console which participations do not go together, and lets a clerk decide each, on record. */
import { Injectable } from '@nestjs/common';
import { schemeName } from '#libs/contract/schemes.js';
import {
  maskSocialSecurityNumber,
  type SocialSecurityNumber,
} from '#libs/identity/social-security-number.js';
import { fen, formatYuan } from '#libs/money/fen.js';
import { Clock } from '../../ground/clock.js';
import { Database, type Transaction } from '../../ground/database/database.js';
import { noteLookedUp } from '../../ground/http/looked-up.js';
import type { ListAsk } from '../../ground/lists/list-page.js';
import { AuditStore } from '../../records/audit/audit.store.js';
import { Overlaps } from '../participations/overlaps.service.js';
import type { ListedOverlap, OverlapSide, OverlapState } from '../participations/overlap.js';
import type {
  OverlapDecisionDto,
  OverlapDto,
  OverlapInFullDto,
  OverlapPageDto,
  OverlapSideDto,
} from './overlaps.dto.js';
import type { By } from './unit-desk.service.js';

const shownSide = (side: OverlapSide): OverlapSideDto => ({ ...side, schemeName: schemeName(side.scheme) });
const shown = ({ number, ...overlap }: ListedOverlap): OverlapDto => ({
  ...overlap,
  maskedNumber: maskSocialSecurityNumber(number as SocialSecurityNumber),
  foundAt: overlap.foundAt.toISOString(),
  decidedAt: overlap.decidedAt?.toISOString() ?? null,
  standing: shownSide(overlap.standing),
  other: shownSide(overlap.other),
});
const shownYuan = (text: string): string => formatYuan(fen(BigInt(text)));

@Injectable()
export class OverlapDesk {
  constructor(
    private readonly database: Database,
    private readonly overlaps: Overlaps,
    private readonly audit: AuditStore,
    private readonly clock: Clock,
  ) {}

  list(state: OverlapState, ask: ListAsk): Promise<OverlapPageDto> {
    return this.database.read(async (tx) => {
      const { rows, ...page } = await this.overlaps.list(tx, state, ask);
      return { overlaps: rows.map(shown), ...page };
    });
  }

  /** Throws Refused `not-found`. */
  read(id: string): Promise<OverlapInFullDto> {
    return this.database.read((tx) => this.inFull(tx, id));
  }

  /** Throws Refused as `Overlaps.decide`. */
  decide({ staff, terminal }: By, id: string, decision: OverlapDecisionDto): Promise<OverlapInFullDto> {
    return this.database.transaction(async (tx) => {
      const { personId } = await this.overlaps.decide(tx, id, decision, staff.number);
      await this.audit.append(tx, {
        at: this.clock.now(),
        action: 'overlaps.decide',
        terminalId: terminal.id,
        staffNumber: staff.number,
        subject: personId,
        detail: { overlap: id, keep: decision.keep },
      });
      return this.inFull(tx, id);
    });
  }

  private async inFull(tx: Transaction, id: string): Promise<OverlapInFullDto> {
    const { overlap, alternatives } = await this.overlaps.read(tx, id);
    noteLookedUp(overlap.personId);
    return {
      overlap: shown(overlap),
      alternatives: alternatives.map(({ money, ...alternative }) => ({
        ...alternative,
        ...money,
        unitPart: shownYuan(money.unitPart),
        personPart: shownYuan(money.personPart),
        paid: shownYuan(money.paid),
      })),
    };
  }
}
