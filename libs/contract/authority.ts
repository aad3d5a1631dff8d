/** Who may do what: every act of central's API, and the roles that may ask for it. One table, enforced in one guard. */

export const roles = [
  'window-clerk',
  'reviewer',
  'approver',
  'batch-operator',
  'fund-accountant',
  'auditor',
  'administrator',
] as const;

export type Role = (typeof roles)[number];

/** Roles whose word lets something happen that others prepared: nobody gives them to somebody alone. */
export const decidingRoles: readonly Role[] = ['reviewer', 'approver', 'administrator'];

const makers: readonly Role[] = ['window-clerk', 'batch-operator', 'fund-accountant'];
const checkers: readonly Role[] = ['reviewer', 'approver'];

/**
 * Whether two roles may not be one person's, not even under two staff numbers: who makes does not check, who looks after the staff
 * or looks into everything does nothing else. A number itself has one role at a time.
 */
export const areSeparated = (one: Role, other: Role): boolean =>
  one !== other &&
  ([one, other].some((role) => role === 'administrator' || role === 'auditor') ||
    (makers.includes(one) && checkers.includes(other)) ||
    (checkers.includes(one) && makers.includes(other)));

/** Who may be let do an act: a role, or the holder of a card that lies in a kiosk, with nobody of the staff there. */
export type Asker = Role | 'holder';

/** What stands in the place of a staff number where the holder asked for something themselves, at a kiosk; no number of the staff reads so. */
export const bySelf = 'holder';

/**
 * `anyone`: no token; `terminal`: an enrolled terminal, signed in or not; otherwise who may. A holder has their own alone: what the
 * act is about hangs on the card session, which the card in that kiosk's reader has opened.
 */
export type Permission = 'anyone' | 'terminal' | readonly Asker[];

const counter: readonly Role[] = ['window-clerk'];
/** What is done with a card in the reader, at a window or by its holder at a kiosk. */
const withCard: readonly Asker[] = ['window-clerk', 'holder'];
const batchReaders: readonly Role[] = ['batch-operator', 'approver', 'auditor'];
const everyRole: readonly Role[] = roles;
const hallSupervisors: readonly Role[] = ['reviewer', 'administrator'];
const registerClerks: readonly Role[] = ['window-clerk', 'batch-operator'];
const registerReaders: readonly Role[] = [
  ...registerClerks,
  'reviewer',
  'approver',
  'fund-accountant',
  'auditor',
];

/** Whoever takes claims in, decides them, or looks into how they were decided. */
const claimReaders: readonly Role[] = [...registerClerks, 'reviewer', 'approver', 'auditor'];

