/** Who asks: the terminal and the staff member that the guard found in a request's tokens. */
import { applyDecorators, createParamDecorator, SetMetadata, type ExecutionContext } from '@nestjs/common';
import { ApiExtension, ApiHeader } from './described.js';
import type { FastifyRequest } from 'fastify';
import { onRecord, type Act, type Role } from '#libs/contract/authority.js';
import { isConsoleWrite } from '#libs/contract/console.js';
import { purposeNames } from '#libs/contract/purposes.js';
import type { TerminalKind } from '#libs/contract/terminal-kinds.js';
import { Refused } from './refused.js';

export type TerminalIdentity = { readonly id: string; readonly name: string; readonly kind: TerminalKind };
export type StaffIdentity = {
  readonly number: string;
  readonly name: string;
  readonly role: Role;
  readonly sessionId: string;
};

export type IdentifiedRequest = FastifyRequest & { terminal?: TerminalIdentity; staff?: StaffIdentity };

export const ACT = 'act';

/** Says what somebody's data is looked at for, in one of the words of `libs/contract/purposes.ts`. */
export const PURPOSE = 'x-purpose';

/** Names the act a route performs, in the authority table; what it refuses stands beside it. A route without one answers nobody. */
export const Performs = (act: Act): MethodDecorator =>
  applyDecorators(
    SetMetadata(ACT, act),
    ApiExtension('x-act', act),
    ...(onRecord[act] === 'answers'
      ? [ApiHeader({ name: 'X-Purpose', required: false, enum: [...purposeNames] })]
      : []),
    ...(isConsoleWrite(act)
      ? [ApiHeader({ name: 'Idempotency-Key', required: false, schema: { type: 'string', format: 'uuid' } })]
      : []),
  );

const requestOf = (context: ExecutionContext): IdentifiedRequest =>
  context.switchToHttp().getRequest<IdentifiedRequest>();

const terminalOf = ({ terminal }: IdentifiedRequest): TerminalIdentity => {
  if (terminal === undefined) throw new Refused('terminal-token-invalid');
  return terminal;
};

const staffOf = ({ staff }: IdentifiedRequest): StaffIdentity => {
  if (staff === undefined) throw new Refused('sign-in-expired');
  return staff;
};

/** The enrolled terminal that asks. */
export const Terminal = createParamDecorator((_: unknown, context: ExecutionContext) =>
  terminalOf(requestOf(context)),
);

/** The signed-in staff member who asks, where the act does not need one; null: nobody, nobody whom the act knows, or the holder at a kiosk. */
export const StaffIfAny = createParamDecorator(
  (_: unknown, context: ExecutionContext): StaffIdentity | null => requestOf(context).staff ?? null,
);

/** The signed-in staff member who asks. */
export const Staff = createParamDecorator((_: unknown, context: ExecutionContext) =>
  staffOf(requestOf(context)),
);

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** The Idempotency-Key that a request carries; null: none. Throws Refused `key-missing` for what is no lower-case UUID. */
export const keyOf = ({ headers }: IdentifiedRequest): string | null => {
  const key = headers['idempotency-key'];
  if (key === undefined) return null;
  if (typeof key !== 'string' || !uuid.test(key)) throw new Refused('key-missing');
  return key;
};

/** Who asks for a write of money, and its Idempotency-Key: a lower-case UUID. */
export type Writer = {
  readonly key: string;
  readonly terminal: TerminalIdentity;
  /** Null: the holder of the card serves themselves, at a kiosk. */
  readonly staff: StaffIdentity | null;
};

/** A writer who is a member of staff. */
export type StaffWriter = Writer & { readonly staff: StaffIdentity };

/** The staff number behind an act; null: the holder's own, at a kiosk. */
export const staffNumberOf = ({ staff }: Pick<Writer, 'staff'>): string | null => staff?.number ?? null;

/** Says of a route in the API's description that it does nothing twice. */
const doneOnce: ParameterDecorator = (target, method) => {
  const descriptor = method === undefined ? undefined : Object.getOwnPropertyDescriptor(target, method);
  if (method !== undefined && descriptor !== undefined)
    ApiExtension('x-idempotent', true)(target, method, descriptor);
};

const keyed = (request: IdentifiedRequest): string => {
  const key = keyOf(request);
  if (key === null) throw new Refused('key-missing');
  return key;
};

/** Whoever asks for a write of money, a holder at a kiosk among them; refused with `key-missing` without a key. */
export const AskedBy = createParamDecorator(
  (_: unknown, context: ExecutionContext): Writer => {
    const request = requestOf(context);
    return { key: keyed(request), terminal: terminalOf(request), staff: request.staff ?? null };
  },
  [doneOnce],
);

/** The member of staff who asks for a write of money; refused with `key-missing` without a key. */
export const AskedByStaff = createParamDecorator(
  (_: unknown, context: ExecutionContext): StaffWriter => {
    const request = requestOf(context);
    return { key: keyed(request), terminal: terminalOf(request), staff: staffOf(request) };
  },
  [doneOnce],
);
