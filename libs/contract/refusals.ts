/** What every act of central's API may be refused with: its own reasons here, and those of whatever stands before it. One table, which the API's description is made of. */
import { authority, type Act, type Permission } from './authority.js';
import type { ProblemCode } from './problems.js';

type Codes = readonly ProblemCode[];

/** What keeps a card from being used, whoever holds it. */
const unusable: Codes = ['card-sealed', 'card-lost', 'card-locked', 'card-cancelled', 'card-expired'];

/** Why nothing can be reckoned out of what was given. */
const estimates: Codes = ['parameter-missing', 'estimate-impossible'];

/** The keys that prove a card. */
const keys: Codes = [
  'keys-missing',
  'key-version-retired',
  'key-vault-locked',
  'key-vault-damaged',
  'key-vault-unreachable',
];

/** A card that proved itself here before. */
const inSession: Codes = ['card-session-ended', 'parameter-missing', ...unusable];

/** A card that proves itself with this very act. */
const provenAnew: Codes = [...inSession, ...keys, 'card-swapped'];

/** Whoever is said to be here, by card or document. */
const identified: Codes = ['person-unknown', 'person-differs', 'number-invalid', 'name-unfit'];

/** Why a card or an application does not move on in its life. */
const lives: Codes = [
  'parameter-missing',
  'application-unknown',
  'application-closed',
  'application-decided',
  'application-not-approved',
  'application-open',
  'card-exists',
  'card-unknown',
  'card-not-handed-over',
  'card-enabled-already',
  'card-lost-already',
  'card-not-lost',
  'card-not-locked',
  'card-loss-stands',
  'card-loss-not-lapsed',
  'card-step-out-of-order',
];

/** What is decided by another person than who asked. */
const deciding: Codes = [
  'approval-unknown',
  'approval-decided',
  'approval-expired',
  'approval-outdated',
  'same-person',
];

/** Why a version of a parameter may not be laid down. */
const proposing: Codes = [
  'parameter-unknown',
  'parameter-malformed',
  'parameter-stands',
  'parameter-not-standing',
  'parameter-unchanged',
];

/** An application that is decided, by itself or with its batch. */
const decidingApplications: Codes = [
  ...deciding,
  'application-unknown',
  'application-closed',
  'application-decided',
];

/** The limits of cash, and the shift it is counted in. */
const cash: Codes = [
  'parameter-missing',
  'shift-ended',
  'cash-above-limit',
  'cash-release-refused',
  'flow-unlawful',
];

const undoing: Codes = [
  'receipt-unknown',
  'act-not-undoable',
  'act-undone',
  'act-being-undone',
  'reversal-too-late',
  'reversal-not-own',
  'credit-used',
  'no-bank-account',
];

/** A password that is asked for, and counted when it is wrong. */
const password: Codes = ['sign-in-refused', 'sign-in-locked', 'staff-suspended'];

const newPassword: Codes = ['password-unfit', 'code-refused', 'sign-in-locked', 'staff-suspended'];

const staffNumber: Codes = ['staff-unknown', 'staff-state'];

