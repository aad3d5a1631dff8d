/** The console's pages by wing, as the bureau works: what a role has of a wing stands beside each other. */
import { linkTo } from './route.js';

/** A page of the line below; `of`: the views shown as part of it. */
const page = <Key extends string, Of extends string>(key: Key, href: string, ...of: readonly Of[]) => ({
  key,
  href,
  of: [key, ...of],
});

export const wings = [
  { key: 'waiting', pages: [page('approvals', linkTo.approvals)] },
  {
    key: 'cards',
    pages: [
      page('batches', linkTo.batches, 'batch'),
      page('imports', linkTo.imports, 'import'),
      page('stock', linkTo.stock),
      page('unclaimed', linkTo.unclaimed()),
      page('makers', linkTo.makers),
      page('keys', linkTo.keys),
    ],
  },
  {
    key: 'register',
    pages: [
      page('people', linkTo.people, 'person'),
      page('units', linkTo.units, 'unit'),
      page('coverage', linkTo.coverage),
      page('transfers', linkTo.transfers),
      page('overlaps', linkTo.overlaps),
      page('duplicates', linkTo.duplicates),
    ],
  },
  {
    key: 'contributions',
    pages: [
      page('assessments', linkTo.assessments, 'difference'),
      page('collection', linkTo.collection, 'collection-order'),
      page('agreements', linkTo.agreements),
      page('instalments', linkTo.instalments),
      page('waiting-money', linkTo.waitingMoney),
      page('refunds', linkTo.refunds),
    ],
  },
  {
    key: 'benefits',
    pages: [
      page('claims', linkTo.claims),
      page('pay-runs', linkTo.payRuns, 'pay-run'),
      page('adjustments', linkTo.adjustments, 'adjustment'),
      page('proofs-of-life', linkTo.proofsOfLife),
      page('deaths', linkTo.deaths),
      page('recoveries', linkTo.recoveries),
      page('retirements-ahead', linkTo.retirementsAhead),
    ],
  },
  {
    key: 'funds',
    pages: [page('books', linkTo.books, 'account', 'booking'), page('budgets', linkTo.budgets)],
  },
  {
    key: 'windows',
    pages: [
      page('today', linkTo.today),
      page('windows', linkTo.windows),
      page('fleet', linkTo.fleet),
      page('terminals', linkTo.terminals),
    ],
  },
  {
    key: 'bureau',
    pages: [
      page('staff', linkTo.staff),
      page('parameters', linkTo.parameters),
      page('trail', linkTo.trail),
      page('jobs', linkTo.jobs),
    ],
  },
] as const;
