/** Reads the centre's operations: the words of its answers as the agent's own. */
import { cardServiceNames } from '#libs/cards/card-services.js';
import type { Act } from '#libs/contract/desk.js';
import type { Schemas } from '../central/central.client.js';
import { oneOf } from '../central/words-known.js';

const states = ['running', 'succeeded', 'refused', 'unknown'] as const;
const kinds = [
  'payment',
  'collection',
  'till-draw',
  'till-deposit',
  'till-return',
  'shift-count',
  'shift-hand-over',
  'reversal',
  'refund',
  'card-service',
] as const;
const channels = ['bank', 'cash', 'none'] as const;

/** State, kind, service and channel of an operation. Throws TypeError on words the agent does not know. */
export const stateOf = (
  operation: Schemas['OperationDto'],
): Pick<Act, 'kind' | 'service' | 'channel'> & { readonly state: (typeof states)[number] } => ({
  state: oneOf(states, operation.state, 'state of an operation'),
  kind: oneOf(kinds, operation.kind, 'kind of operation'),
  service: operation.service === null ? null : oneOf(cardServiceNames, operation.service, 'service'),
  channel: oneOf(channels, operation.channel, 'channel'),
});
