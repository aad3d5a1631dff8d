/** What becomes of a member: the effects, whether one administrator decided them or a second person did. All sign-ins end with each. */
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { areSeparated, type Role } from '#libs/contract/authority.js';
import { roleWords } from '#libs/contract/role-words.js';
import type { ApprovalView } from '../../records/approvals/approval.js';
import { Approvals } from '../../records/approvals/approvals.service.js';
import { AuditStore } from '../../records/audit/audit.store.js';
import { Clock } from '../../ground/clock.js';
import type { Transaction } from '../../ground/database/database.js';
import { Refused } from '../../ground/http/refused.js';
import { codeHours } from './one-time-code.js';
import type { StaffMember } from './staff-member.entity.js';
import { StaffStore } from './staff.store.js';

export type RoleContent = {
  readonly staffNumber: string;
  readonly name: string;
  /** Null: joins with it. */
  readonly from: Role | null;
  readonly to: Role;
};
type ResetContent = { readonly staffNumber: string; readonly name: string; readonly codeDigest: string };

const viewOf = (
  { staffNumber, name }: { readonly staffNumber: string; readonly name: string },
  zh: string,
  en: string,
): ApprovalView => ({
  what: { zh: `${name}（${staffNumber}）：${zh}`, en: `${name} (${staffNumber}): ${en}` },
  details: [],
});

@Injectable()
export class StaffChanges implements OnModuleInit {
  constructor(
    private readonly store: StaffStore,
    private readonly approvals: Approvals,
    private readonly audit: AuditStore,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.approvals.handle<RoleContent>('staff-role', {
      current: async (tx, { content }) => {
        await this.store.lockAll(tx);
        const member = await this.store.find(tx, content.staffNumber);
        const expected = content.from === null ? 'joining' : 'active';
        if (member?.state !== expected) return null;
        const { staffNumber, name, role } = member;
        return {
          staffNumber,
          name,
          from: content.from === null ? null : role,
          to: content.from === null ? role : content.to,
        };
      },
      describe: async (_, { content }) => {
        const { zh, en } = roleWords[content.to];
        const [fromZh, fromEn] =
          content.from === null
            ? ['新入职', 'joins']
            : [roleWords[content.from].zh, roleWords[content.from].en];
        return viewOf(content, `${fromZh} → ${zh}`, `${fromEn} → ${en}`);
      },
      approved: async (tx, { content }, { by }) => {
        const member = await this.get(tx, content.staffNumber);
        // It was so when it was asked for; another number of theirs may have got a role since.
        await this.demandApart(tx, member, content.to);
        if (content.from === null) await this.setCode(tx, member, member.codeDigest, by);
        else {
          await this.demandNotLast(tx, member);
          await this.setRole(tx, member, content.to, by);
        }
      },
      refused: async (tx, { content }, { by }) => {
        if (content.from !== null) return;
        const member = await this.get(tx, content.staffNumber);
        if (member.state === 'joining') await this.end(tx, member, 'left', by);
      },
    });
    this.approvals.handle<ResetContent>('staff-reset', {
      current: async (tx, { content }) => {
        await this.store.lockAll(tx);
        const member = await this.store.find(tx, content.staffNumber);
        return member === null ? null : { ...content, name: member.name };
      },
      describe: async (_, { content }) => viewOf(content, '重设密码', 'reset of the password'),
      approved: async (tx, { content }, { by }) =>
        this.setCode(tx, await this.get(tx, content.staffNumber), content.codeDigest, by),
    });
  }

  /** Until when a code that is made now may be used. */
  codeEnd(): Date {
    return new Date(this.clock.now().getTime() + codeHours * 3600_000);
  }

  /** Locked until the transaction ends. Throws Refused `staff-unknown`. */
  async get(tx: Transaction, staffNumber: string): Promise<StaffMember> {
    const member = await this.store.findForChange(tx, staffNumber);
    if (member === null) throw new Refused('staff-unknown', staffNumber);
    return member;
  }

  /** Throws Refused `last-administrator` when nobody would be left to look after the staff. */
  async demandNotLast(tx: Transaction, member: StaffMember): Promise<void> {
    if (member.role !== 'administrator') return;
    const staff = await this.store.list(tx);
    const isOther = (one: StaffMember): boolean =>
      one.staffNumber !== member.staffNumber && one.role === 'administrator' && one.state === 'active';
    if (!staff.some(isOther)) throw new Refused('last-administrator', member.staffNumber);
  }

  /**
   * No other number of this person, also one given up, has a role that must not be theirs: they might check their own work. Throws
   * Refused `roles-separated`.
   */
  async demandApart(
    tx: Transaction,
    { staffNumber, identityNumber }: { readonly staffNumber: string; readonly identityNumber: string | null },
    role: Role,
  ): Promise<void> {
    if (identityNumber === null) return;
    const others = await this.store.findByIdentity(tx, identityNumber);
    const other = others.find((one) => one.staffNumber !== staffNumber && areSeparated(one.role, role));
    if (other !== undefined) throw new Refused('roles-separated', `${other.staffNumber}: ${other.role}`);
  }

  async setRole(tx: Transaction, member: StaffMember, role: Role, by: string | null): Promise<void> {
    const from = member.role;
    await this.store.save(tx, Object.assign(member, { role }));
    await this.endSignIns(tx, member, 'staff.role-changed', by, { from, role });
  }

  /** Makes a password void and a code good, to choose another with. */
  async setCode(
    tx: Transaction,
    member: StaffMember,
    codeDigest: string | null,
    by: string | null,
  ): Promise<void> {
    const fresh = {
      state: 'joining',
      passwordHash: null,
      codeDigest,
      codeExpiresAt: this.codeEnd(),
      leftAt: null,
    } as const;
    await this.store.save(tx, Object.assign(member, fresh));
    await this.endSignIns(tx, member, 'staff.code-made', by);
  }

  async end(
    tx: Transaction,
    member: StaffMember,
    state: 'suspended' | 'left',
    by: string | null,
  ): Promise<void> {
    const leftAt = state === 'left' ? this.clock.now() : null;
    await this.store.save(
      tx,
      Object.assign(member, { state, leftAt, codeDigest: null, codeExpiresAt: null }),
    );
    await this.endSignIns(tx, member, `staff.${state}`, by);
  }

  private async endSignIns(
    tx: Transaction,
    { staffNumber }: StaffMember,
    action: string,
    by: string | null,
    detail: Readonly<Record<string, string>> = {},
  ): Promise<void> {
    const at = this.clock.now();
    await this.store.endAll(tx, staffNumber, at);
    await this.audit.append(tx, {
      at,
      action,
      ...(by === null ? {} : { staffNumber: by }),
      subject: staffNumber,
      detail,
    });
  }
}
