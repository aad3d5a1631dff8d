/** What the console may ask of the centre through the agent: acts of the authority table with their routes, for agent and page alike (docs/decisions/0017-one-door-for-the-console.md). */
import type { Act } from './authority.js';
import type { paths } from './central-api.js';

/** A route that central has: its method, and its address as the OpenAPI document writes it. */
type Route = {
  [Path in keyof paths]: {
    [Method in 'get' | 'post']: paths[Path][Method] extends object ? readonly [Method, Path] : never;
  }['get' | 'post'];
}[keyof paths];

export const consoleRoutes = {
  'card-batches.list': ['get', '/v1/card-batches'],
  'card-batches.list-unclaimed': ['get', '/v1/card-batches/unclaimed'],
  'card-batches.read': ['get', '/v1/card-batches/{number}'],
  'card-batches.list-items': ['get', '/v1/card-batches/{number}/items'],
  'card-batches.read-preparation': ['get', '/v1/card-batches/{number}/preparation'],
  'card-batches.read-photo': ['get', '/v1/card-batches/{number}/items/{item}/photo'],
  'card-batches.list-hand-overs': ['get', '/v1/card-batches/{number}/hand-overs'],
  'hand-overs.fetch': ['get', '/v1/card-batches/hand-overs/{number}/list'],
  'card-batches.approve': ['post', '/v1/card-batches/{number}/approval'],
  'card-batches.reject': ['post', '/v1/card-batches/{number}/rejection'],
  'card-batches.leave-out': ['post', '/v1/card-batches/{number}/items/{item}/removal'],
  'card-imports.list': ['get', '/v1/card-imports'],
  'card-stock.read': ['get', '/v1/card-stock'],
  'production-files.hand-over': ['post', '/v1/production-files'],
  'production-files.read-arriving': ['get', '/v1/production-files/arriving'],
  'production-files.add-piece': ['post', '/v1/production-files/{id}/pieces'],
  'production-files.complete': ['post', '/v1/production-files/{id}/completion'],
  'production-files.discard': ['post', '/v1/production-files/{id}/removal'],
  'production-files.fetch': ['get', '/v1/production-files/{id}/content'],
  'card-makers.list': ['get', '/v1/card-makers'],
  'card-makers.add': ['post', '/v1/card-makers'],
  'card-makers.withdraw': ['post', '/v1/card-makers/{code}/withdrawal'],
  'production-orders.ask': ['post', '/v1/production-orders'],
  'production-orders.list': ['get', '/v1/production-orders'],
  'production-orders.read': ['get', '/v1/production-orders/{id}'],
  'terminals.list': ['get', '/v1/terminals'],
  'terminals.prepare': ['post', '/v1/terminals'],
  'terminals.withdraw': ['post', '/v1/terminals/{code}/withdrawal'],
  'terminals.close': ['post', '/v1/terminals/{code}/closure'],
  'terminals.reopen': ['post', '/v1/terminals/{code}/reopening'],
  'fleet.list': ['get', '/v1/terminals/fleet'],
  'fleet.read': ['get', '/v1/terminals/{code}/days/{day}'],
  'keys.read': ['get', '/v1/keys'],
  'assessments.list-runs': ['get', '/v1/assessment-runs'],
  'assessments.run': ['post', '/v1/assessment-runs'],
  'differences.list': ['get', '/v1/difference-runs'],
  'differences.lay-out': ['post', '/v1/difference-runs'],
  'differences.read': ['get', '/v1/difference-runs/{number}'],
  'differences.list-rows': ['get', '/v1/difference-runs/{number}/rows'],
  'assessments.list-gaps': ['get', '/v1/assessment-gaps'],
  'parameters.list': ['get', '/v1/parameters'],
  'parameters.list-proposals': ['get', '/v1/parameters/proposals'],
  'parameters.look-ahead': ['get', '/v1/parameters/ahead'],
  'parameters.show-effect': ['get', '/v1/parameters/proposals/{id}/effect'],
  'parameters.take': ['get', '/v1/parameters/files'],
  'parameters.bring': ['post', '/v1/parameters/files'],
  'parameters.propose': ['post', '/v1/parameters/{key}/versions'],
  'declarations.read': ['get', '/v1/units/{code}/declarations/{month}'],
  'declarations.declare': ['post', '/v1/units/{code}/declarations/{month}'],
  'unit-bills.list': ['get', '/v1/units/{code}/bills'],
  'unit-bills.list-people': ['get', '/v1/unit-bills/{number}/people'],
  'unit-bills.ask-relief': ['post', '/v1/unit-bills/{notice}/relief'],
  'unit-bills.ask-refund': ['post', '/v1/unit-bills/{notice}/refund'],
  'arrears-agreements.list': ['get', '/v1/arrears-agreements'],
  'arrears-agreements.ask': ['post', '/v1/units/{code}/arrears-agreements'],
  'arrears-notices.issue': ['post', '/v1/units/{code}/arrears-notices'],
  'arrears-notices.fetch': ['get', '/v1/arrears-notices/{number}/file'],
  'channel-orders.list': ['get', '/v1/channel-orders'],
  'channel-orders.send': ['post', '/v1/channel-orders'],
  'channel-orders.read': ['get', '/v1/channel-orders/{number}'],
  'channel-orders.list-rows': ['get', '/v1/channel-orders/{number}/rows'],
  'channel-orders.fetch': ['get', '/v1/channel-orders/{number}/file'],
  'channel-orders.answer': ['post', '/v1/channel-orders/{number}/answer'],
  'person-instalments.list': ['get', '/v1/instalment-agreements'],
  'person-instalments.read': ['get', '/v1/people/{id}/instalment-agreements'],
  'person-instalments.ask': ['post', '/v1/people/{id}/instalment-agreements'],
  'person-agreements.list': ['get', '/v1/person-agreements'],
  'person-agreements.enter': ['post', '/v1/people/{id}/debit-agreements'],
  'person-agreements.end': ['post', '/v1/person-agreements/{id}/ending'],
  'waiting-money.list': ['get', '/v1/waiting-money'],
  'waiting-money.assign': ['post', '/v1/waiting-money/{statement}/{line}/assignment'],
  'waiting-money.assign-subsidy': ['post', '/v1/waiting-money/{statement}/{line}/subsidy'],
  'waiting-money.assign-recovery': ['post', '/v1/waiting-money/{statement}/{line}/recovery'],
  'recoveries.list': ['get', '/v1/recoveries'],
  'recoveries.ask-offset': ['post', '/v1/recoveries/{number}/offset'],
  'recoveries.ask-instalments': ['post', '/v1/recoveries/{number}/instalments'],
  'recoveries.ask-write-off': ['post', '/v1/recoveries/{number}/write-off'],
  'waiting-money.note-booked': ['post', '/v1/waiting-money/{statement}/{line}/booked-before'],
  'waiting-money.ask-return': ['post', '/v1/waiting-money/{statement}/{line}/return'],
  'overpayments.list': ['get', '/v1/overpayments'],
  'overpayments.ask-refund': ['post', '/v1/overpayments/{id}/refund'],
  'outgoing-payments.list': ['get', '/v1/outgoing-payments'],
  'outgoing-payments.state': ['post', '/v1/outgoing-payments/{id}/outcome'],
  'outgoing-payments.ask-again': ['post', '/v1/outgoing-payments/{id}/again'],
  'subsidy-claims.list': ['get', '/v1/subsidy-claims'],
  'fund-movements.ask': ['post', '/v1/fund-movements'],
  'fund-budgets.read': ['get', '/v1/fund-budgets'],
  'fund-budgets.ask': ['post', '/v1/fund-budgets'],
  'fee-remittances.ask': ['post', '/v1/fee-remittances'],
  'books.read': ['get', '/v1/books'],
  'books.read-day': ['get', '/v1/books/trial-balance'],
  'books.list-movements': ['get', '/v1/books/accounts/{id}/movements'],
  'books.export-movements': ['get', '/v1/books/accounts/{id}/movements/file'],
  'books.read-transfer': ['get', '/v1/books/transfers/{id}'],
  'books.read-receipt': ['get', '/v1/books/receipts/{number}'],
  'audit.list': ['get', '/v1/audit-trail'],
  'audit.look-up': ['post', '/v1/audit-trail/people'],
  'people-by-name.find': ['post', '/v1/people-by-name'],
  'documents.issue': ['post', '/v1/documents'],
  'documents.fetch': ['get', '/v1/documents/{number}/file'],
  'units.search': ['get', '/v1/units'],
  'units.read': ['get', '/v1/units/{code}'],
  'units.list-people': ['get', '/v1/units/{code}/people'],
  'units.add': ['post', '/v1/units'],
  'units.change': ['post', '/v1/units/{code}/change'],
  'units.close': ['post', '/v1/units/{code}/closing'],
  'units.set-floating-step': ['post', '/v1/units/{code}/floating-steps'],
  'units.add-project': ['post', '/v1/units/{code}/projects'],
  'units.change-project': ['post', '/v1/units/{code}/projects/{project}/change'],
  'participations.begin': ['post', '/v1/units/{code}/participations'],
  'participations.end': ['post', '/v1/units/{code}/leavings'],
  'coverage.read': ['get', '/v1/coverage'],
  'coverage.list-people': ['get', '/v1/coverage/people'],
  'coverage.note-result': ['post', '/v1/coverage/people/{id}/results'],
  'coverage.read-card-shares': ['get', '/v1/coverage/card-shares'],
  'participations.read-choices': ['get', '/v1/participations/choices'],
  'participations.enter': ['post', '/v1/participations'],
  'participations.end-one': ['post', '/v1/participations/{id}/ending'],
  'participations.void': ['post', '/v1/participations/{id}/voiding'],
  'people.ask-correction': ['post', '/v1/people/{id}/corrections'],
  'people.change-residence': ['post', '/v1/people/{id}/residence'],
  'duplicates.list': ['get', '/v1/duplicates'],
  'merges.list': ['get', '/v1/merges'],
  'people.tell-apart': ['post', '/v1/people/{id}/told-apart'],
  'people.tell-apart-undoing': ['post', '/v1/people/{id}/told-apart-undoing'],
  'overlaps.list': ['get', '/v1/overlaps'],
  'overlaps.read': ['get', '/v1/overlaps/{id}'],
  'overlaps.decide': ['post', '/v1/overlaps/{id}/decision'],
  'people.ask-merge': ['post', '/v1/people/{id}/merge'],
  'people.ask-merge-undoing': ['post', '/v1/people/{id}/merge-undoing'],
  'insurance-transfers.list': ['get', '/v1/insurance-transfers'],
  'insurance-transfers.read-person': ['get', '/v1/people/{id}/insurance-transfers'],
  'insurance-transfers.preview': ['post', '/v1/people/{id}/insurance-transfer-previews'],
  'insurance-transfers.ask': ['post', '/v1/people/{id}/insurance-transfers'],
  'insurance-transfers.take-letter': ['post', '/v1/people/{id}/transfer-letters'],
  'insurance-transfers.receive': ['post', '/v1/insurance-transfers/{id}/money'],
  'insurance-transfers.ask-sending-back': ['post', '/v1/insurance-transfers/{id}/sending-back'],
  'benefit-claims.read-kinds': ['get', '/v1/benefit-kinds'],
  'benefit-claims.list': ['get', '/v1/benefit-claims'],
  'benefit-claims.read': ['get', '/v1/benefit-claims/{number}'],
  'claim-documents.hand-in': ['post', '/v1/people/{id}/claim-documents'],
  'claim-documents.list': ['get', '/v1/people/{id}/claim-documents'],
  'claim-documents.read': ['get', '/v1/claim-documents/{id}'],
  'benefit-claims.read-person': ['get', '/v1/people/{id}/benefits'],
  'benefit-claims.preview': ['post', '/v1/people/{id}/benefit-claim-previews'],
  'benefit-claims.ask': ['post', '/v1/people/{id}/benefit-claims'],
  'benefit-claims.add-documents': ['post', '/v1/benefit-claims/{number}/documents'],
  'benefit-claims.ask-change': ['post', '/v1/benefits/{id}/changes'],
  'benefit-claims.preview-redetermination': ['post', '/v1/benefits/{id}/redetermination-previews'],
  'benefit-claims.ask-redetermination': ['post', '/v1/benefits/{id}/redeterminations'],
  'deaths.list': ['get', '/v1/death-reports'],
  'deaths.ask': ['post', '/v1/death-reports/{id}/asking'],
  'deaths.dismiss': ['post', '/v1/death-reports/{id}/dismissal'],
  'retirements-ahead.list': ['get', '/v1/retirements-ahead'],
  'proofs-of-life.list': ['get', '/v1/proofs-of-life'],
  'adjustments.list': ['get', '/v1/adjustments'],
  'adjustments.read': ['get', '/v1/adjustments/{number}'],
  'adjustments.propose': ['post', '/v1/adjustments'],
  'adjustments.ask': ['post', '/v1/adjustments/{number}/asking'],
  'adjustments.drop': ['post', '/v1/adjustments/{number}/dropping'],
  'pay-runs.list': ['get', '/v1/pay-runs'],
  'pay-runs.read': ['get', '/v1/pay-runs/{number}'],
  'pay-runs.list-items': ['get', '/v1/pay-runs/{number}/items'],
  'pay-runs.prove': ['get', '/v1/pay-runs/{number}/proof'],
  'pay-runs.begin': ['post', '/v1/pay-runs'],
  'pay-runs.ask': ['post', '/v1/pay-runs/{number}/asking'],
  'pay-runs.drop': ['post', '/v1/pay-runs/{number}/dropping'],
  'pay-runs.fetch': ['get', '/v1/pay-runs/{number}/file'],
  'pay-runs.answer': ['post', '/v1/pay-runs/{number}/answer'],
  'pay-runs.return': ['post', '/v1/pay-runs/{number}/items/{item}/return'],
  'townships.list': ['get', '/v1/townships'],
  'person-overviews.read': ['post', '/v1/person-overviews'],
  'shifts.list': ['get', '/v1/shifts'],
  'waiting-acts.list': ['get', '/v1/terminals/waiting-acts'],
  'jobs.read': ['get', '/v1/jobs'],
  'jobs.run': ['post', '/v1/jobs/{name}/runs'],
  'jobs.pause': ['post', '/v1/jobs/{name}/pause'],
  'jobs.resume': ['post', '/v1/jobs/{name}/resumption'],
  'works.list': ['get', '/v1/works'],
  'works.begin-again': ['post', '/v1/works/{id}/attempts'],
  'approvals.list': ['get', '/v1/approvals'],
  'approvals.search': ['get', '/v1/approvals/lists/{list}'],
  'approvals.count': ['get', '/v1/approvals/count'],
  'approvals.read': ['get', '/v1/approvals/{id}'],
  'approvals.approve': ['post', '/v1/approvals/{id}/approval'],
  'approvals.reject': ['post', '/v1/approvals/{id}/rejection'],
  'approvals.withdraw': ['post', '/v1/approvals/{id}/withdrawal'],
  'staff.list': ['get', '/v1/staff'],
  'staff.join': ['post', '/v1/staff'],
  'staff.change-role': ['post', '/v1/staff/{number}/role'],
  'staff.reset': ['post', '/v1/staff/{number}/reset'],
  'staff.suspend': ['post', '/v1/staff/{number}/suspension'],
  'staff.dismiss': ['post', '/v1/staff/{number}/leaving'],
  'staff.lift-lock': ['post', '/v1/staff/{number}/lock-lifting'],
} as const satisfies Partial<Record<Act, Route>>;

