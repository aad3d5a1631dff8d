/** Says of a route how often one asker may ask it; counted in access/asking. */
import { applyDecorators, SetMetadata } from '@nestjs/common';
import { ApiExtension } from '@nestjs/swagger';

export const ASKED_PER_MINUTE = 'asked per minute';

/**
 * How often one asker may ask a route within a minute of its first question: a terminal where the route knows it, else the address
 * it comes from.
 */
export const AskedPerMinute = (most: number): MethodDecorator =>
  applyDecorators(SetMetadata(ASKED_PER_MINUTE, most), ApiExtension('x-asked-per-minute', most));
