/** Asks for each route's act whether its asker may do it, by the one authority table. */
import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { authority, type Act, type Permission } from '#libs/contract/authority.js';
import { TokenService } from '../terminals/token.service.js';
import { ACT, type IdentifiedRequest } from '../../ground/http/identity.js';
import { Refused } from '../../ground/http/refused.js';

@Injectable()
export class AuthorityGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly tokens: TokenService,
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
    if (permission === 'terminal') return true;

    const staffToken = request.headers['x-staff-token'];
    if (typeof staffToken !== 'string') throw new Refused('sign-in-expired');
    const staff = await this.tokens.readStaff(staffToken, request.terminal.id);
    if (!permission.includes(staff.role)) throw new Refused('not-permitted');
    request.staff = staff;
    return true;
  }
}