/** Each act's own reasons; an act that does what is asked for in the body refuses for the reasons of each. */
export const refusals: Readonly<Record<Act, Codes>> = {
  'health.read': [],
  'terminals.enrol': ['enrolment-code-invalid'],
  'terminals.authenticate': ['terminal-unknown', 'terminal-clock-wrong'],
  'estimates.contribution': estimates,
  'estimates.project-injury': estimates,
  'estimates.late-fee': estimates,
  'estimates.account-interest': estimates,
  'estimates.transfer': estimates,
  'estimates.transfer-overlap': estimates,
  'estimates.double-receipt': estimates,
  'estimates.temporary-account': estimates,
  'estimates.receipt-place': estimates,
  'receipts.verify': ['receipt-unknown', 'receipt-key-missing'],
  'terminals.list': [],
  'terminals.prepare': [],
  'terminals.withdraw': ['not-found'],
  'parameters.list': [],
  'parameters.list-proposals': [],
  'parameters.propose': [...proposing, 'approval-waiting'],
  'keys.read': [...keys, 'parameter-missing'],
  'waiting-acts.state': [],
  'waiting-acts.list': [],
  'operations.list': ['not-permitted'],
  'operations.read': ['not-found'],
  'staff.sign-in': password,
  'staff.renew': [],
  'staff.sign-out': [],
  'staff.choose-password': newPassword,
  'staff.change-password': [...newPassword, 'sign-in-refused'],
  'staff.list': [],
  'staff.join': ['staff-known', 'roles-separated', 'approval-waiting'],
  'staff.change-role': [...staffNumber, 'roles-separated', 'last-administrator', 'approval-waiting'],
  'staff.suspend': [...staffNumber, 'last-administrator'],
  'staff.dismiss': [...staffNumber, 'last-administrator'],
  'staff.reset': [...staffNumber, 'approval-waiting'],
  'staff.lift-lock': ['staff-unknown'],
  'card-sessions.open': ['card-unknown', 'card-not-genuine', ...unusable],
  'card-sessions.prove': [...inSession, 'card-not-genuine', ...keys],
  'card-sessions.read': inSession,
  'card-sessions.read-standing': inSession,
  'card-sessions.authenticate-externally': [...inSession, ...keys],
  'card-sessions.compare-chip': inSession,
  'card-sessions.reveal-number': inSession,
  'card-sessions.end': ['not-found'],
  'card-files.read': [...identified, 'card-session-ended'],
  'past-acts.list': [...identified, 'card-session-ended'],
  'people-by-name.find': ['people-too-many'],
  'people-by-name.pick': ['person-unknown'],
  'person-overviews.read': [...identified, 'card-session-ended'],
  'card-services.perform': [
    ...provenAnew,
    ...identified,
    ...lives,
    'no-card',
    'agent-unfit',
    'guardian-missing',
    'guardian-unfit',
    'photo-missing',
    'depot-unknown',
    'unit-unknown',
    'card-loss-not-formal',
    'card-being-replaced',
    'renewal-too-early',
    'fee-differs',
    'fee-none-kept',
    'fee-till-short',
    'fee-account-short',
    'shift-ended',
    'flow-unlawful',
    'service-needs-second-person',
    'service-waits-for-second-person',
    'approval-waiting',
    'approval-decided',
  ],
  'card-applications.list': [],
  'card-applications.approve': decidingApplications,
  'card-applications.reject': decidingApplications,
  'card-applications.track': ['application-unknown'],
  'photos.add': ['photo-unfit'],
  'photos.read': ['not-found'],
  'deny-list.read': [],
  'card-scripts.make': [
    ...inSession,
    ...keys,
    'service-needs-second-person',
    'service-waits-for-second-person',
  ],
  'issuances.look-up': [],
  'issuances.begin': [
    ...keys,
    ...lives,
    'agent-unfit',
    'guardian-missing',
    'depot-missing',
    'card-of-another-city',
    'card-already-personalised',
    'card-blank-unknown',
    'card-spoiled',
    'issuance-half-done',
    'fee-owed',
  ],
  'issuances.read-back': [
    ...keys,
    ...lives,
    'issuance-unknown',
    'card-spoiled',
    'card-not-genuine',
    'card-read-back-differs',
    'fee-owed',
  ],
  'issuances.complete': [
    ...provenAnew,
    ...lives,
    'issuance-unknown',
    'fee-till-short',
    'shift-ended',
    'flow-unlawful',
  ],
  'issuances.spoil': [
    'issuance-unknown',
    'application-unknown',
    'application-closed',
    'card-step-out-of-order',
  ],
  'card-imports.list': [],
  'card-batches.list': [],
  'card-batches.read': ['batch-unknown'],
  'card-batches.list-items': ['batch-unknown'],
  'card-batches.list-unclaimed': [],
  'card-batches.read-preparation': ['batch-unknown'],
  'card-batches.read-photo': ['batch-unknown', 'not-found'],
  'card-batches.list-hand-overs': ['batch-unknown'],
  'hand-overs.fetch': ['not-found'],
  'card-batches.approve': [...decidingApplications, 'batch-unknown', 'batch-decided'],
  'card-batches.reject': [...decidingApplications, 'batch-unknown', 'batch-decided'],
  'card-batches.leave-out': ['batch-unknown', 'batch-decided', 'item-unknown', 'item-decided'],
  'card-stock.read': [],
  'production-files.hand-over': [
    'key-reused',
    'upload-unfit',
    'upload-too-large',
    'upload-under-way',
    'disk-full',
  ],
  'production-files.read-arriving': [],
  'production-files.add-piece': ['not-found', 'upload-unfit', 'file-unreadable', 'disk-full'],
  'production-files.complete': [
    'not-found',
    'upload-unfit',
    'encoding-unknown',
    'file-empty',
    'file-unreadable',
    'row-malformed',
  ],
  'production-files.discard': ['not-found'],
  'production-files.fetch': ['not-found', 'file-removed'],
  'card-makers.list': [],
  'card-makers.add': ['key-reused', 'maker-key-unfit'],
  'card-makers.withdraw': ['key-reused', 'maker-unknown', 'maker-withdrawn'],
  'production-orders.ask': ['key-reused', 'not-found', 'upload-unfit', 'file-removed'],
  'production-orders.list': [],
  'production-orders.read': ['not-found'],
  'payments.pay': [
    ...provenAnew,
    ...cash,
    'due-unknown',
    'due-paid',
    'due-in-payment',
    'tier-unknown',
    'amount-differs',
    'no-bank-account',
    'consent-missing',
    'fund-short',
    'bank-refused',
  ],
  'collections.collect': [
    ...provenAnew,
    ...cash,
    'entitlement-unknown',
    'entitlement-paid',
    'entitlement-in-payment',
    'amount-differs',
    'no-bank-account',
    'collection-needs-second-person',
    'fund-short',
    'till-short',
    'bank-refused',
  ],
  'undoings.read': undoing,
  'undoings.ask': [...undoing, 'approval-waiting'],
  'undoings.perform': [
    ...provenAnew,
    ...cash,
    ...undoing,
    'undoing-not-approved',
    'no-card',
    'card-of-another',
    'cash-banked',
    'fund-short',
    'till-short',
    'bank-refused',
  ],
  'tills.read-own': [],
  'tills.draw': [...cash, 'amount-differs', 'fund-short', 'fee-account-short', 'bank-refused'],
  'tills.deposit': [...cash, 'amount-differs', 'deposit-above-received', 'bank-refused'],
  'tills.return': [...cash, 'amount-differs', 'return-above-imprest', 'bank-refused'],
  'act-releases.withdraw': ['not-found', 'approval-decided'],
  'shifts.list': [],
  'shifts.read-own': [],
  'shifts.begin': ['shift-open'],
  'shifts.count': [
    'shift-none',
    'till-moved',
    'shift-reason-missing',
    'shift-difference-waits',
    'shift-difference-refused',
  ],
  'shifts.confirm-taking': [...password, 'taker-unfit', 'shift-none', 'till-moved'],
  'shifts.hand-over': ['taker-missing', 'shift-none', 'till-moved', 'flow-unlawful'],
  'receipts.read': ['receipt-unknown', 'sign-in-expired'],
  'receipts.print': ['receipt-unknown', 'sign-in-expired'],
  'receipts.report-print': ['receipt-unknown', 'print-elsewhere'],
  'approvals.list': [],
  'approvals.count': [],
  'approvals.search': ['not-found'],
  'approvals.read': ['approval-unknown'],
  // Each kind is carried out as it is decided, and refuses for its owner's reasons.
  'approvals.approve': [
    ...decidingApplications,
    ...lives,
    'batch-unknown',
    'batch-decided',
    'remittance-above-banked',
    'staff-unknown',
    'roles-separated',
    'last-administrator',
    'not-found',
    'still-running',
  ],
  'approvals.reject': [...deciding, ...lives, 'batch-unknown', 'batch-decided', 'not-found'],
  'approvals.withdraw': [...deciding, 'approval-bound'],
  'bank-outcomes.list': [],
  'bank-outcomes.ask': ['not-found', 'approval-waiting'],
  'fee-remittances.ask': ['remittance-above-banked', 'remittance-known', 'approval-waiting'],
  'books.read': [],
  'books.read-day': [],
  'books.list-movements': ['not-found'],
  'books.read-transfer': ['not-found'],
  'books.read-receipt': ['receipt-unknown'],
  'books.export-movements': ['not-found'],
  'audit.read': [],
  'audit.list': [],
  'audit.look-up': ['person-unknown'],
  'jobs.read': [],
  'jobs.run': ['not-found'],
  'jobs.pause': ['not-found'],
  'jobs.resume': ['not-found'],
  'works.list': [],
  'works.begin-again': ['not-found'],
};

