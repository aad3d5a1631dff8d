/** What the centre says of a card and its holder, as the page shows it. */
import type { CardOnDesk, Due, Entitlement, Explanation } from '#libs/contract/desk.js';
import type { OwedRecovery } from '#libs/contract/owed-recovery.js';
import { isProblem } from '#libs/contract/problems.js';
import type { Schemas } from '../central/central.client.js';
import { oneOf } from '../central/words-known.js';
import { visitorOf } from '../desk-state/visitor.js';

const statuses = ['law', 'national', 'local', 'secondary', 'assumed'] as const;

const explanationOf = ({ steps, parameterVersions }: Schemas['ExplanationDto']): Explanation => ({
  steps: steps.map((step) => ({ ...step, status: oneOf(statuses, step.status, 'status of a parameter') })),
  parameterVersions,
});

const itemStates = ['open', 'in-payment'] as const;

const dueOf = (due: Schemas['DueDto']): Due => ({
  ...due,
  state: oneOf(itemStates, due.state, 'state of a due'),
  collectedBy: oneOf(['bureau', 'tax', 'unknown'] as const, due.collectedBy, 'collector of a due'),
  inHand:
    due.inHand === null
      ? null
      : { ...due.inHand, channel: oneOf(['debit', 'tax'] as const, due.inHand.channel, 'channel of a due') },
  explanation: explanationOf(due.explanation),
});

const entitlementOf = (entitlement: Schemas['EntitlementDto']): Entitlement => ({
  ...entitlement,
  state: oneOf(itemStates, entitlement.state, 'state of an entitlement'),
  explanation: explanationOf(entitlement.explanation),
});

const recoveryOf = (recovery: Schemas['OwedRecoveryDto']): OwedRecovery => ({
  ...recovery,
  explanation: explanationOf(recovery.explanation),
});

/** The members of a card that has proven itself: open, or held back until the card window has helped. Throws TypeError on words the agent does not know. */
export const cardOf = ({
  card,
  holder,
  warnings,
  unassessed,
  dues,
  entitlements,
  recoveries,
  paidFor,
  refusal,
}: Schemas['CardSessionDto']): Pick<
  CardOnDesk,
  | 'stage'
  | 'visitor'
  | 'problem'
  | 'cardNumber'
  | 'cardState'
  | 'validUntil'
  | 'bankAccount'
  | 'bankAccountPays'
  | 'holder'
  | 'warnings'
  | 'dues'
  | 'entitlements'
  | 'recoveries'
  | 'others'
> => ({
  stage: refusal === null ? 'open' : 'refused',
  problem: isProblem(refusal) ? refusal : null,
  visitor: visitorOf(card.cardNumber),
  cardNumber: card.cardNumber,
  cardState: card.state,
  validUntil: card.validUntil,
  bankAccount: card.bankAccount,
  bankAccountPays: card.bankAccountPays,
  holder: { ...holder, sex: oneOf(['male', 'female'] as const, holder.sex, 'sex') },
  // What cannot be assessed stands where the clerk looks first; everything else can be paid and collected.
  warnings: [...warnings, ...unassessed],
  dues: dues.map(dueOf),
  entitlements: entitlements.map(entitlementOf),
  recoveries: recoveries.map(recoveryOf),
  others: paidFor.map((one) => ({
    ...one,
    dues: one.dues.map(dueOf),
    recoveries: one.recoveries.map(recoveryOf),
  })),
});
