/** Sends a stored act to the centre, byte for byte as it was stored, under its own key. */
import type { CentralClient, Schemas } from '../central/central.client.js';
import type { StoredAct } from '../outbox/outbox.store.js';

/** The operation the centre made of the act. Throws Refusal. */
export const sendAct = (
  central: CentralClient,
  act: StoredAct,
  body: string,
): Promise<Schemas['OperationDto']> =>
  central.asAttendant((headers) => {
    const keyed = { ...headers, 'Idempotency-Key': act.key, 'Content-Type': 'application/json' };
    // The stored text goes out as it is: what the card signed must not be written anew.
    const stored = { headers: keyed, bodySerializer: () => body };
    switch (act.kind) {
      case 'payment':
        return central.http.POST('/v1/payments', {
          ...stored,
          body: JSON.parse(body) as Schemas['PaymentRequestDto'],
        });
      case 'collection':
        return central.http.POST('/v1/collections', {
          ...stored,
          body: JSON.parse(body) as Schemas['CollectionRequestDto'],
        });
      case 'till-draw':
        return central.http.POST('/v1/tills/own/draws', {
          ...stored,
          body: JSON.parse(body) as Schemas['TillMoveDto'],
        });
      case 'till-deposit':
        return central.http.POST('/v1/tills/own/deposits', {
          ...stored,
          body: JSON.parse(body) as Schemas['TillMoveDto'],
        });
      case 'till-return':
        return central.http.POST('/v1/tills/own/returns', {
          ...stored,
          body: JSON.parse(body) as Schemas['TillMoveDto'],
        });
      case 'shift-count':
        return central.http.POST('/v1/shifts/counts', {
          ...stored,
          body: JSON.parse(body) as Schemas['ShiftCountDto'],
        });
      case 'shift-hand-over':
        return central.http.POST('/v1/shifts/hand-overs', {
          ...stored,
          body: JSON.parse(body) as Schemas['ShiftHandOverDto'],
        });
      case 'reversal':
      case 'refund':
        return central.http.POST('/v1/undoings/done', {
          ...stored,
          body: JSON.parse(body) as Schemas['UndoDto'],
        });
      case 'card-service':
        if (act.service === 'issuance')
          return central.http.POST('/v1/issuances/completions', {
            ...stored,
            body: JSON.parse(body) as Schemas['IssuanceCompletionDto'],
          });
        return central.http.POST('/v1/card-services', {
          ...stored,
          body: JSON.parse(body) as Schemas['CardServiceRequestDto'],
        });
    }
  });
