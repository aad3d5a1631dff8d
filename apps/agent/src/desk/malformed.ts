/** What the page is told of a body that does not fit, and the pipe for bodies that are only partly the agent's to read. */
import { ValidationPipe, type Type, type ValidationError } from '@nestjs/common';
import { refusal, type Refusal } from '../ground/refusal.js';

/** Names the fields and what is wrong with them, never what they held. */
export const malformed = (errors: readonly ValidationError[]): Refusal => {
  const said = errors.flatMap(({ constraints, children, property }) => [
    ...Object.values(constraints ?? {}),
    ...((children?.length ?? 0) > 0 ? [`${property} has malformed members`] : []),
  ]);
  return refusal('malformed-request', said.join('; '));
};

/** Checks the members of a class and lets all others through: form and content of what is handed on are the centre's to judge. */
export const membersOf = (expectedType: Type): ValidationPipe =>
  new ValidationPipe({ expectedType, exceptionFactory: malformed });
