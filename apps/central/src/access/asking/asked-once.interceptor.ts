/**
 * Does what the console asks for once, however often it is sent (decision 0055): the key of an asking is kept before the act begins, with
 * who asks, what for and with which content, and its answer once it is done. Counter acts keep theirs in the transaction of the act
 * (`records/operations`); here the act has its own, and what broke off in between is said to be unknown, never done again.
 */
import {
  HttpException,
  Injectable,
  Logger,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyReply } from 'fastify';
import { from, lastValueFrom, type Observable } from 'rxjs';
import { digestBody } from '#libs/cards/write-challenge.js';
import type { Act } from '#libs/contract/authority.js';
import { isConsoleWrite } from '#libs/contract/console.js';
import { codeOfFault } from '#libs/contract/faults.js';
import { Clock } from '../../ground/clock.js';
import { Database, isLockTimeout, isPoolTimeout, type Transaction } from '../../ground/database/database.js';
import { ACT, keyOf, type IdentifiedRequest } from '../../ground/http/identity.js';
import { Refused } from '../../ground/http/refused.js';
import { AskedOnceStore, type AskedWrite } from './asked-once.store.js';
import { digestKey, openAnswer, sealAnswer } from './sealed-answer.js';

/** What has no answer by then was broken off: no request is worked on for so long. */
const answeredByMs = 5 * 60_000;

/** Kept in place of an answer: a fault came, maybe after the act was durable. */
const lost = Buffer.alloc(0);

/** Whether a fault says that nothing was done: all else may have come after the act was durable. */
const nothingDone = (fault: unknown): boolean =>
  fault instanceof Refused ||
  (fault instanceof HttpException && codeOfFault(fault) !== 'internal-fault') ||
  isPoolTimeout(fault) ||
  isLockTimeout(fault);

@Injectable()
export class AskedOnceInterceptor implements NestInterceptor {
  private readonly logger = new Logger('AskedOnce');

  constructor(
    private readonly reflector: Reflector,
    private readonly database: Database,
    private readonly store: AskedOnceStore,
    private readonly clock: Clock,
  ) {}

  /** Throws Refused `key-missing`, `key-reused`, `still-running`, `outcome-lost`. */
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const act = this.reflector.get<Act | undefined>(ACT, context.getHandler());
    const http = context.switchToHttp();
    const request = http.getRequest<IdentifiedRequest>();
    const { staff, params, query, body } = request;
    if (act === undefined || staff === undefined || !isConsoleWrite(act)) return next.handle();
    const key = keyOf(request);
    if (key === null) return next.handle();
    const asked: AskedWrite = {
      act,
      contentDigest: digestBody({ params, query, body: body ?? null }),
      askedAt: this.clock.now(),
    };
    return from(this.once(key, staff.number, asked, next, http.getResponse<FastifyReply>()));
  }

  private async once(
    key: string,
    staffNumber: string,
    asked: AskedWrite,
    next: CallHandler,
    reply: FastifyReply,
  ): Promise<unknown> {
    const kept = { staffNumber, keyDigest: digestKey(key) };
    const known = await this.database.transaction(async (tx) =>
      (await this.store.claim(tx, kept, asked)) ? null : this.store.find(tx, kept),
    );
    if (known !== null) {
      if (known.act !== asked.act || known.contentDigest !== asked.contentDigest)
        throw new Refused('key-reused');
      const isRunning =
        known.answer === null && asked.askedAt.getTime() - known.askedAt.getTime() < answeredByMs;
      if (isRunning) throw new Refused('still-running');
      if (known.answer === null || known.answer.equals(lost)) throw new Refused('outcome-lost');
      void reply.header('Idempotency-Replayed', 'true');
      return openAnswer(key, known.answer);
    }
    let answer: unknown;
    try {
      answer = await lastValueFrom(next.handle(), { defaultValue: undefined });
    } catch (fault) {
      await this.keep((tx) =>
        nothingDone(fault) ? this.store.forget(tx, kept) : this.store.answer(tx, kept, lost),
      );
      throw fault;
    }
    await this.keep((tx) => this.store.answer(tx, kept, sealAnswer(key, answer)));
    return answer;
  }

  /** Whoever asked hears what came of it whether or not that could be kept: asked again, its outcome is then said to be lost. */
  private async keep(write: (tx: Transaction) => Promise<void>): Promise<void> {
    try {
      await this.database.transaction(write);
    } catch (fault) {
      this.logger.error('an outcome was not kept', fault instanceof Error ? fault.stack : String(fault));
    }
  }
}
