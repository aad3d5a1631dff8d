/** Promises who may ask central for what: every route against every role, no token, and another terminal's token. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { authority, roles, type Act, type Permission } from '#libs/contract/authority.js';
import { consoleRoutes, type ConsoleAct } from '#libs/contract/console.js';
import { Counter } from '../../../../../test/support/counter.js';

const id = '00000000-0000-4000-8000-000000000000';

/** One request of each act; what it asks for does not exist, so whoever may ask is refused for another reason. */
/** A number as a document's is, of none there is. */
const document = 'D00000000000000000000';
const requests: Record<Act, readonly ['GET' | 'POST' | 'DELETE', string]> = {
  'health.read': ['GET', '/health'],
  'terminals.enrol': ['POST', '/v1/terminals/enrolments'],
  'terminals.authenticate': ['POST', '/v1/terminals/tokens'],
  'receipts.verify': ['GET', '/v1/receipts/0'],
  'estimates.contribution': ['POST', '/v1/estimates/contribution'],
  'estimates.project-injury': ['POST', '/v1/estimates/project-injury'],
  'estimates.late-fee': ['POST', '/v1/estimates/late-fee'],
  'estimates.account-interest': ['POST', '/v1/estimates/account-interest'],
  'estimates.transfer': ['POST', '/v1/estimates/transfer'],
  'estimates.transfer-overlap': ['POST', '/v1/estimates/transfer-overlap'],
  'estimates.double-receipt': ['POST', '/v1/estimates/double-receipt'],
  'estimates.temporary-account': ['POST', '/v1/estimates/temporary-account'],
  'estimates.receipt-place': ['POST', '/v1/estimates/receipt-place'],
  'estimates.retirement': ['POST', '/v1/estimates/retirement'],
  'estimates.employee-pension': ['POST', '/v1/estimates/employee-pension'],
  'estimates.resident-pension': ['POST', '/v1/estimates/resident-pension'],
  'estimates.injury-lump': ['POST', '/v1/estimates/injury-lump'],
  'estimates.injury-allowance': ['POST', '/v1/estimates/injury-allowance'],
  'estimates.injury-care': ['POST', '/v1/estimates/injury-care'],
  'estimates.injury-death': ['POST', '/v1/estimates/injury-death'],
  'estimates.injury-dependants': ['POST', '/v1/estimates/injury-dependants'],
  'estimates.unemployment': ['POST', '/v1/estimates/unemployment'],
  'estimates.maternity': ['POST', '/v1/estimates/maternity'],
  'estimates.survivors': ['POST', '/v1/estimates/survivors'],
  'estimates.adjustment': ['POST', '/v1/estimates/adjustment'],
  'terminals.list': ['GET', '/v1/terminals'],
  'terminals.prepare': ['POST', '/v1/terminals'],
  'terminals.close': ['POST', '/v1/terminals/0/closure'],
  'terminals.reopen': ['POST', '/v1/terminals/0/reopening'],
  'terminals.close-own': ['POST', '/v1/terminals/own/closure'],
  'terminals.reopen-own': ['POST', '/v1/terminals/own/reopening'],
  'terminals.report': ['POST', '/v1/terminals/own/report'],
  'fleet.list': ['GET', '/v1/terminals/fleet'],
  'fleet.read': ['GET', '/v1/terminals/0/days/0'],
  'terminals.withdraw': ['POST', '/v1/terminals/0/withdrawal'],
  'parameters.list': ['GET', '/v1/parameters'],
  'parameters.list-proposals': ['GET', '/v1/parameters/proposals'],
  'assessments.list-runs': ['GET', '/v1/assessment-runs'],
  'assessments.run': ['POST', '/v1/assessment-runs'],
  'differences.list': ['GET', '/v1/difference-runs'],
  'differences.lay-out': ['POST', '/v1/difference-runs'],
  'differences.read': ['GET', '/v1/difference-runs/0'],
  'differences.list-rows': ['GET', '/v1/difference-runs/0/rows'],
  'assessments.list-gaps': ['GET', '/v1/assessment-gaps'],
  'parameters.look-ahead': ['GET', '/v1/parameters/ahead'],
  'parameters.show-effect': ['GET', `/v1/parameters/proposals/${id}/effect`],
  'parameters.take': ['GET', '/v1/parameters/files'],
  'parameters.bring': ['POST', '/v1/parameters/files'],
  'parameters.propose': ['POST', '/v1/parameters/0/versions'],
  'keys.read': ['GET', '/v1/keys'],
  'waiting-acts.state': ['POST', '/v1/terminals/own/waiting-acts'],
  'waiting-acts.list': ['GET', '/v1/terminals/waiting-acts'],
  'operations.list': ['GET', `/v1/terminals/${id}/operations`],
  'operations.read': ['GET', `/v1/operations/${id}`],
  'staff.sign-in': ['POST', '/v1/sign-ins'],
  'staff.renew': ['POST', '/v1/sign-ins/renewals'],
  'staff.choose-password': ['POST', '/v1/sign-ins/first-passwords'],
  'staff.change-password': ['POST', '/v1/sign-ins/password-changes'],
  'staff.list': ['GET', '/v1/staff'],
  'staff.join': ['POST', '/v1/staff'],
  'staff.change-role': ['POST', '/v1/staff/0/role'],
  'staff.suspend': ['POST', '/v1/staff/0/suspension'],
  'staff.dismiss': ['POST', '/v1/staff/0/leaving'],
  'staff.reset': ['POST', '/v1/staff/0/reset'],
  'staff.lift-lock': ['POST', '/v1/staff/0/lock-lifting'],
  'staff.sign-out': ['DELETE', '/v1/sign-ins/current'],
  'card-sessions.open': ['POST', '/v1/card-sessions'],
  'card-sessions.prove': ['POST', `/v1/card-sessions/${id}/proof`],
  'card-sessions.read': ['GET', `/v1/card-sessions/${id}`],
  'card-sessions.read-standing': ['GET', `/v1/card-sessions/${id}/standing`],
  'card-sessions.read-outlook': ['GET', `/v1/card-sessions/${id}/pension-outlook`],
  'card-sessions.read-receipt': ['GET', `/v1/card-sessions/${id}/receipts/0`],
  'card-sessions.print-receipt': ['POST', `/v1/card-sessions/${id}/receipts/0/prints`],
  'card-sessions.issue-document': ['POST', `/v1/card-sessions/${id}/documents`],
  'card-sessions.fetch-document': ['GET', `/v1/card-sessions/${id}/documents/${document}/file`],
  'card-sessions.pay-for': ['POST', `/v1/card-sessions/${id}/paid-for`],
  'card-sessions.authenticate-externally': ['POST', `/v1/card-sessions/${id}/external-authentications`],
  'card-sessions.compare-chip': ['POST', `/v1/card-sessions/${id}/chip-comparisons`],
  'card-sessions.reveal-number': ['POST', `/v1/card-sessions/${id}/reveals`],
  'card-sessions.end': ['DELETE', `/v1/card-sessions/${id}`],
  'card-files.read': ['POST', '/v1/card-files'],
  'past-acts.list': ['POST', '/v1/past-acts'],
  'people-by-name.find': ['POST', '/v1/people-by-name'],
  'units.search': ['GET', '/v1/units'],
  'units.read': ['GET', '/v1/units/0'],
  'units.list-people': ['GET', '/v1/units/0/people'],
  'units.add': ['POST', '/v1/units'],
  'units.change': ['POST', '/v1/units/0/change'],
  'units.close': ['POST', '/v1/units/0/closing'],
  'units.set-floating-step': ['POST', '/v1/units/0/floating-steps'],
  'units.add-project': ['POST', '/v1/units/0/projects'],
  'units.change-project': ['POST', '/v1/units/0/projects/0/change'],
  'participations.begin': ['POST', '/v1/units/0/participations'],
  'participations.end': ['POST', '/v1/units/0/leavings'],
  'coverage.read': ['GET', '/v1/coverage'],
  'coverage.list-people': ['GET', '/v1/coverage/people'],
  'coverage.note-result': ['POST', `/v1/coverage/people/${id}/results`],
  'coverage.read-card-shares': ['GET', '/v1/coverage/card-shares'],
  'participations.read-choices': ['GET', '/v1/participations/choices'],
  'participations.enter': ['POST', '/v1/participations'],
  'participations.end-one': ['POST', `/v1/participations/${id}/ending`],
  'participations.void': ['POST', `/v1/participations/${id}/voiding`],
  'person-overviews.read': ['POST', '/v1/person-overviews'],
  'people.ask-correction': ['POST', `/v1/people/${id}/corrections`],
  'people.change-residence': ['POST', `/v1/people/${id}/residence`],
  'duplicates.list': ['GET', '/v1/duplicates'],
  'merges.list': ['GET', '/v1/merges'],
  'people.tell-apart': ['POST', `/v1/people/${id}/told-apart`],
  'people.tell-apart-undoing': ['POST', `/v1/people/${id}/told-apart-undoing`],
  'overlaps.list': ['GET', '/v1/overlaps'],
  'overlaps.read': ['GET', `/v1/overlaps/${id}`],
  'overlaps.decide': ['POST', `/v1/overlaps/${id}/decision`],
  'people.ask-merge': ['POST', `/v1/people/${id}/merge`],
  'people.ask-merge-undoing': ['POST', `/v1/people/${id}/merge-undoing`],
  'insurance-transfers.list': ['GET', '/v1/insurance-transfers'],
  'insurance-transfers.read-person': ['GET', `/v1/people/${id}/insurance-transfers`],
  'insurance-transfers.preview': ['POST', `/v1/people/${id}/insurance-transfer-previews`],
  'insurance-transfers.ask': ['POST', `/v1/people/${id}/insurance-transfers`],
  'insurance-transfers.take-letter': ['POST', `/v1/people/${id}/transfer-letters`],
  'insurance-transfers.receive': ['POST', `/v1/insurance-transfers/${id}/money`],
  'benefit-claims.read-kinds': ['GET', '/v1/benefit-kinds'],
  'benefit-claims.list': ['GET', '/v1/benefit-claims'],
  'benefit-claims.read': ['GET', '/v1/benefit-claims/0'],
  'claim-documents.hand-in': ['POST', `/v1/people/${id}/claim-documents`],
  'claim-documents.list': ['GET', `/v1/people/${id}/claim-documents`],
  'claim-documents.read': ['GET', `/v1/claim-documents/${id}`],
  'benefit-claims.read-person': ['GET', `/v1/people/${id}/benefits`],
  'benefit-claims.preview': ['POST', `/v1/people/${id}/benefit-claim-previews`],
  'benefit-claims.ask': ['POST', `/v1/people/${id}/benefit-claims`],
  'benefit-claims.add-documents': ['POST', '/v1/benefit-claims/0/documents'],
  'benefit-claims.ask-change': ['POST', `/v1/benefits/${id}/changes`],
  'benefit-claims.preview-redetermination': ['POST', `/v1/benefits/${id}/redetermination-previews`],
  'benefit-claims.ask-redetermination': ['POST', `/v1/benefits/${id}/redeterminations`],
  'insurance-transfers.ask-sending-back': ['POST', `/v1/insurance-transfers/${id}/sending-back`],
  'deaths.list': ['GET', '/v1/death-reports'],
  'deaths.ask': ['POST', `/v1/death-reports/${id}/asking`],
  'deaths.dismiss': ['POST', `/v1/death-reports/${id}/dismissal`],
  'retirements-ahead.list': ['GET', '/v1/retirements-ahead'],
  'proofs-of-life.list': ['GET', '/v1/proofs-of-life'],
  'adjustments.list': ['GET', '/v1/adjustments'],
  'adjustments.read': ['GET', '/v1/adjustments/0'],
  'adjustments.propose': ['POST', '/v1/adjustments'],
  'adjustments.ask': ['POST', '/v1/adjustments/0/asking'],
  'adjustments.drop': ['POST', '/v1/adjustments/0/dropping'],
  'pay-runs.list': ['GET', '/v1/pay-runs'],
  'pay-runs.read': ['GET', '/v1/pay-runs/0'],
  'pay-runs.list-items': ['GET', '/v1/pay-runs/0/items'],
  'pay-runs.prove': ['GET', '/v1/pay-runs/0/proof'],
  'pay-runs.begin': ['POST', '/v1/pay-runs'],
  'pay-runs.ask': ['POST', '/v1/pay-runs/0/asking'],
  'pay-runs.drop': ['POST', '/v1/pay-runs/0/dropping'],
  'pay-runs.fetch': ['GET', '/v1/pay-runs/0/file'],
  'pay-runs.answer': ['POST', '/v1/pay-runs/0/answer'],
  'pay-runs.return': ['POST', '/v1/pay-runs/0/items/0/return'],
  'townships.list': ['GET', '/v1/townships'],
  'documents.issue': ['POST', '/v1/documents'],
  'documents.fetch': ['GET', `/v1/documents/${document}/file`],
  'documents.verify': ['GET', `/v1/documents/${document}`],
  'people-by-name.pick': ['POST', '/v1/people-by-name/picks'],
  'card-services.perform': ['POST', '/v1/card-services'],
  'card-applications.list': ['GET', '/v1/card-applications'],
  'card-applications.approve': ['POST', '/v1/card-applications/0/approval'],
  'card-applications.reject': ['POST', '/v1/card-applications/0/rejection'],
  'card-applications.track': ['POST', '/v1/card-applications/track'],
  'photos.add': ['POST', '/v1/photos'],
  'photos.read': ['GET', '/v1/photos/0'],
  'deny-list.read': ['GET', '/v1/deny-list'],
  'card-scripts.make': ['POST', `/v1/card-sessions/${id}/scripts`],
  'issuances.look-up': ['POST', '/v1/issuances/look-ups'],
  'issuances.begin': ['POST', '/v1/issuances'],
  'issuances.read-back': ['POST', `/v1/issuances/${id}/read-back`],
  'issuances.complete': ['POST', '/v1/issuances/completions'],
  'issuances.spoil': ['POST', '/v1/issuances/spoiled'],
  'card-imports.list': ['GET', '/v1/card-imports'],
  'card-batches.list': ['GET', '/v1/card-batches'],
  'card-batches.read': ['GET', '/v1/card-batches/0'],
  'card-batches.list-items': ['GET', '/v1/card-batches/0/items'],
  'card-batches.list-unclaimed': ['GET', '/v1/card-batches/unclaimed'],
  'card-batches.read-preparation': ['GET', '/v1/card-batches/0/preparation'],
  'card-batches.read-photo': ['GET', '/v1/card-batches/0/items/0/photo'],
  'card-batches.list-hand-overs': ['GET', '/v1/card-batches/0/hand-overs'],
  'hand-overs.fetch': ['GET', '/v1/card-batches/hand-overs/0/list'],
  'card-batches.approve': ['POST', '/v1/card-batches/0/approval'],
  'card-batches.reject': ['POST', '/v1/card-batches/0/rejection'],
  'card-batches.leave-out': ['POST', '/v1/card-batches/0/items/0/removal'],
  'card-stock.read': ['GET', '/v1/card-stock'],
  'production-files.hand-over': ['POST', '/v1/production-files'],
  'production-files.read-arriving': ['GET', '/v1/production-files/arriving'],
  'production-files.add-piece': ['POST', `/v1/production-files/${id}/pieces`],
  'production-files.complete': ['POST', `/v1/production-files/${id}/completion`],
  'production-files.discard': ['POST', `/v1/production-files/${id}/removal`],
  'production-files.fetch': ['GET', `/v1/production-files/${id}/content`],
  'card-makers.list': ['GET', '/v1/card-makers'],
  'card-makers.add': ['POST', '/v1/card-makers'],
  'card-makers.withdraw': ['POST', '/v1/card-makers/0/withdrawal'],
  'production-orders.ask': ['POST', '/v1/production-orders'],
  'production-orders.list': ['GET', '/v1/production-orders'],
  'production-orders.read': ['GET', `/v1/production-orders/${id}`],
  'payments.pay': ['POST', '/v1/payments'],
  'collections.collect': ['POST', '/v1/collections'],
  'undoings.read': ['GET', '/v1/undoings/0'],
  'undoings.ask': ['POST', '/v1/undoings'],
  'undoings.perform': ['POST', '/v1/undoings/done'],
  'tills.read-own': ['GET', '/v1/tills/own'],
  'tills.draw': ['POST', '/v1/tills/own/draws'],
  'tills.deposit': ['POST', '/v1/tills/own/deposits'],
  'tills.return': ['POST', '/v1/tills/own/returns'],
  'act-releases.withdraw': ['DELETE', `/v1/act-releases/${id}`],
  'shifts.list': ['GET', '/v1/shifts'],
  'shifts.read-own': ['GET', '/v1/shifts/own'],
  'shifts.begin': ['POST', '/v1/shifts'],
  'shifts.count': ['POST', '/v1/shifts/counts'],
  'shifts.confirm-taking': ['POST', '/v1/shifts/takers'],
  'shifts.hand-over': ['POST', '/v1/shifts/hand-overs'],
  'receipts.read': ['GET', '/v1/receipts/0/document'],
  'receipts.print': ['POST', '/v1/receipts/0/prints'],
  'receipts.report-print': ['POST', '/v1/receipts/0/prints/1/outcome'],
  'approvals.list': ['GET', '/v1/approvals'],
  'approvals.search': ['GET', '/v1/approvals/lists/0'],
  'approvals.count': ['GET', '/v1/approvals/count'],
  'approvals.read': ['GET', `/v1/approvals/${id}`],
  'approvals.approve': ['POST', `/v1/approvals/${id}/approval`],
  'approvals.reject': ['POST', `/v1/approvals/${id}/rejection`],
  'approvals.withdraw': ['POST', `/v1/approvals/${id}/withdrawal`],
  'bank-outcomes.list': ['GET', '/v1/bank-outcomes'],
  'bank-outcomes.ask': ['POST', `/v1/bank-outcomes/${id}`],
  'declarations.read': ['GET', '/v1/units/0/declarations/0'],
  'declarations.declare': ['POST', '/v1/units/0/declarations/0'],
  'unit-bills.list': ['GET', '/v1/units/0/bills'],
  'unit-bills.list-people': ['GET', '/v1/unit-bills/0/people'],
  'unit-bills.ask-relief': ['POST', '/v1/unit-bills/0/relief'],
  'unit-bills.ask-refund': ['POST', '/v1/unit-bills/0/refund'],
  'subsidy-claims.list': ['GET', '/v1/subsidy-claims'],
  'fund-movements.ask': ['POST', '/v1/fund-movements'],
  'fund-budgets.read': ['GET', '/v1/fund-budgets'],
  'fund-budgets.ask': ['POST', '/v1/fund-budgets'],
  'arrears-agreements.list': ['GET', '/v1/arrears-agreements'],
  'arrears-agreements.ask': ['POST', '/v1/units/0/arrears-agreements'],
  'person-instalments.list': ['GET', '/v1/instalment-agreements'],
  'person-instalments.read': ['GET', `/v1/people/${id}/instalment-agreements`],
  'person-instalments.ask': ['POST', `/v1/people/${id}/instalment-agreements`],
  'arrears-notices.issue': ['POST', '/v1/units/0/arrears-notices'],
  'arrears-notices.fetch': ['GET', '/v1/arrears-notices/0/file'],
  'channel-orders.list': ['GET', '/v1/channel-orders'],
  'channel-orders.read': ['GET', '/v1/channel-orders/0'],
  'channel-orders.list-rows': ['GET', '/v1/channel-orders/0/rows'],
  'channel-orders.fetch': ['GET', '/v1/channel-orders/0/file'],
  'channel-orders.send': ['POST', '/v1/channel-orders'],
  'channel-orders.answer': ['POST', '/v1/channel-orders/0/answer'],
  'person-agreements.list': ['GET', '/v1/person-agreements'],
  'person-agreements.enter': ['POST', `/v1/people/${id}/debit-agreements`],
  'person-agreements.end': ['POST', `/v1/person-agreements/${id}/ending`],
  'waiting-money.list': ['GET', '/v1/waiting-money'],
  'waiting-money.assign': ['POST', '/v1/waiting-money/0/0/assignment'],
  'waiting-money.assign-subsidy': ['POST', '/v1/waiting-money/0/0/subsidy'],
  'waiting-money.assign-recovery': ['POST', '/v1/waiting-money/0/0/recovery'],
  'recoveries.list': ['GET', '/v1/recoveries'],
  'recoveries.ask-offset': ['POST', '/v1/recoveries/0/offset'],
  'recoveries.ask-instalments': ['POST', '/v1/recoveries/0/instalments'],
  'recoveries.ask-write-off': ['POST', '/v1/recoveries/0/write-off'],
  'waiting-money.note-booked': ['POST', '/v1/waiting-money/0/0/booked-before'],
  'waiting-money.ask-return': ['POST', '/v1/waiting-money/0/0/return'],
  'overpayments.list': ['GET', '/v1/overpayments'],
  'overpayments.ask-refund': ['POST', `/v1/overpayments/${id}/refund`],
  'outgoing-payments.list': ['GET', '/v1/outgoing-payments'],
  'outgoing-payments.state': ['POST', `/v1/outgoing-payments/${id}/outcome`],
  'outgoing-payments.ask-again': ['POST', `/v1/outgoing-payments/${id}/again`],
  'fee-remittances.ask': ['POST', '/v1/fee-remittances'],
  'books.read': ['GET', '/v1/books'],
  'books.read-day': ['GET', '/v1/books/trial-balance'],
  'books.list-movements': ['GET', `/v1/books/accounts/${id}/movements`],
  'books.read-transfer': ['GET', `/v1/books/transfers/${id}`],
  'books.read-receipt': ['GET', '/v1/books/receipts/0'],
  'books.export-movements': ['GET', `/v1/books/accounts/${id}/movements/file`],
  'audit.read': ['GET', '/v1/audit-events'],
  'audit.list': ['GET', '/v1/audit-trail'],
  'audit.look-up': ['POST', '/v1/audit-trail/people'],
  'jobs.read': ['GET', '/v1/jobs'],
  'jobs.run': ['POST', '/v1/jobs/0/runs'],
  'jobs.pause': ['POST', '/v1/jobs/0/pause'],
  'jobs.resume': ['POST', '/v1/jobs/0/resumption'],
  'works.list': ['GET', '/v1/works'],
  'works.begin-again': ['POST', `/v1/works/${id}/attempts`],
};

