/** Says of a route how often one asker may ask it; counted in access/asking. */
import { applyDecorators, SetMetadata } from '@nestjs/common';
import { ApiExtension } from './described.js';

export const ASKED_PER_MINUTE = 'asked per minute';

export type AskLimit = { readonly most: number; readonly by: 'asker' | 'clerk' };

/**
 * How often one asker may ask a route within a minute of its first question: a terminal where the route knows it, else the address
 * it comes from; or, `by` clerk, whoever is signed in, at whichever window.
 */
export const AskedPerMinute = (most: number, by: AskLimit['by'] = 'asker'): MethodDecorator =>
  applyDecorators(
    SetMetadata<string, AskLimit>(ASKED_PER_MINUTE, { most, by }),
    ApiExtension('x-asked-per-minute', most),
  );
