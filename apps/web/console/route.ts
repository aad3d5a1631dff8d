/** Which view is shown, kept in the address, so that a view can be linked to, reloaded and gone back from. */
import type { ConsoleAct } from '#libs/contract/console.js';
import { importKindNames, type ImportKindName } from '#libs/contract/file-imports.js';
import { onScopeDispose, ref, type Ref } from 'vue';

export type Route =
  | { readonly view: 'home' }
  | { readonly view: 'approvals'; readonly id: string | null }
  | { readonly view: 'staff' }
  | { readonly view: 'assessments' }
  /** One difference run. */
  | { readonly view: 'difference'; readonly number: string }
  | { readonly view: 'jobs' }
  | { readonly view: 'terminals' }
  | { readonly view: 'fleet' }
  | { readonly view: 'keys' }
  | { readonly view: 'makers' }
  | { readonly view: 'parameters' }
  | { readonly view: 'windows' }
  | { readonly view: 'today' }
  /** The books of a day; null: today. */
  | { readonly view: 'books'; readonly day: string | null }
  | { readonly view: 'account'; readonly id: string; readonly from: string; readonly to: string }
  /** What booked a transfer, or what a receipt stands for. */
  | { readonly view: 'booking'; readonly by: 'transfer' | 'receipt'; readonly id: string }
  | { readonly view: 'trail' }
  /** People searched for; one of them. */
  | { readonly view: 'people' }
  | { readonly view: 'person'; readonly id: string }
  /** Who may be registered twice. */
  | { readonly view: 'duplicates' }
  /** What of one person does not go together. */
  | { readonly view: 'overlaps' }
  /** Moves of insurance relations. */
  | { readonly view: 'transfers' }
  /** Claims to benefits. */
  | { readonly view: 'claims' }
  /** Benefits paid through the bank; one run of them. */
  | { readonly view: 'pay-runs' }
  /** Who reaches the age for a pension. */
  | { readonly view: 'retirements-ahead' }
  /** What may be spent out of the funds in a year. */
  | { readonly view: 'budgets' }
  /** Benefits paid in error. */
  | { readonly view: 'recoveries' }
  /** Deaths that authorities reported. */
  | { readonly view: 'deaths' }
  /** Until when whoever draws benefits was seen alive. */
  | { readonly view: 'proofs-of-life' }
  | { readonly view: 'pay-run'; readonly number: string }
  /** Yearly adjustments of pensions; one of them. */
  | { readonly view: 'adjustments' }
  | { readonly view: 'adjustment'; readonly number: string }
  /** The universal participation plan. */
  | { readonly view: 'coverage' }
  /** Units searched for; one of them. */
  | { readonly view: 'units' }
  | { readonly view: 'unit'; readonly code: string }
  /** Money of units that waits for a person. */
  | { readonly view: 'waiting-money' }
  /** What a bank or the tax authority collects; one order of it; who agreed to be debited. */
  | { readonly view: 'collection' }
  | { readonly view: 'collection-order'; readonly number: string }
  | { readonly view: 'agreements' }
  /** Arrears that are paid by instalments. */
  | { readonly view: 'instalments' }
  /** What is given back, and what the bank made of it. */
  | { readonly view: 'refunds' }
  | { readonly view: 'batches' }
  | { readonly view: 'batch'; readonly number: string; readonly state: string | null }
  | { readonly view: 'stock' }
  | { readonly view: 'imports' }
  /** One import: `new`, of which list and unit, or the order that looked at its file. */
  | { readonly view: 'import'; readonly id: string; readonly list: ImportKindName; readonly unit: string }
  | { readonly view: 'unclaimed'; readonly days: number };

const usualDays = 90;

/** Views whose address is their name alone. */
const plainViews = [
  'adjustments',
  'agreements',
  'assessments',
  'batches',
  'claims',
  'collection',
  'coverage',
  'duplicates',
  'imports',
  'instalments',
  'jobs',
  'keys',
  'makers',
  'overlaps',
  'parameters',
  'pay-runs',
  'proofs-of-life',
  'retirements-ahead',
  'budgets',
  'deaths',
  'people',
  'recoveries',
  'refunds',
  'staff',
  'stock',
  'terminals',
  'fleet',
  'today',
  'trail',
  'transfers',
  'units',
  'waiting-money',
  'windows',
] as const;
const isPlain = (view: string | undefined): view is (typeof plainViews)[number] =>
  plainViews.some((plain) => plain === view);

const isDay = (text: string | null): text is string => text !== null && /^\d{4}-\d\d-\d\d$/.test(text);

