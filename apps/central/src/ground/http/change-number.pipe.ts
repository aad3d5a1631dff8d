/** Reads the `since` of a list: the number to go on after, none for the beginning. */
import { Injectable, type PipeTransform } from '@nestjs/common';
import { Refused } from './refused.js';

/** Throws Refused `malformed-request`: beginning anew in silence would list everything twice. */
@Injectable()
export class ChangeNumberPipe implements PipeTransform<string | number | undefined, number> {
  transform(text: string | number | undefined): number {
    const since = Number(text ?? 0);
    if (!Number.isSafeInteger(since) || since < 0) throw new Refused('malformed-request', 'since');
    return since;
  }
}
