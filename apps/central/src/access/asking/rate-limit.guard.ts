/** Slows down whoever tries out numbers where no sign-in is asked for. All central processes count together. */
import { Injectable, SetMetadata, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Clock } from '../../ground/clock.js';
import { Database, type Transaction } from '../../ground/database/database.js';
import { Refused } from '../../ground/http/refused.js';

const MOST = 'asked per minute';
const windowMs = 60_000;

/** How often one address may ask a route within a minute of its first question. */
export const AskedPerMinute = (most: number): MethodDecorator => SetMetadata(MOST, most);

type Asked = { readonly asked: number; readonly since: Date };

@Injectable()
export class RateLimitGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** Throws Refused `too-many-requests`, with the seconds to wait in `Retry-After`. */
  async canActivate(context: ExecutionContext): Promise<boolean> {
    const most = this.reflector.get<number | undefined>(MOST, context.getHandler());
    if (most === undefined) return true;
    const http = context.switchToHttp();
    const { ip, routeOptions } = http.getRequest<FastifyRequest>();
    const now = this.clock.now();
    const { asked, since } = await this.database.transaction((tx) =>
      this.count(tx, routeOptions.url ?? '', ip, now),
    );
    if (asked <= most) return true;
    const seconds = Math.ceil((since.getTime() + windowMs - now.getTime()) / 1000);
    http.getResponse<FastifyReply>().header('retry-after', Math.max(1, seconds));
    throw new Refused('too-many-requests');
  }

  private async count(tx: Transaction, route: string, address: string, now: Date): Promise<Asked> {
    const over = new Date(now.getTime() - windowMs).toISOString();
    const rows: Asked[] = await tx.query(
      `insert into public_ask as p (route, address, since, asked) values ($1, $2, $3, 1)
       on conflict (route, address) do update set
         since = case when p.since <= $4 then excluded.since else p.since end,
         asked = case when p.since <= $4 then 1 else p.asked + 1 end
       returning asked, since`,
      [route, address, now.toISOString(), over],
    );
    const [row] = rows;
    if (row === undefined) throw new Error(`a question to ${route} was not counted`);
    // Whoever begins a minute takes away what is over; what another is counting right now is not waited for.
    if (row.asked === 1)
      await tx.query(
        `delete from public_ask where (route, address) in
           (select route, address from public_ask where since <= $1 for update skip locked)`,
        [over],
      );
    return row;
  }
}