/** `#/books?day=2026-11-24`, `#/books/accounts/<id>?from=…&to=…`, `#/books/transfers/<id>`, `#/books/receipts/<number>`. */
const readBooks = (path: string, asked: URLSearchParams): Route => {
  const [, kind, part = ''] = path.split('/');
  const [id, day, from, to] = [
    decodeURIComponent(part),
    asked.get('day'),
    asked.get('from'),
    asked.get('to'),
  ];
  if (kind === 'accounts' && id !== '' && isDay(from) && isDay(to)) return { view: 'account', id, from, to };
  if (kind === 'transfers' && id !== '') return { view: 'booking', by: 'transfer', id };
  if (kind === 'receipts' && id !== '') return { view: 'booking', by: 'receipt', id };
  return { view: 'books', day: isDay(day) ? day : null };
};

/** `#/batches`, `#/batches/2026-000001?state=spoiled`, `#/stock`, `#/imports`, `#/imports/new?list=wages&unit=U1`, `#/unclaimed?days=90`, `#/approvals/<id>`, `#/staff`, `#/jobs`, `#/assessments`, `#/differences/1`, `#/windows`, `#/today`, `#/books`, `#/trail`, `#/people`, `#/people/<id>`, `#/coverage`, `#/units`, `#/units/<code>`, `#/waiting-money`, `#/collection`, `#/collection/1`, `#/agreements`, `#/instalments`, `#/refunds`, `#/claims`, `#/pay-runs`, `#/pay-runs/1`, `#/adjustments`, `#/adjustments/1`, `#/proofs-of-life`, `#/deaths`, `#/recoveries`, `#/budgets`, `#/retirements-ahead`, `#/terminals`, `#/fleet`, `#/keys`, `#/makers`, `#/parameters`; anything else is wherever somebody begins. */
const readRoute = (hash: string): Route => {
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split('?');
  const [view, number] = path.split('/');
  const asked = new URLSearchParams(query);
  if (view === 'batches' && number !== undefined && number !== '')
    return { view: 'batch', number: decodeURIComponent(number), state: asked.get('state') };
  if (view === 'imports' && number !== undefined && number !== '')
    return {
      view: 'import',
      id: decodeURIComponent(number),
      list: importKindNames.find((kind) => kind === asked.get('list')) ?? 'applicants',
      unit: asked.get('unit') ?? '',
    };
  if (view === 'people' && number !== undefined && number !== '')
    return { view: 'person', id: decodeURIComponent(number) };
  if (view === 'units' && number !== undefined && number !== '')
    return { view: 'unit', code: decodeURIComponent(number) };
  if (view === 'differences' && number !== undefined && number !== '')
    return { view: 'difference', number: decodeURIComponent(number) };
  if (view === 'collection' && number !== undefined && number !== '')
    return { view: 'collection-order', number: decodeURIComponent(number) };
  if (view === 'pay-runs' && number !== undefined && number !== '')
    return { view: 'pay-run', number: decodeURIComponent(number) };
  if (view === 'adjustments' && number !== undefined && number !== '')
    return { view: 'adjustment', number: decodeURIComponent(number) };
  if (view === 'books') return readBooks(path, asked);
  // TypeScript tells no more than 25 of them apart by itself.
  if (isPlain(view)) return { view } as Route;
  if (view === 'approvals')
    return { view, id: number === undefined || number === '' ? null : decodeURIComponent(number) };
  if (view === 'unclaimed') {
    const days = Number(asked.get('days') ?? usualDays);
    return { view, days: Number.isInteger(days) && days > 0 && days < 10_000 ? days : usualDays };
  }
  return { view: 'home' };
};

/** The act that a view is there for: whoever may not ask for it has no such view. */
const actOf = {
  approvals: 'approvals.list',
  batches: 'card-batches.list',
  batch: 'card-batches.read',
  imports: 'card-imports.list',
  import: 'production-orders.ask',
  stock: 'card-stock.read',
  unclaimed: 'card-batches.list-unclaimed',
  staff: 'staff.list',
  assessments: 'assessments.list-runs',
  difference: 'differences.read',
  jobs: 'jobs.read',
  windows: 'waiting-acts.list',
  today: 'shifts.list',
  books: 'books.read-day',
  account: 'books.list-movements',
  booking: 'books.read-transfer',
  trail: 'audit.list',
  people: 'person-overviews.read',
  duplicates: 'duplicates.list',
  overlaps: 'overlaps.list',
  transfers: 'insurance-transfers.list',
  claims: 'benefit-claims.list',
  'pay-runs': 'pay-runs.list',
  'proofs-of-life': 'proofs-of-life.list',
  deaths: 'deaths.list',
  recoveries: 'recoveries.list',
  budgets: 'fund-budgets.read',
  'retirements-ahead': 'retirements-ahead.list',
  'pay-run': 'pay-runs.read',
  adjustments: 'adjustments.list',
  adjustment: 'adjustments.read',
  person: 'person-overviews.read',
  coverage: 'coverage.read',
  units: 'units.search',
  unit: 'units.read',
  'waiting-money': 'waiting-money.list',
  collection: 'channel-orders.list',
  'collection-order': 'channel-orders.read',
  agreements: 'person-agreements.list',
  instalments: 'person-instalments.list',
  refunds: 'overpayments.list',
  terminals: 'terminals.list',
  fleet: 'fleet.list',
  keys: 'keys.read',
  makers: 'card-makers.list',
  parameters: 'parameters.list',
} as const satisfies Record<Exclude<Route['view'], 'home'>, ConsoleAct>;

