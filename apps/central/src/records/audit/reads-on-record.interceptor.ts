/** Records each look at people's data on its way out: the answer leaves once its row is durable. */
import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { from, lastValueFrom, type Observable } from 'rxjs';
import { onRecord, type Act } from '#libs/contract/authority.js';
import { ACT, type IdentifiedRequest } from '../../ground/http/identity.js';
import { whileLooking } from '../../ground/http/looked-up.js';
import { Refused } from '../../ground/http/refused.js';
import { purposeOf, ReadsOnRecord } from './reads-on-record.js';

/** How many entries a page of a list shows. */
const entriesOf = (act: Act, answer: object): { readonly shown?: number } => {
  if (!/\.list|^audit\.read$/.test(act)) return {};
  const list: unknown = Object.values(answer).find(Array.isArray);
  return Array.isArray(list) ? { shown: list.length } : {};
};

@Injectable()
export class ReadsOnRecordInterceptor implements NestInterceptor {
  constructor(
    private readonly reflector: Reflector,
    private readonly reads: ReadsOnRecord,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const act = this.reflector.get<Act | undefined>(ACT, context.getHandler());
    if (act === undefined || !['answers', 'refusals'].includes(onRecord[act] ?? '')) return next.handle();
    return from(this.answer(act, context.switchToHttp().getRequest<IdentifiedRequest>(), next));
  }

  private answer(act: Act, request: IdentifiedRequest, next: CallHandler): Promise<unknown> {
    purposeOf(request);
    return whileLooking(async (lookedUp) => {
      let answer: object;
      try {
        answer = await lastValueFrom(next.handle() as Observable<object>);
      } catch (fault) {
        if (fault instanceof Refused && this.reads.keeps(act, 'refusal'))
          await this.reads.record(act, request, { refused: fault.code }, lookedUp.subject);
        throw fault;
      }
      if (this.reads.keeps(act, 'answer'))
        await this.reads.record(act, request, entriesOf(act, answer), lookedUp.subject);
      return answer;
    });
  }
}
