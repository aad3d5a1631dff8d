/** Asks for each route's act whether its asker may do it, by the one authority table. */
import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import {
  authority,
  furtherWithSignIn,
  type Act,
  type Permission,
  type Role,
} from '#libs/contract/authority.js';
import { TokenService } from '../tokens/token.service.js';
import { ACT, type IdentifiedRequest, type StaffIdentity } from '../../ground/http/identity.js';
import { Refused } from '../../ground/http/refused.js';
import { ReadsOnRecord } from '../../records/audit/reads-on-record.js';

@Injectable()
export class AuthorityGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly tokens: TokenService,
    private readonly reads: ReadsOnRecord,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const act = this.reflector.get<Act | undefined>(ACT, context.getHandler());
    if (act === undefined) throw new Refused('not-permitted');
    const permission: Permission = authority[act];
    if (permission === 'anyone') return true;

    const request = context.switchToHttp().getRequest<IdentifiedRequest>();
    const bearer = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '')?.[1];
    if (bearer === undefined) throw new Refused('terminal-token-invalid');
    request.terminal = await this.tokens.readTerminal(bearer);
    const staffToken = request.headers['x-staff-token'];
    if (permission === 'terminal') {
      const further = furtherWithSignIn[act];
      if (further !== undefined && typeof staffToken === 'string')
        await this.knowStaffIfAny(request, staffToken, request.terminal.id, further);
      return true;
    }
    // Whoever serves themselves has no sign-in: the card in the reader says who they are, act by act.
    if (staffToken === undefined && request.terminal.kind === 'kiosk' && permission.includes('holder'))
      return true;
    if (typeof staffToken !== 'string') throw new Refused('sign-in-expired');
    const staff = await this.tokens.readStaff(staffToken, request.terminal.id);
    request.staff = staff;
    if (permission.includes(staff.role)) return true;
    if (this.reads.keeps(act, 'refusal')) await this.reads.record(act, request, { refused: 'not-permitted' });
    throw new Refused('not-permitted');
  }

  /** A sign-in that is over, or of another role, takes nothing from what the terminal may do by itself. */
  private async knowStaffIfAny(
    request: IdentifiedRequest,
    token: string,
    terminalId: string,
    further: readonly Role[],
  ): Promise<void> {
    let staff: StaffIdentity;
    try {
      staff = await this.tokens.readStaff(token, terminalId);
    } catch (fault) {
      if (fault instanceof Refused) return;
      throw fault;
    }
    if (further.includes(staff.role)) request.staff = staff;
  }
}