export const authority = {
  'health.read': 'anyone',
  'terminals.enrol': 'anyone',
  'terminals.authenticate': 'anyone',
  'receipts.verify': 'anyone',
  // What a contribution or benefit would come to: asked about nobody, and kept nowhere.
  'estimates.contribution': 'anyone',
  'estimates.project-injury': 'anyone',
  'estimates.late-fee': 'anyone',
  'estimates.account-interest': 'anyone',
  'estimates.transfer': 'anyone',
  'estimates.transfer-overlap': 'anyone',
  'estimates.double-receipt': 'anyone',
  'estimates.temporary-account': 'anyone',
  'estimates.receipt-place': 'anyone',
  'estimates.retirement': 'anyone',
  'estimates.employee-pension': 'anyone',
  'estimates.resident-pension': 'anyone',
  'estimates.injury-lump': 'anyone',
  'estimates.injury-allowance': 'anyone',
  'estimates.injury-care': 'anyone',
  'estimates.injury-death': 'anyone',
  'estimates.injury-dependants': 'anyone',
  'estimates.unemployment': 'anyone',
  'estimates.maternity': 'anyone',
  'estimates.survivors': 'anyone',
  'estimates.adjustment': 'anyone',
  // The windows and their keys; the one-time code of the next is shown to whoever has it made.
  'terminals.list': ['administrator', 'auditor'],
  'terminals.prepare': ['administrator'],
  'terminals.withdraw': ['administrator'],
  'terminals.close': ['administrator'],
  'terminals.reopen': ['administrator'],
  // The one they stand at: whoever is in the hall all day looks after its kiosks.
  'terminals.close-own': hallSupervisors,
  'terminals.reopen-own': hallSupervisors,
  'fleet.list': ['administrator', 'auditor'],
  'fleet.read': ['administrator', 'auditor'],
  // What the bureau stands on. Keys are made in a ceremony, by commands alone (`keys.administer`).
  'parameters.list': ['reviewer', 'approver', 'fund-accountant', 'administrator', 'auditor'],
  // Changing them is asked for, and decided under approvals.ts.
  'parameters.list-proposals': ['reviewer', 'approver', 'fund-accountant', 'administrator', 'auditor'],
  'parameters.look-ahead': ['reviewer', 'approver', 'fund-accountant', 'administrator', 'auditor'],
  'parameters.show-effect': ['reviewer', 'approver', 'fund-accountant', 'administrator', 'auditor'],
  'parameters.take': ['administrator'],
  'parameters.bring': ['administrator'],
  'parameters.propose': ['administrator'],
  // What people and units owe, reckoned for a whole period, and what cannot be.
  'assessments.list-runs': ['approver', 'fund-accountant', 'auditor'],
  'assessments.run': ['approver', 'fund-accountant'],
  // What a change in the past makes everybody owe otherwise; decided as an approval.
  'differences.list': ['reviewer', 'approver', 'fund-accountant', 'auditor'],
  'differences.lay-out': ['approver', 'fund-accountant'],
  'differences.read': ['reviewer', 'approver', 'fund-accountant', 'auditor'],
  'differences.list-rows': ['reviewer', 'approver', 'fund-accountant', 'auditor'],
  'assessments.list-gaps': ['reviewer', 'approver', 'fund-accountant', 'administrator', 'auditor'],
  'keys.read': ['administrator', 'auditor'],
  // What waits at a window without an outcome: the window says so, whoever looks after all windows reads it.
  'waiting-acts.state': 'terminal',
  'terminals.report': 'terminal',
  'waiting-acts.list': ['reviewer', 'approver', 'fund-accountant', 'auditor', 'administrator'],
  'operations.list': 'terminal',
  'operations.read': 'terminal',
  'staff.sign-in': 'terminal',
  'staff.renew': everyRole,
  'staff.sign-out': everyRole,
  'staff.choose-password': 'terminal',
  'staff.change-password': everyRole,
  // Who joins, does what, and leaves. What takes a second person besides: approvals.ts.
  'staff.list': ['administrator', 'auditor'],
  'staff.join': ['administrator'],
  'staff.change-role': ['administrator'],
  'staff.suspend': ['administrator'],
  'staff.dismiss': ['administrator'],
  'staff.reset': ['administrator'],
  'staff.lift-lock': ['administrator'],
  'card-sessions.open': withCard,
  'card-sessions.prove': withCard,
  'card-sessions.read': withCard,
  // Photo, category and proof of life of whoever's card is in.
  'card-sessions.read-standing': withCard,
  // What their pension would come to, by their own record.
  'card-sessions.read-outlook': ['holder'],
  // A receipt of the holder's own, from whatever terminal: its clerk has it by `receipts.read`.
  'card-sessions.read-receipt': ['holder'],
  'card-sessions.print-receipt': ['holder'],
  // A statement or certificate of the holder's own; windows give them out by `documents.issue`.
  'card-sessions.issue-document': ['holder'],
  'card-sessions.fetch-document': ['holder'],
  // Somebody else whose dues are paid with the card that is in.
  'card-sessions.pay-for': withCard,
  'card-sessions.authenticate-externally': counter,
  'card-sessions.compare-chip': counter,
  'card-sessions.reveal-number': counter,
  // Ending needs no sign-in: a card that is pulled ends its session whoever sits there.
  'card-sessions.end': 'terminal',
  // The card window: who somebody is, what can be done with their cards, and doing it.
  'card-files.read': [...withCard, 'reviewer'],
  // What was done for somebody before, at whatever window.
  'past-acts.list': counter,
  // Somebody without a card and without their number at hand.
  'people-by-name.find': ['window-clerk', 'reviewer', 'approver', 'fund-accountant', 'auditor'],
  'people-by-name.pick': counter,
  // All about one person on one screen, at the window and in the console.
  'person-overviews.read': [...withCard, 'reviewer', 'approver', 'fund-accountant', 'auditor'],
  // Who somebody is and whether they live is corrected by approval; where they live is entered at once.
  'people.ask-correction': registerClerks,
  'people.change-residence': registerClerks,
  // Statements of contributions and certificates of insurance; whoever holds one checks it by its code.
  'documents.issue': ['window-clerk', 'reviewer', 'approver', 'fund-accountant'],
  'documents.fetch': ['window-clerk', 'reviewer', 'approver', 'fund-accountant', 'auditor'],
  'documents.verify': 'anyone',
  // Units, whom they insure, and who joins and leaves them.
  'units.search': registerReaders,
  'units.read': registerReaders,
  'units.list-people': registerReaders,
  'units.add': registerClerks,
  'units.change': registerClerks,
  'units.close': registerClerks,
  'units.set-floating-step': registerClerks,
  'units.add-project': registerClerks,
  'units.change-project': registerClerks,
  'participations.begin': registerClerks,
  'participations.end': registerClerks,
  // The universal participation plan: who should be insured and is not, what asking them came to, and the city's two figures.
  'coverage.read': registerReaders,
  'coverage.list-people': registerReaders,
  'coverage.note-result': registerClerks,
  'coverage.read-card-shares': registerReaders,
  'townships.list': registerReaders,
  // Who may be registered twice; a merge and its undoing are decided under approvals.ts.
  'duplicates.list': registerReaders,
  // What of one person does not go together: a clerk says which counts; money goes back by its own approval.
  'overlaps.list': registerReaders,
  'overlaps.read': registerReaders,
  'overlaps.decide': registerClerks,
  'merges.list': registerReaders,
  'people.tell-apart': registerClerks,
  'people.tell-apart-undoing': registerClerks,
  'people.ask-merge': registerClerks,
  'people.ask-merge-undoing': registerClerks,
  // Insurance that moves to another place, from one, or between schemes; decided under approvals.ts.
  'insurance-transfers.list': registerReaders,
  'insurance-transfers.read-person': registerReaders,
  'insurance-transfers.preview': registerClerks,
  'insurance-transfers.ask': registerClerks,
  'insurance-transfers.take-letter': registerClerks,
  'insurance-transfers.receive': ['fund-accountant'],
  // Claims to benefits, and what changes in the lives of those granted; decided under approvals.ts.
  'benefit-claims.read-kinds': registerReaders,
  'benefit-claims.list': registerReaders,
  'benefit-claims.read': claimReaders,
  'claim-documents.hand-in': registerClerks,
  'claim-documents.list': registerClerks,
  'claim-documents.read': claimReaders,
  'benefit-claims.read-person': registerReaders,
  'benefit-claims.preview': registerClerks,
  'benefit-claims.ask': registerClerks,
  'benefit-claims.add-documents': registerClerks,
  'benefit-claims.ask-change': registerClerks,
  'benefit-claims.preview-redetermination': registerClerks,
  'benefit-claims.ask-redetermination': registerClerks,
  // Until when whoever draws benefits was seen alive.
  'proofs-of-life.list': registerReaders,
  // Who reaches the age for a pension.
  'retirements-ahead.list': registerReaders,
  // Deaths that authorities reported and the register does not say for certain; entered under approvals.ts.
  'deaths.list': registerReaders,
  'deaths.ask': registerClerks,
  'deaths.dismiss': registerClerks,
  'insurance-transfers.ask-sending-back': ['fund-accountant'],
  // Benefits paid through the bank: handled, reviewed and approved by three (approvals.ts), the bank's file by the accountant.
  // Pensions adjusted once a year: laid down and asked for by a clerk, reviewed and approved by two others (approvals.ts).
  'adjustments.list': registerReaders,
  'adjustments.read': registerReaders,
  'adjustments.propose': registerClerks,
  'adjustments.ask': registerClerks,
  'adjustments.drop': registerClerks,
  'pay-runs.list': registerReaders,
  'pay-runs.read': registerReaders,
  'pay-runs.list-items': registerReaders,
  'pay-runs.prove': registerReaders,
  'pay-runs.begin': registerClerks,
  'pay-runs.ask': registerClerks,
  'pay-runs.drop': registerClerks,
  'pay-runs.fetch': ['fund-accountant'],
  'pay-runs.answer': ['fund-accountant'],
  'pay-runs.return': ['fund-accountant'],
  // What one person takes part in, whatever they are insured as.
  'participations.read-choices': registerClerks,
  'participations.enter': registerClerks,
  'participations.end-one': registerClerks,
  'participations.void': registerClerks,
  'card-services.perform': withCard,
  'card-applications.list': ['window-clerk', 'reviewer', 'approver', 'batch-operator', 'auditor'],
  'card-applications.approve': ['reviewer'],
  'card-applications.reject': ['reviewer'],
  'card-applications.track': 'anyone',
  'photos.add': counter,
  'photos.read': ['window-clerk', 'reviewer'],
  'deny-list.read': 'terminal',
  // Commands that central makes for a card in a reader: PIN reset and unblock, update of files.
  'card-scripts.make': counter,
  // Making a card of a blank at the counter, step by step.
  'issuances.look-up': counter,
  'issuances.begin': counter,
  'issuances.read-back': counter,
  'issuances.complete': counter,
  'issuances.spoil': counter,
  // Batches of cards; the command line asks the same table.
  'card-imports.list': batchReaders,
  'card-batches.list': batchReaders,
  'card-batches.read': batchReaders,
  'card-batches.list-items': batchReaders,
  'card-batches.list-unclaimed': batchReaders,
  'card-batches.read-preparation': batchReaders,
  'card-batches.read-photo': ['batch-operator', 'approver'],
  'card-batches.list-hand-overs': batchReaders,
  'hand-overs.fetch': ['batch-operator'],
  'card-batches.approve': ['approver'],
  'card-batches.reject': ['approver'],
  'card-batches.leave-out': ['batch-operator'],
  'card-stock.read': ['batch-operator', 'approver', 'auditor'],
  // Files of card production in and out, and what is asked for that takes its time.
  'production-files.hand-over': ['batch-operator', 'fund-accountant'],
  'production-files.read-arriving': ['batch-operator', 'fund-accountant'],
  'production-files.add-piece': ['batch-operator', 'fund-accountant'],
  'production-files.complete': ['batch-operator', 'fund-accountant'],
  'production-files.discard': ['batch-operator', 'fund-accountant'],
  'production-files.fetch': ['batch-operator'],
  // Whoever names a maker decides who can read card keys.
  'card-makers.list': ['batch-operator', 'auditor', 'administrator'],
  'card-makers.add': ['administrator'],
  'card-makers.withdraw': ['administrator'],
  'production-orders.ask': ['batch-operator'],
  'production-orders.list': batchReaders,
  'production-orders.read': batchReaders,
  'payments.pay': withCard,
  'collections.collect': withCard,
  // Undoing an act of money; asked for first, decided under approvals.ts.
  'undoings.read': counter,
  'undoings.ask': counter,
  'undoings.perform': counter,
  'tills.read-own': counter,
  'tills.draw': counter,
  'tills.deposit': counter,
  'tills.return': counter,
  // The cash in a clerk's hands, from the beginning of a shift to its count or hand-over.
  'shifts.read-own': counter,
  'shifts.begin': counter,
  'shifts.count': counter,
  'shifts.confirm-taking': counter,
  'shifts.hand-over': counter,
  // A window gives up what was pressed there, also when its clerk has gone.
  'act-releases.withdraw': 'terminal',
  // Totals by day, window and clerk; nobody's person is in them.
  'shifts.list': ['reviewer', 'approver', 'fund-accountant', 'auditor'],
  // What arises at a terminal it may show and print for a while, also after sign-out; more takes a sign-in (`furtherWithSignIn`).
  'receipts.read': 'terminal',
  'receipts.print': 'terminal',
  'receipts.report-print': 'terminal',
  // What waits for a second person. Who asks for and who decides which kind: approvals.ts.
  'approvals.list': everyRole,
  'approvals.search': everyRole,
  'approvals.count': everyRole,
  'approvals.read': everyRole,
  'approvals.approve': everyRole,
  'approvals.reject': everyRole,
  'approvals.withdraw': everyRole,
  // Acts that the bank does not take: asked to be concluded by its statement, decided under approvals.ts.
  'bank-outcomes.list': ['fund-accountant', 'approver', 'auditor'],
  'bank-outcomes.ask': ['fund-accountant'],
  // Card fees paid to the treasury; decided under approvals.ts.
  'subsidy-claims.list': ['fund-accountant', 'approver', 'auditor'],
  'fund-movements.ask': ['fund-accountant'],
  // What may be spent out of a fund in a year; decided under approvals.ts.
  'fund-budgets.read': ['fund-accountant', 'reviewer', 'approver', 'auditor'],
  'fund-budgets.ask': ['fund-accountant'],
  'fee-remittances.ask': ['fund-accountant'],
  // What units declare and owe, and money of theirs that waits; waivers and refunds are decided under approvals.ts.
  'declarations.read': ['window-clerk', 'batch-operator', 'reviewer', 'fund-accountant', 'auditor'],
  'declarations.declare': ['window-clerk', 'batch-operator'],
  'unit-bills.list': ['window-clerk', 'batch-operator', 'reviewer', 'approver', 'fund-accountant', 'auditor'],
  'unit-bills.list-people': ['fund-accountant', 'auditor'],
  'unit-bills.ask-relief': ['fund-accountant'],
  'unit-bills.ask-refund': ['fund-accountant'],
  'arrears-agreements.list': [
    'window-clerk',
    'batch-operator',
    'reviewer',
    'approver',
    'fund-accountant',
    'auditor',
  ],
  'arrears-agreements.ask': ['fund-accountant'],
  'person-instalments.list': ['reviewer', 'approver', 'fund-accountant', 'auditor'],
  'person-instalments.read': ['window-clerk', 'reviewer', 'approver', 'fund-accountant', 'auditor'],
  'person-instalments.ask': ['window-clerk', 'fund-accountant'],
  'arrears-notices.issue': ['window-clerk', 'batch-operator', 'fund-accountant'],
  'arrears-notices.fetch': [
    'window-clerk',
    'batch-operator',
    'reviewer',
    'approver',
    'fund-accountant',
    'auditor',
  ],
  // What a bank or the tax authority collects, and who agreed to be debited.
  'channel-orders.list': ['fund-accountant', 'approver', 'auditor'],
  'channel-orders.read': ['fund-accountant', 'approver', 'auditor'],
  'channel-orders.list-rows': ['fund-accountant', 'approver', 'auditor'],
  'channel-orders.fetch': ['fund-accountant'],
  'channel-orders.send': ['fund-accountant'],
  'channel-orders.answer': ['fund-accountant'],
  'person-agreements.list': ['window-clerk', 'fund-accountant', 'auditor'],
  'person-agreements.enter': ['window-clerk', 'fund-accountant'],
  'person-agreements.end': ['window-clerk', 'fund-accountant'],
  'waiting-money.list': ['fund-accountant', 'approver', 'auditor'],
  'waiting-money.assign': ['fund-accountant'],
  'waiting-money.assign-subsidy': ['fund-accountant'],
  'waiting-money.assign-recovery': ['fund-accountant'],
  'recoveries.list': ['reviewer', 'approver', 'fund-accountant', 'auditor'],
  'recoveries.ask-offset': ['fund-accountant'],
  'recoveries.ask-instalments': ['fund-accountant'],
  'recoveries.ask-write-off': ['fund-accountant'],
  'waiting-money.note-booked': ['fund-accountant'],
  'waiting-money.ask-return': ['fund-accountant'],
  'overpayments.list': ['fund-accountant', 'reviewer', 'approver', 'auditor'],
  'overpayments.ask-refund': ['fund-accountant'],
  // Refunds that the bank has been told to pay; what it did not carry out is decided under approvals.ts.
  'outgoing-payments.list': ['fund-accountant', 'approver', 'auditor'],
  'outgoing-payments.state': ['fund-accountant'],
  'outgoing-payments.ask-again': ['fund-accountant'],
  'books.read': ['fund-accountant', 'auditor'],
  // From an account down: a day of all, what moved one, and the act, receipt and approval it came from; nobody's person is in them.
  'books.read-day': ['fund-accountant', 'auditor'],
  'books.list-movements': ['fund-accountant', 'auditor'],
  'books.read-transfer': ['fund-accountant', 'auditor'],
  'books.read-receipt': ['fund-accountant', 'auditor'],
  'books.export-movements': ['fund-accountant', 'auditor'],
  'audit.read': ['auditor'],
  // Searched at the desk; whom a number belongs to is asked apart, so that no number stands in an address.
  'audit.list': ['auditor'],
  'audit.look-up': ['auditor'],
  // What central does by itself; each run asked for and each pause is on record.
  'jobs.read': ['batch-operator', 'approver', 'fund-accountant', 'auditor', 'administrator'],
  'jobs.run': ['administrator'],
  'jobs.pause': ['administrator'],
  'jobs.resume': ['administrator'],
  'works.list': ['batch-operator', 'approver', 'fund-accountant', 'auditor', 'administrator'],
  'works.begin-again': ['administrator'],
} as const satisfies Record<string, Permission>;