export type ConsoleAct = keyof typeof consoleRoutes;

/** Asked by POST for what stands in the body, and the same however often: they only look, say themselves where a piece belongs, or keep the same file once. */
const sameAgain: readonly string[] = [
  'people-by-name.find',
  'person-overviews.read',
  'audit.look-up',
  'insurance-transfers.preview',
  'benefit-claims.preview',
  'benefit-claims.preview-redetermination',
  'production-files.add-piece',
  'claim-documents.hand-in',
] satisfies readonly ConsoleAct[];

const writes: ReadonlySet<string> = new Set(
  Object.entries(consoleRoutes).flatMap(([act, [method]]) =>
    method === 'post' && !sameAgain.includes(act) ? [act] : [],
  ),
);

/** Whether an act changes something when the console asks for it: it goes with an Idempotency-Key and is done once (decision 0055). */
export const isConsoleWrite = (act: string): boolean => writes.has(act);

/** The operation of central's API that an act of the console is. */
type Operation<A extends ConsoleAct> = A extends ConsoleAct
  ? (typeof consoleRoutes)[A] extends readonly [infer Method, infer Path extends keyof paths]
    ? Method extends keyof paths[Path]
      ? paths[Path][Method]
      : never
    : never
  : never;

type PathOf<O> = O extends { parameters: { path: infer Path } } ? { readonly path: Path } : unknown;
type QueryOf<O> = O extends { parameters: { query: infer Query } }
  ? { readonly query: Query }
  : O extends { parameters: { query?: infer Query } }
    ? [Query] extends [undefined]
      ? unknown
      : { readonly query?: Exclude<Query, undefined> }
    : unknown;
