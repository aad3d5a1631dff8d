/** Lets the page that has the kiosk ask, and no other: each request says by `?page=` which page it comes from. */
import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { SelfService } from './self-service.service.js';

@Injectable()
export class KioskPageGuard implements CanActivate {
  constructor(private readonly own: SelfService) {}

  /** Throws Refusal as {@link SelfService.admit}. */
  canActivate(context: ExecutionContext): boolean {
    const { query } = context
      .switchToHttp()
      .getRequest<FastifyRequest<{ Querystring: { page?: unknown } }>>();
    this.own.admit(query.page);
    return true;
  }
}