export type Act = keyof typeof authority;

/** Acts of a terminal that reach further with a sign-in: who may then ask for what arose elsewhere, or longer ago. */
export const furtherWithSignIn: Partial<Record<Act, readonly Role[]>> = {
  'receipts.read': ['window-clerk', 'fund-accountant', 'auditor'],
  'receipts.print': counter,
};

/** Acts that are done by central's command line alone: no route performs them. */
export const commandAuthority = {
  // Files of the funds' banks and of the tax authority, and the accounts they are of.
  'fund-accounts.administer': ['administrator'],
  'statements.import': ['fund-accountant'],
  'debit-agreements.enter': ['fund-accountant'],
  // The proof that what people and units owe was reckoned rightly.
  'assessments.check': ['approver', 'fund-accountant', 'auditor'],
  // A year's interest, by the rate that was announced for it.
  'account-interest.run': ['approver', 'fund-accountant'],
  'card-imports.run': ['batch-operator'],
  'card-batches.make': ['batch-operator'],
  // Lists of names for the bank and for whoever collects for others.
  'card-batches.list-people': ['batch-operator'],
  'card-stock.receive': ['batch-operator'],
  'depots.administer': ['administrator'],
  'townships.administer': ['administrator'],
  'keys.administer': ['administrator'],
} as const satisfies Record<string, Permission>;