type BodyOf<O> = O extends { requestBody: { content: { 'application/json': infer Body } } }
  ? { readonly body: Body }
  : unknown;
type Answered<Responses> = Responses extends { 200: infer Answer }
  ? Answer
  : Responses extends { 201: infer Answer }
    ? Answer
    : never;

/** What an act is asked with: what stands in its address, after it, and in the body; each only where the act has it. */
export type ConsoleRequest<A extends ConsoleAct> = PathOf<Operation<A>> &
  QueryOf<Operation<A>> &
  BodyOf<Operation<A>>;

/** What an act is answered with; null: nothing but that it was done. */
export type ConsoleAnswer<A extends ConsoleAct> =
  Operation<A> extends { responses: infer Responses }
    ? Answered<Responses> extends { content: { 'application/json': infer Answer } }
      ? Answer
      : null
    : never;

/** What is read and comes as a file, not as JSON. */
type ConsoleFileAct = {
  [A in ConsoleAct]: (typeof consoleRoutes)[A][0] extends 'get'
    ? [ConsoleAnswer<A>] extends [null]
      ? A
      : never
    : never;
}[ConsoleAct];

/** What is answered with a file, which goes through as it comes: whichever is left out here does not compile. */
const fileActs: Readonly<Record<ConsoleFileAct, true>> = {
  'production-files.fetch': true,
  'card-batches.read-photo': true,
  'hand-overs.fetch': true,
  'books.export-movements': true,
  'claim-documents.read': true,
  'documents.fetch': true,
  'arrears-notices.fetch': true,
  'channel-orders.fetch': true,
  'pay-runs.fetch': true,
};

