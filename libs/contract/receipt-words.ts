/** All that receipts say again and again: what their layout prints of every kind, the names of the schemes, and the words of card services. */
import { lifeStates } from '#libs/cards/card-life.js';
import {
  agentRelations,
  applicationReasons,
  bankAccountStates,
  cardServices,
} from '#libs/cards/card-services.js';
import { howToTrack, nextSteps } from '#libs/cards/next-steps.js';
import { receiptActKinds } from './act-words.js';
import { cardReceiptLabels } from './card-receipt-labels.js';
import type { Words } from './problems.js';
import { layOutReceipt, type ReceiptDocument } from './receipt-layout.js';
import { feeBooksName, schemes } from './schemes.js';

const kinds = receiptActKinds.filter((kind) => kind !== 'card-service');

/** A receipt with nobody's names in it. */
const nobodys = (change: Partial<ReceiptDocument>): ReceiptDocument => ({
  agency: { zh: '', en: '' },
  terminalName: '',
  kind: 'payment',
  channel: 'bank',
  number: '0',
  operator: { number: '0', name: '' },
  payerName: '',
  maskedNumber: '',
  cardNumber: '',
  lines: [
    {
      schemeName: { zh: '', en: '' },
      period: '2026-02/2026-11',
      personal: '0.00',
      tier: '0.00',
      governmentPart: '0.00',
      subsidy: '0.00',
    },
  ],
  total: '0.00',
  totalCapitals: '',
  businessDate: '2026-11-24',
  issuedAt: '2026-11-24T00:00:00Z',
  bankReference: '0',
  verificationCode: '0',
  verifyUrl: 'http://127.0.0.1/',
  copy: 1,
  ...change,
});

const bothOf = ({ zh, en }: Words): readonly string[] => [zh, en];

/** The texts of a receipt of every kind, original through the bank and copy in cash, and of every card service. */
export const receiptWords = (): readonly string[] => [
  ...[...Object.values(schemes), feeBooksName].flatMap(bothOf),
  ...kinds.flatMap((kind) =>
    (['bank', 'cash'] as const).map((channel, at) =>
      layOutReceipt(
        nobodys({
          kind,
          channel,
          copy: 1 + at,
          ...(kind === 'payment' && at === 0 ? { debitConsent: 'signature' as const } : {}),
          undoes: { number: '0', businessDate: '2026-11-24' },
          undoneBy: { number: '0', kind: at === 0 ? 'reversal' : 'refund', businessDate: '2026-11-24' },
        }),
        80,
      ),
    ),
  ),
  layOutReceipt(nobodys({ debitConsent: 'pin' }), 80),
  layOutReceipt(nobodys({ kind: 'till-draw', channel: 'cash', payerName: null }), 80),
  ...Object.values(cardServices).map(({ words }) =>
    layOutReceipt(
      nobodys({
        kind: 'card-service',
        channel: 'cash',
        title: words,
        rows: Object.values(cardReceiptLabels).map((label) => ({ label, value: '' })),
      }),
      80,
    ),
  ),
  ...[
    ...Object.values(lifeStates).map(({ words }) => words),
    ...Object.values(nextSteps),
    howToTrack,
    ...Object.values(applicationReasons),
    ...Object.values(agentRelations),
    ...Object.values(bankAccountStates).flatMap(({ words, toDo }) => [words, toDo]),
  ].flatMap(bothOf),
];