/** What a command may ask for: its own acts, and those that have a route as well. */
export type CommandAct = Act | keyof typeof commandAuthority;

/**
 * Acts that show people's data. `answers`: each answer and each refusal leaves a row in the audit trail; `refusals`: the answer
 * writes its own row with what it changes, so that only what was refused is left to be recorded; `itself`: all of it is. A command
 * is recorded before it works, since what it writes into files is out at once.
 */
export const onRecord: Partial<Record<CommandAct, 'answers' | 'refusals' | 'itself'>> = {
  'card-sessions.read': 'answers',
  'card-sessions.read-standing': 'answers',
  'card-sessions.read-outlook': 'answers',
  'card-sessions.read-receipt': 'answers',
  'card-sessions.print-receipt': 'refusals',
  'card-sessions.issue-document': 'answers',
  'card-sessions.fetch-document': 'answers',
  'card-sessions.reveal-number': 'refusals',
  'card-sessions.pay-for': 'refusals',
  'card-files.read': 'answers',
  'past-acts.list': 'answers',
  // A row for each person shown.
  'people-by-name.find': 'refusals',
  'people-by-name.pick': 'answers',
  'person-overviews.read': 'answers',
  'people.ask-correction': 'itself',
  'people.ask-merge': 'itself',
  'people.ask-merge-undoing': 'itself',
  'insurance-transfers.list': 'answers',
  'insurance-transfers.read-person': 'answers',
  'insurance-transfers.preview': 'answers',
  'insurance-transfers.ask': 'itself',
  'insurance-transfers.take-letter': 'itself',
  'benefit-claims.list': 'answers',
  'recoveries.list': 'answers',
  'proofs-of-life.list': 'answers',
  'retirements-ahead.list': 'answers',
  'deaths.list': 'answers',
  'deaths.ask': 'itself',
  'deaths.dismiss': 'itself',
  'benefit-claims.read': 'answers',
  'claim-documents.hand-in': 'refusals',
  'claim-documents.list': 'answers',
  'claim-documents.read': 'answers',
  'benefit-claims.read-person': 'answers',
  'benefit-claims.preview': 'answers',
  'benefit-claims.ask': 'itself',
  'benefit-claims.add-documents': 'itself',
  'benefit-claims.ask-change': 'itself',
  'benefit-claims.preview-redetermination': 'answers',
  'benefit-claims.ask-redetermination': 'itself',
  'insurance-transfers.ask-sending-back': 'itself',
  'adjustments.read': 'answers',
  'pay-runs.list-items': 'answers',
  'pay-runs.prove': 'answers',
  'pay-runs.fetch': 'answers',
  'duplicates.list': 'answers',
  'merges.list': 'answers',
  'people.tell-apart': 'itself',
  'people.tell-apart-undoing': 'itself',
  'overlaps.list': 'answers',
  'overlaps.read': 'answers',
  'overlaps.decide': 'itself',
  'people.change-residence': 'itself',
  'documents.issue': 'answers',
  'documents.fetch': 'answers',
  'channel-orders.list-rows': 'answers',
  'channel-orders.fetch': 'answers',
  'person-agreements.list': 'answers',
  'person-instalments.list': 'answers',
  'person-instalments.read': 'answers',
  'units.list-people': 'answers',
  'differences.list-rows': 'answers',
  'coverage.list-people': 'answers',
  'unit-bills.list-people': 'answers',
  'overpayments.list': 'answers',
  'outgoing-payments.list': 'answers',
  'card-applications.list': 'answers',
  'card-applications.track': 'answers',
  'card-applications.approve': 'itself',
  'card-applications.reject': 'itself',
  'issuances.look-up': 'answers',
  'issuances.begin': 'itself',
  'issuances.read-back': 'itself',
  'issuances.spoil': 'itself',
  // The card that proved itself, with its session, is the record.
  'card-sessions.prove': 'itself',
  'photos.read': 'answers',
  'card-batches.list-items': 'answers',
  'card-batches.list-unclaimed': 'answers',
  'card-batches.read-photo': 'answers',
  'hand-overs.fetch': 'answers',
  'undoings.read': 'answers',
  'declarations.read': 'answers',
  // Leaves the house as a file.
  'books.export-movements': 'answers',
  'receipts.read': 'answers',
  'receipts.print': 'refusals',
  'receipts.report-print': 'refusals',
  'approvals.list': 'answers',
  'approvals.search': 'answers',
  'approvals.read': 'answers',
  'audit.read': 'answers',
  'audit.list': 'answers',
  'audit.look-up': 'answers',
  'card-batches.list-people': 'answers',
  'production-files.fetch': 'answers',
};

/** Who may do an act, wherever it is done. */
export const permissionOf = (act: CommandAct): Permission => ({ ...authority, ...commandAuthority })[act];