export const isFileAct = (act: ConsoleAct): boolean => act in fileActs;

const centralRoot = '/v1';
/** Where the agent takes what the console asks, and what the clerk's window does, each with its own sign-in. */
export type DoorRoot = '/desk/central' | '/desk/window';

/** What the window asks of the centre as the console does: no money and no card have a part in it (decision 0017). */
const windowActs: readonly ConsoleAct[] = [
  'participations.read-choices',
  'participations.enter',
  'units.search',
  'person-agreements.enter',
  'person-instalments.read',
  'person-instalments.ask',
  'insurance-transfers.read-person',
];

/** The parts of a request, however much of it an act has. */
type Parts = {
  readonly path?: Readonly<Record<string, string | number>>;
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>;
};

/** The address of an act at the agent. Throws RangeError for a part of the address that was left out. */
export const consoleAddress = <A extends ConsoleAct>(
  act: A,
  request: ConsoleRequest<A>,
  root: DoorRoot = '/desk/central',
): string => {
  const { path = {}, query = {} } = request as Parts;
  const address = consoleRoutes[act][1]
    .slice(centralRoot.length)
    .replaceAll(/\{(\w+)\}/g, (_, name: string) => {
      const part = path[name];
      if (part === undefined) throw new RangeError(`${act} without its ${name}`);
      return encodeURIComponent(part);
    });
  const asked = Object.entries(query).flatMap(([name, value]) =>
    value === undefined ? [] : [`${encodeURIComponent(name)}=${encodeURIComponent(value)}`],
  );
  return `${root}${address}${asked.length === 0 ? '' : `?${asked.join('&')}`}`;
};