const refusals = new Set(['not-permitted', 'terminal-token-invalid', 'sign-in-expired']);

let counter: Counter;
beforeAll(async () => {
  counter = await Counter.open();
  for (const role of roles)
    await counter.addStaff(`T${role.replaceAll('-', '')}`.slice(0, 20), role, role, 'password-of-test');
}, 60_000);
afterAll(() => counter.close());

const codeOf = async (act: Act, headers: Record<string, string> = {}): Promise<string> => {
  const [method, url] = requests[act];
  // A terminal's own list is refused to others with the same code as a role is, so it asks for its own here.
  const own = act === 'operations.list' ? url.replace(id, counter.terminalId) : url;
  const { body } = await counter.ask<{ code?: string }>(
    method,
    own,
    method === 'POST' ? {} : undefined,
    headers,
  );
  return body.code ?? 'accepted';
};

const acts = Object.keys(authority) as Act[];

describe('central', () => {
  it('has a test request for every route it serves, and no others', () => {
    const served = counter.routes().toSorted();
    const named = acts
      .map(
        (act) =>
          `${requests[act][0]} ${requests[act][1].replaceAll(id, ':id').replace(document, ':number').replace('photos/0', 'photos/:digest').replace('items/0', 'items/:item').replace('jobs/0', 'jobs/:name').replace('terminals/0', 'terminals/:code').replace('days/0', 'days/:day').replace('lists/0', 'lists/:list').replace('makers/0', 'makers/:code').replace('parameters/0', 'parameters/:key').replace('units/0', 'units/:code').replace('projects/0', 'projects/:project').replace('declarations/0', 'declarations/:month').replace('unit-bills/0/people', 'unit-bills/:number/people').replace('unit-bills/0', 'unit-bills/:notice').replace('money/0/0', 'money/:statement/:line').replace('/0', '/:number').replace('/1/outcome', '/:copy/outcome')}`,
      )
      .toSorted();
    expect(served).toEqual(
      named
        .map((route) => (route === 'GET /v1/operations/:id' ? 'GET /v1/operations/:key' : route))
        .toSorted(),
    );
  });

  it.each(Object.entries(consoleRoutes) as [ConsoleAct, readonly [string, string]][])(
    'has the console ask for %s at the route that does it',
    (act, [method, route]) => {
      const asked = route.replaceAll('{id}', id).replaceAll(/\{\w+\}/g, '0');
      const [does, at] = requests[act];
      expect([method.toUpperCase(), asked]).toEqual([does, at.replace(document, '0')]);
    },
  );

  it.each(acts)('answers %s without tokens only where anyone may ask', async (act) => {
    const { terminalId } = counter;
    const code = await codeOf(act, { authorization: '', 'x-staff-token': '' });
    expect(terminalId).not.toBe('');
    expect(code === 'terminal-token-invalid').toBe(authority[act] !== 'anyone');
  });

  it.each(acts)('answers %s with a terminal alone only where a terminal may ask', async (act) => {
    const code = await codeOf(act, { 'x-staff-token': '' });
    expect(code === 'sign-in-expired').toBe(Array.isArray(authority[act]));
  });

  it.each(roles)('lets a %s do what the table says and nothing else', async (role) => {
    const signedIn = await counter.signIn(`T${role.replaceAll('-', '')}`.slice(0, 20), 'password-of-test');
    expect(signedIn.status).toBe(201);
    const allowed: Act[] = [];
    // Signing out comes last: it would end the sign-in.
    for (const act of acts.filter((one) => one !== 'staff.sign-out'))
      if (!refusals.has(await codeOf(act))) allowed.push(act);
    const permitted = acts.filter((act) => {
      const permission: Permission = authority[act];
      return (
        act !== 'staff.sign-out' &&
        (permission === 'anyone' || permission === 'terminal' || permission.includes(role))
      );
    });
    expect(allowed).toEqual(permitted);
  });
});
