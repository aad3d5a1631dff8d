/** All that receipts say again and again: what their layout prints of every kind, and the names of the schemes. */
import { layOutReceipt, type ReceiptKind } from './receipt-layout.js';
import { schemes } from './schemes.js';

const kinds: readonly ReceiptKind[] = ['payment', 'collection', 'till-draw', 'till-deposit'];

/** The texts of a receipt of every kind, original through the bank and copy in cash, with nobody's names in it. */
export const receiptWords = (): readonly string[] => [
  ...Object.values(schemes).flatMap(({ zh, en }) => [zh, en]),
  ...kinds.flatMap((kind) =>
    (['bank', 'cash'] as const).map((channel, at) =>
      layOutReceipt(
        {
          agency: { zh: '', en: '' },
          terminalName: '',
          kind,
          channel,
          number: '0',
          operator: { number: '0', name: '' },
          payerName: '',
          maskedNumber: '',
          cardNumber: '',
          lines: [{ schemeName: { zh: '', en: '' }, period: '2026-02/2026-11', personal: '0.00' }],
          total: '0.00',
          totalCapitals: '',
          businessDate: '2026-11-24',
          issuedAt: '2026-11-24T00:00:00Z',
          bankReference: '0',
          verificationCode: '0',
          verifyUrl: 'http://127.0.0.1/',
          copy: 1 + at,
        },
        80,
      ),
    ),
  ),
];
