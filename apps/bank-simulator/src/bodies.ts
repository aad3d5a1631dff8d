/** The shapes of the bank's request bodies as JSON schemas, and the sum check that a schema cannot state. */
import { type BankInstruction, payoutBehaviours } from '#libs/contract/bank.js';
import { bankFaults } from '#libs/contract/bench.js';
import { compare, sum, yuan, zeroFen } from '#libs/money/fen.js';

const account = { type: 'string', pattern: '^[0-9A-Za-z-]{4,34}$' } as const;
/** Twelve digits before the point keep every sum inside SQLite's 64-bit integers. */
const amount = { type: 'string', pattern: '^(0|[1-9][0-9]{0,11})\\.[0-9]{2}$' } as const;

export const instructionBody = {
  type: 'object',
  additionalProperties: false,
  required: ['reference', 'kind', 'account', 'amount', 'counterparts'],
  properties: {
    reference: { type: 'string', pattern: '^[0-9A-Za-z:._-]{1,64}$' },
    kind: { enum: ['debit', 'credit'] },
    account,
    amount,
    counterparts: {
      type: 'array',
      minItems: 1,
      maxItems: 50,
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['account', 'amount'],
        properties: { account, amount },
      },
    },
  },
} as const;

export const accountBody = {
  type: 'object',
  additionalProperties: false,
  required: ['account', 'holderName', 'balance'],
  properties: {
    account,
    holderName: { type: 'string', minLength: 1, maxLength: 100 },
    balance: amount,
    state: { enum: ['active', 'dormant', 'frozen', 'closed'], default: 'active' },
  },
} as const;

export const faultBody = {
  type: 'object',
  additionalProperties: false,
  required: ['fault'],
  properties: { fault: { enum: bankFaults } },
} as const;

export const behaviourBody = {
  type: 'object',
  additionalProperties: false,
  required: ['behaviour'],
  properties: { behaviour: { enum: payoutBehaviours } },
} as const;

/** What is wrong with an instruction's amounts and accounts; null when they are sound. */
export const faultInAmounts = (instruction: BankInstruction): string | null => {
  const parts = instruction.counterparts.map((counterpart) => yuan(counterpart.amount));
  if (parts.some((part) => compare(part, zeroFen) <= 0)) return 'every amount is more than 0.00';
  if (compare(sum(parts), yuan(instruction.amount)) !== 0)
    return 'the counterparts do not add up to the amount';
  if (instruction.counterparts.some((counterpart) => counterpart.account === instruction.account))
    return 'an account cannot be its own counterpart';
  return null;
};