/** What stands before every act: the server, the reading of what was asked, and the database. */
const always: Codes = [
  'malformed-request',
  'headers-too-large',
  'request-too-slow',
  'foreign-origin',
  'busy',
  'database-unavailable',
  'internal-fault',
];

/** What the guard of the authority table refuses (apps/central/src/access/asking). */
const guarded = (permission: Permission): Codes => {
  if (permission === 'anyone') return [];
  if (permission === 'terminal') return ['terminal-token-invalid'];
  return ['terminal-token-invalid', 'sign-in-expired', 'not-permitted'];
};

/** How an operation takes what is asked of it. */
export type Asking = {
  /** It reads a body. */
  readonly takesBody: boolean;
  /** It carries an Idempotency-Key: what it did before is answered again. */
  readonly onlyOnce: boolean;
  /** One asker may ask it so often only. */
  readonly isCounted: boolean;
};

/** Every code with which an operation that performs an act may be refused, each once, sorted. */
export const refusalsOf = (act: Act, { takesBody, onlyOnce, isCounted }: Asking): ProblemCode[] => [
  ...new Set<ProblemCode>(
    [
      ...always,
      ...guarded(authority[act]),
      ...(takesBody ? (['body-too-large'] as const) : []),
      ...(onlyOnce ? (['key-missing', 'key-reused', 'still-running'] as const) : []),
      ...(isCounted ? (['too-many-requests'] as const) : []),
      ...refusals[act],
    ].toSorted(),
  ),
];
