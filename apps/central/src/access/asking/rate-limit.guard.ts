/** Slows down whoever tries things out, most of all where no sign-in is asked for. All central processes count together. */
import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyReply } from 'fastify';
import { Clock } from '../../ground/clock.js';
import { ASKED_PER_MINUTE, type AskLimit } from '../../ground/http/asked-per-minute.js';
import type { IdentifiedRequest } from '../../ground/http/identity.js';
import { Refused } from '../../ground/http/refused.js';
import { AskCounts } from './ask-counts.js';

@Injectable()
export class RateLimitGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly counts: AskCounts,
    private readonly clock: Clock,
  ) {}

  /** Throws Refused `too-many-requests`, with the seconds to wait in `Retry-After`. */
  async canActivate(context: ExecutionContext): Promise<boolean> {
    const limit = this.reflector.get<AskLimit | undefined>(ASKED_PER_MINUTE, context.getHandler());
    if (limit === undefined) return true;
    const http = context.switchToHttp();
    const { ip, terminal, staff, method, routeOptions } = http.getRequest<IdentifiedRequest>();
    const clerk = limit.by === 'clerk' && staff !== undefined ? `staff ${staff.number}` : null;
    const address = clerk ?? terminal?.id ?? ip;
    const asker = { route: `${method} ${routeOptions.url ?? ''}`, address };
    const overMs = await this.counts.count(asker, limit.most);
    if (overMs === null) return true;
    const seconds = Math.ceil((overMs - this.clock.now().getTime()) / 1000);
    http.getResponse<FastifyReply>().header('retry-after', Math.max(1, seconds));
    throw new Refused('too-many-requests');
  }
}
