/** Fields that several requests of the page have, and how each is checked at the edge. */
import { applyDecorators } from '@nestjs/common';
import { IsString, Length, Matches, MaxLength } from 'class-validator';

/** As central takes it: a UUID in lower case, of a version that RFC 9562 names. */
export const IsKey = (): PropertyDecorator =>
  Matches(/^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);

/** Any UUID in lower case. */
export const IsId = (): PropertyDecorator => Matches(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);

export const IsInsertionId = (): PropertyDecorator => applyDecorators(IsString(), MaxLength(100));

/** What was entered for a PIN. Its form is checked where it is used: a refusal about it has words of its own. */
export const IsPinEntry = (): PropertyDecorator => applyDecorators(IsString(), MaxLength(32));

/** Why something is asked for or turned down. */
export const IsReason = (): PropertyDecorator => applyDecorators(IsString(), Length(2, 200));
