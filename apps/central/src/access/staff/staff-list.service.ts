/** Shows the staff page by page, each with what waits for a second person about them. */
import { Injectable } from '@nestjs/common';
import { roles } from '#libs/contract/authority.js';
import { roleWords } from '#libs/contract/role-words.js';
import { Database } from '../../ground/database/database.js';
import type { ListAsk } from '../../ground/lists/list-page.js';
import { WaitingList } from '../../records/approvals/waiting-list.service.js';
import { StaffListStore } from './staff-list.store.js';
import type { StaffListDto } from './staff.dto.js';
import type { StaffState } from './staff-member.entity.js';

@Injectable()
export class StaffListService {
  constructor(
    private readonly database: Database,
    private readonly store: StaffListStore,
    private readonly waiting: WaitingList,
  ) {}

  /** A page of those who ever belonged to it, searched by number, name and what their role is called. */
  async list(state: StaffState | null, ask: ListAsk): Promise<StaffListDto> {
    const search = ask.search?.toLowerCase() ?? null;
    const called = roles.filter(
      (role) =>
        search !== null &&
        (roleWords[role].zh.includes(search) || roleWords[role].en.toLowerCase().includes(search)),
    );
    const { members, states } = await this.database.read(async (tx) => ({
      members: await this.store.page(tx, { state, called }, ask),
      states: await this.store.counts(tx),
    }));
    const waiting = await this.waiting.listAbout(
      ['staff-role', 'staff-reset'],
      members.rows.map(({ staffNumber }) => staffNumber),
    );
    return {
      staff: members.rows.map(({ joinedAt, lastSignedInAt, ...member }) => ({
        ...member,
        joinedAt: joinedAt.toISOString(),
        lastSignedInAt: lastSignedInAt?.toISOString() ?? null,
        waits: waiting
          .filter(({ subject }) => subject === member.staffNumber)
          .map(({ id, words, what, askedBy, expiresAt }) => ({
            approval: id,
            words,
            what,
            askedBy,
            expiresAt,
          })),
      })),
      states,
      next: members.next,
      total: members.total,
    };
  }
}
