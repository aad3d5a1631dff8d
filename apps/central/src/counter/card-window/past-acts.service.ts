/** Tells a clerk what was done before for whoever is at the window, so that a receipt can be found and printed again. */
import { Injectable } from '@nestjs/common';
import { fen, formatYuan } from '#libs/money/fen.js';
import { Database } from '../../ground/database/database.js';
import type { StaffIdentity, TerminalIdentity } from '../../ground/http/identity.js';
import { Refused } from '../../ground/http/refused.js';
import type { PastActDto, PastActsDto, PastActsRequestDto } from './past-acts.dto.js';
import { PastActsStore, type PastActRow, type PlaceInActs } from './past-acts.store.js';
import { WhoseFile } from './whose-file.service.js';

const pageLength = 20;

const placeOf = (after: string | undefined): PlaceInActs | null => {
  const [startedAt, key] = after?.split(' ') ?? [];
  if (startedAt === undefined || key === undefined) return null;
  // It is as long as an instant, and there may be no such day, or none of the years that the database counts.
  const instant = new Date(startedAt);
  if (Number.isNaN(instant.getTime()) || instant.toISOString() !== startedAt || instant.getUTCFullYear() < 1)
    throw new Refused('malformed-request', 'after');
  return { startedAt, key };
};

const describe = ({ total, startedAt, undoneKind, undoneReceipt, ...act }: PastActRow): PastActDto => ({
  ...act,
  total: formatYuan(fen(BigInt(total))),
  startedAt: startedAt.toISOString(),
  undoneBy:
    undoneKind === null || undoneReceipt === null ? null : { kind: undoneKind, receiptNumber: undoneReceipt },
});

@Injectable()
export class PastActs {
  constructor(
    private readonly database: Database,
    private readonly whose: WhoseFile,
    private readonly store: PastActsStore,
  ) {}

  /** Throws Refused as the opening of a card file does, and `malformed-request` for an `after` of no moment. Of somebody not registered there are none. */
  list(
    terminal: TerminalIdentity,
    staff: StaffIdentity,
    { after, ...request }: PastActsRequestDto,
  ): Promise<PastActsDto> {
    return this.database.transaction(async (tx) => {
      const { person } = await this.whose.of(tx, terminal, staff, request);
      // One more than is shown, to know whether there is more.
      const found =
        person === null ? [] : await this.store.ofPerson(tx, person.id, placeOf(after), pageLength + 1);
      const acts = found.slice(0, pageLength).map(describe);
      const last = acts.at(-1);
      return {
        acts,
        next: last === undefined || found.length <= pageLength ? null : `${last.startedAt} ${last.key}`,
      };
    });
  }
}