export type View = keyof typeof actOf;

/** Whether somebody who may do such acts has a view. */
export const hasView = (may: (act: ConsoleAct) => boolean, view: View): boolean => may(actOf[view]);

/** The view of an address for somebody: auditors begin with the trail, accountants with the books, those who look after batches with them, everybody else with what waits for them. */
export const routeFor = (
  route: Route,
  may: (act: ConsoleAct) => boolean,
): Exclude<Route, { readonly view: 'home' }> => {
  if (route.view !== 'home') return route;
  const begun = (['trail', 'books', 'batches'] as const).find((view) => hasView(may, view));
  if (begun === undefined) return { view: 'approvals', id: null };
  return begun === 'books' ? { view: begun, day: null } : { view: begun };
};

/** The address of a view. */
export const linkTo = {
  batches: '#/batches',
  batch: (number: string, state: string | null = null): string =>
    `#/batches/${encodeURIComponent(number)}${state === null ? '' : `?state=${encodeURIComponent(state)}`}`,
  approvals: '#/approvals',
  approval: (id: string): string => `#/approvals/${encodeURIComponent(id)}`,
  staff: '#/staff',
  assessments: '#/assessments',
  difference: (number: number | string): string => `#/differences/${encodeURIComponent(number)}`,
  jobs: '#/jobs',
  windows: '#/windows',
  today: '#/today',
  books: '#/books',
  booksOf: (day: string): string => `#/books?day=${day}`,
  account: (id: string, from: string, to: string): string =>
    `#/books/accounts/${encodeURIComponent(id)}?from=${from}&to=${to}`,
  booking: (transfer: string): string => `#/books/transfers/${encodeURIComponent(transfer)}`,
  bookingOfReceipt: (number: string): string => `#/books/receipts/${encodeURIComponent(number)}`,
  trail: '#/trail',
  people: '#/people',
  person: (id: string): string => `#/people/${encodeURIComponent(id)}`,
  coverage: '#/coverage',
  duplicates: '#/duplicates',
  overlaps: '#/overlaps',
  transfers: '#/transfers',
  claims: '#/claims',
  payRuns: '#/pay-runs',
  proofsOfLife: '#/proofs-of-life',
  deaths: '#/deaths',
  recoveries: '#/recoveries',
  budgets: '#/budgets',
  retirementsAhead: '#/retirements-ahead',
  adjustments: '#/adjustments',
  adjustment: (number: number): string => `#/adjustments/${number}`,
  payRun: (number: number): string => `#/pay-runs/${number}`,
  units: '#/units',
  unit: (code: string): string => `#/units/${encodeURIComponent(code)}`,
  waitingMoney: '#/waiting-money',
  collection: '#/collection',
  collectionOrder: (number: number): string => `#/collection/${number}`,
  agreements: '#/agreements',
  instalments: '#/instalments',
  refunds: '#/refunds',
  terminals: '#/terminals',
  fleet: '#/fleet',
  keys: '#/keys',
  makers: '#/makers',
  parameters: '#/parameters',
  stock: '#/stock',
  imports: '#/imports',
  import: (id: string): string => `#/imports/${encodeURIComponent(id)}`,
  newImport: (list: ImportKindName, unit = ''): string =>
    `#/imports/new?list=${list}${unit === '' ? '' : `&unit=${encodeURIComponent(unit)}`}`,
  unclaimed: (days = usualDays): string => `#/unclaimed?days=${days}`,
} as const;

/** The view of the address, as it changes. */
export const useRoute = (): Ref<Route> => {
  const route = ref<Route>(readRoute(location.hash));
  const follow = (): void => {
    route.value = readRoute(location.hash);
  };
  window.addEventListener('hashchange', follow);
  onScopeDispose(() => window.removeEventListener('hashchange', follow));
  return route;
};
