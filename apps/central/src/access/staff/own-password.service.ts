/** What a member does about their own password: chooses the first one with a one-time code, and changes it. */
import { Inject, Injectable } from '@nestjs/common';
import { passwordFault, passwordFaults } from '#libs/contract/password-rules.js';
import { AuditStore } from '../../records/audit/audit.store.js';
import { Clock } from '../../ground/clock.js';
import { CONFIG, type CentralConfig } from '../../ground/config.js';
import { Database } from '../../ground/database/database.js';
import { Refused } from '../../ground/http/refused.js';
import { TokenHolders } from '../tokens/token-holders.js';
import { codeDigest } from './one-time-code.js';
import { Passwords } from './passwords.js';
import { SignInsService } from './sign-ins.service.js';
import type { SignInAnswerDto } from './staff.dto.js';
import type { StaffMember } from './staff-member.entity.js';
import { StaffStore } from './staff.store.js';

@Injectable()
export class OwnPassword {
  constructor(
    private readonly database: Database,
    private readonly store: StaffStore,
    private readonly audit: AuditStore,
    private readonly passwords: Passwords,
    private readonly signIns: SignInsService,
    private readonly holders: TokenHolders,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: CentralConfig,
  ) {}

  /**
   * Chooses a password with a one-time code, which is used up; at a terminal it signs in as well. Failures count as those of a
   * sign-in. Throws Refused `code-refused`, `sign-in-locked`, `password-unfit`.
   */
  async choose(
    terminalId: string | null,
    staffNumber: string,
    code: string,
    password: string,
  ): Promise<SignInAnswerDto | null> {
    const digest = codeDigest(code);
    const isRight = (member: StaffMember | null): Promise<boolean> =>
      Promise.resolve(
        member?.state === 'joining' &&
          member.codeDigest === digest &&
          member.codeExpiresAt !== null &&
          member.codeExpiresAt > this.clock.now(),
      );
    const proven = await this.signIns.prove({ terminalId, staffNumber, isRight }).catch((fault: unknown) => {
      if (fault instanceof Refused && fault.code === 'sign-in-refused') throw new Refused('code-refused');
      throw fault;
    });
    return this.set(terminalId, proven, password, 'staff.password-chosen');
  }

  /**
   * Changes a member's own password; every sign-in of theirs ends, and at a terminal a new one begins. Throws Refused
   * `sign-in-refused`, `sign-in-locked`, `password-unfit`.
   */
  async change(
    terminalId: string | null,
    staffNumber: string,
    old: string,
    password: string,
  ): Promise<SignInAnswerDto | null> {
    const isRight = this.signIns.hasPassword(old);
    const proven = await this.signIns.prove({ terminalId, staffNumber, isRight });
    if (old === password) throw new Refused('password-unfit', '与原密码相同 / the same as before');
    return this.set(terminalId, proven, password, 'staff.password-changed');
  }

  private async set(
    terminalId: string | null,
    proven: StaffMember,
    password: string,
    action: string,
  ): Promise<SignInAnswerDto | null> {
    const { staffNumber, codeDigest: code, passwordHash: old } = proven;
    this.demandFit(password, proven);
    const passwordHash = await this.passwords.hash(password);
    const session = await this.database.transaction(async (tx) => {
      const member = await this.store.findForChange(tx, staffNumber);
      // Meanwhile somebody else may have used the code, or reset the number.
      if (
        member === null ||
        member.codeDigest !== code ||
        member.passwordHash !== old ||
        member.state !== proven.state
      )
        throw new Refused('code-refused');
      const at = this.clock.now();
      const changed = { passwordHash, state: 'active', codeDigest: null, codeExpiresAt: null } as const;
      await this.store.save(tx, Object.assign(member, changed));
      // Who proved themselves is here, at a terminal or not: a number brought back is not unused again.
      await this.store.used(tx, staffNumber, at);
      await this.store.endAll(tx, staffNumber, at);
      await this.audit.append(tx, {
        at,
        action,
        ...(terminalId === null ? {} : { terminalId }),
        staffNumber,
      });
      return terminalId === null ? null : this.signIns.openSession(tx, member, terminalId);
    });
    this.holders.forget();
    return session === null || terminalId === null ? null : this.signIns.answer(session, terminalId);
  }

  /** Throws Refused `password-unfit` with what is wrong. */
  demandFit(password: string, member: { readonly staffNumber: string; readonly name: string }): void {
    const fault = passwordFault(password, member, this.config.passwordShortest);
    if (fault === null) return;
    const { zh, en } = passwordFaults[fault];
    const least = fault === 'too-short' ? ` (${this.config.passwordShortest})` : '';
    throw new Refused('password-unfit', `${zh}${least} / ${en}${least}`);
  }
}