/** An act of the console, found by how it was asked for. */
export type ConsoleDoor = {
  readonly act: ConsoleAct;
  readonly method: 'get' | 'post';
  /** As the OpenAPI document writes it. */
  readonly route: keyof paths;
  /** What stands in the address, decoded. */
  readonly path: Readonly<Record<string, string>>;
};

const longestPart = 100;

/** One part of an address, decoded; null for what no number or name looks like. */
const decodePart = (text: string): string | null => {
  try {
    const part = decodeURIComponent(text);
    const isOdd =
      part === '' || part === '.' || part === '..' || part.length > longestPart || /[/\0]/.test(part);
    return isOdd ? null : part;
  } catch (error) {
    if (error instanceof URIError) return null;
    throw error;
  }
};

/** What the parts of an address stand for in a route; null when they do not fit it. */
const fit = (route: readonly string[], parts: readonly string[]): Record<string, string> | null => {
  if (route.length !== parts.length) return null;
  const path: Record<string, string> = {};
  for (const [at, expected] of route.entries()) {
    const part = parts[at] ?? '';
    const name = /^\{(\w+)\}$/.exec(expected)?.[1];
    if (name === undefined) {
      if (part !== expected) return null;
      continue;
    }
    const value = decodePart(part);
    if (value === null) return null;
    path[name] = value;
  }
  return path;
};

const doors = (Object.entries(consoleRoutes) as [ConsoleAct, Route][])
  .map(([act, [method, route]]) => ({
    act,
    method,
    route,
    parts: route.slice(centralRoot.length + 1).split('/'),
  }))
  // `unclaimed` is a word of its own before it is anybody's number.
  .toSorted((a, b) => a.route.split('{').length - b.route.split('{').length);

/** The act behind a method and an address below a root, still encoded and without query; null: there is none. */
export const findConsoleDoor = (
  method: string,
  address: string,
  root: DoorRoot = '/desk/central',
): ConsoleDoor | null => {
  if (!address.startsWith(`${root}/`)) return null;
  const parts = address.slice(root.length + 1).split('/');
  for (const door of doors) {
    if (root === '/desk/window' && !windowActs.includes(door.act)) continue;
    const path = door.method === method.toLowerCase() ? fit(door.parts, parts) : null;
    if (path !== null) return { act: door.act, method: door.method, route: door.route, path };
  }
  return null;
};
