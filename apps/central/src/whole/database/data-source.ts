/** Connections to one pooling area's schema: the owner's for migrations, the service's for everything else. */
import { DataSource, type DataSourceOptions } from 'typeorm';
import { CardSession } from '../../counter/tap/card-session.entity.js';
import { Card } from '../../cards/lives/card.entity.js';
import { KeyVersion } from '../../cards/keys/key-version.entity.js';
import { Person } from '../../register/people/person.entity.js';
import { StaffMember } from '../../access/staff/staff-member.entity.js';
import { StaffSession } from '../../access/staff/staff-session.entity.js';
import { Terminal } from '../../access/terminals/terminal.entity.js';
import { Balances1797000000001 } from './migrations/1797000000001-balances.js';
import { TwoPersons1797900000000 } from './migrations/1797900000000-two-persons.js';
import { KeysInTime1797000000002 } from './migrations/1797000000002-keys-in-time.js';
import { Roles1797000000000 } from './migrations/1797000000000-roles.js';
import { schemaName } from '../../ground/database/area.js';
import { sessionOf } from '../../ground/database/session.js';
import { Approvals1797200000000 } from './migrations/1797200000000-approvals.js';
import { BankNeedsPerson1797300000000 } from './migrations/1797300000000-bank-needs-person.js';
import { ApprovalsOfCards1797200000001 } from './migrations/1797200000001-approvals-of-cards.js';
import { PinsGiven1798200000000 } from './migrations/1798200000000-pins-given.js';
import { NamesByApproval1798200000001 } from './migrations/1798200000001-names-by-approval.js';
import { CardBatches1795600000002 } from './migrations/1795600000002-card-batches.js';
import { CardImports1795600000001 } from './migrations/1795600000001-card-imports.js';
import { CardService1795600000000 } from './migrations/1795600000000-card-service.js';
import { House1795500000000 } from './migrations/1795500000000-house.js';
import { Issuances1795600000003 } from './migrations/1795600000003-issuances.js';
import { KeyVersions1795600000004 } from './migrations/1795600000004-key-versions.js';
import { Demonstration1797100000001 } from './migrations/1797100000001-demonstration.js';
import { StaffLife1797100000000 } from './migrations/1797100000000-staff-life.js';
import { BooksCheckpoints1798600000001 } from './migrations/1798600000001-books-checkpoints.js';
import { IndicesAskedFor1798600000000 } from './migrations/1798600000000-indices-asked-for.js';
import { Jobs1797400000000 } from './migrations/1797400000000-jobs.js';
import { OpenCardSessions1797400000001 } from './migrations/1797400000001-open-card-sessions.js';
import { BoundedWork1798100000000 } from './migrations/1798100000000-bounded-work.js';
import { Removals1798700000000 } from './migrations/1798700000000-removals.js';
import { ReadyForMonths1798700000001 } from './migrations/1798700000001-ready-for-months.js';
import { Months1798700000002 } from './migrations/1798700000002-months.js';
import { SessionsWaitedFor1798900000000 } from './migrations/1798900000000-sessions-waited-for.js';
import { Shifts1799300000000 } from './migrations/1799300000000-shifts.js';
import { ContributionParameters1802000000000 } from './migrations/1802000000000-contribution-parameters.js';
import { EveryoneInsured1803000000000 } from './migrations/1803000000000-everyone-insured.js';
import { ParameterVersions1803000001000 } from './migrations/1803000001000-parameter-versions.js';
import { SchemeParameters1803000002000 } from './migrations/1803000002000-scheme-parameters.js';
import { AssessmentRuns1803000002100 } from './migrations/1803000002100-assessment-runs.js';
import { UnitsPay1803000004000 } from './migrations/1803000004000-units-pay.js';
import { RefundsOfUnits1803000004001 } from './migrations/1803000004001-refunds-of-units.js';
import { InitialsOfNames1803000005000 } from './migrations/1803000005000-initials-of-names.js';
import { PeopleByInitials1803000005001 } from './migrations/1803000005001-people-by-initials.js';
import { DifferenceRuns1803000006000 } from './migrations/1803000006000-difference-runs.js';
import { EffectsOfProposals1803000006200 } from './migrations/1803000006200-effects-of-proposals.js';
import { FundMovements1803000011302 } from './migrations/1803000011302-fund-movements.js';
import { ArrearsAgreements1803000011301 } from './migrations/1803000011301-arrears-agreements.js';
import { BillsOfProjects1803000011300 } from './migrations/1803000011300-bills-of-projects.js';
import { InterestOfAccounts1803000006100 } from './migrations/1803000006100-interest-of-accounts.js';
import { IssuedDocuments1803000005002 } from './migrations/1803000005002-issued-documents.js';
import { Population1803000008001 } from './migrations/1803000008001-population.js';
import { FilesOfEveryKind1803000008000 } from './migrations/1803000008000-files-of-every-kind.js';
import { CollectedElsewhere1803000009200 } from './migrations/1803000009200-collected-elsewhere.js';
import { ArrearsNotices1803000009100 } from './migrations/1803000009100-arrears-notices.js';
import { MoneyGoingOut1803000009000 } from './migrations/1803000009000-money-going-out.js';
import { ServiceReleaseStarts1801000000000 } from './migrations/1801000000000-service-release-starts.js';
import { TidyNames1801000001000 } from './migrations/1801000001000-tidy-names.js';
import { PeopleByTidyName1801000001001 } from './migrations/1801000001001-people-by-tidy-name.js';
import { TerminalClocks1801000004000 } from './migrations/1801000004000-terminal-clocks.js';
import { MakersWithdrawn1800900000000 } from './migrations/1800900000000-makers-withdrawn.js';
import { MovementsAsked1800400000000 } from './migrations/1800400000000-movements-asked.js';
import { AuditTrailAsked1799950000000 } from './migrations/1799950000000-audit-trail-asked.js';
import { CarriedData1800100000000 } from './migrations/1800100000000-carried-data.js';
import { ServiceReleaseUses1799960000000 } from './migrations/1799960000000-service-release-uses.js';
import { ListsAskedFor1800300000000 } from './migrations/1800300000000-lists-asked-for.js';
import { TerminalsSeen1799700000000 } from './migrations/1799700000000-terminals-seen.js';
import { CardFees1799900000000 } from './migrations/1799900000000-card-fees.js';
import { Standing1799500000000 } from './migrations/1799500000000-standing.js';
import { WaitingActs1798500000000 } from './migrations/1798500000000-waiting-acts.js';
import { PartsOfATier1799100000000 } from './migrations/1799100000000-parts-of-a-tier.js';
import { UndoneActs1799400000000 } from './migrations/1799400000000-undone-acts.js';
import { DebitConsent1799410000000 } from './migrations/1799410000000-debit-consent.js';
import { ProductionOrders1799600000000 } from './migrations/1799600000000-production-orders.js';
import { ActsOfAPerson1800200000000 } from './migrations/1800200000000-acts-of-a-person.js';
import { PeopleByName1800200000001 } from './migrations/1800200000001-people-by-name.js';
import { PeopleWithHistory1803000007000 } from './migrations/1803000007000-people-with-history.js';
import { MergedPeople1803000007100 } from './migrations/1803000007100-merged-people.js';
import { Parameters1795500000001 } from './migrations/1795500000001-parameters.js';
import { PaidFor1803000010000 } from './migrations/1803000010000-paid-for.js';
import { PersonsCollectedElsewhere1803000011400 } from './migrations/1803000011400-persons-collected-elsewhere.js';
import { StatementsOfAccounts1803000011401 } from './migrations/1803000011401-statements-of-accounts.js';
import { UnitsWithHistory1803000010100 } from './migrations/1803000010100-units-with-history.js';
import { OverlapsFound1803000011200 } from './migrations/1803000011200-overlaps-found.js';
import { DuplicatesFound1803000011210 } from './migrations/1803000011210-duplicates-found.js';
import { PeopleByPlaceAndTurn1803000011211 } from './migrations/1803000011211-people-by-place-and-turn.js';
import { InsuranceTransfers1803000011100 } from './migrations/1803000011100-insurance-transfers.js';
import { AccountShares1803000011500 } from './migrations/1803000011500-account-shares.js';
import { InterestOfAnnuities1803000013000 } from './migrations/1803000013000-interest-of-annuities.js';
import { AnnuitiesPaidBefore1803000013001 } from './migrations/1803000013001-annuities-paid-before.js';
import { KeyedWrites1803000013020 } from './migrations/1803000013020-keyed-writes.js';
import { MovesSentBack1803000013041 } from './migrations/1803000013041-moves-sent-back.js';
import { PapersOfMoves1803000013040 } from './migrations/1803000013040-papers-of-moves.js';
import { OrdersOnStatements1803000013060 } from './migrations/1803000013060-orders-on-statements.js';
import { DifferencesOfProjects1803000013061 } from './migrations/1803000013061-differences-of-projects.js';
import { Adjustments1803000015000 } from './migrations/1803000015000-adjustments.js';
import { PayRuns1803000014100 } from './migrations/1803000014100-pay-runs.js';
import { AgreementsOnDues1803000014200 } from './migrations/1803000014200-agreements-on-dues.js';
import { ClaimDocuments1803000014900 } from './migrations/1803000014900-claim-documents.js';
import { PapersOfBenefits1803000014800 } from './migrations/1803000014800-papers-of-benefits.js';
import { ProofOfPayRuns1803000014600 } from './migrations/1803000014600-proof-of-pay-runs.js';
import { SubsidiesByStatement1803000014700 } from './migrations/1803000014700-subsidies-by-statement.js';
import { RecoveriesCollected1803000014710 } from './migrations/1803000014710-recoveries-collected.js';
import { DeathsReported1803000014500 } from './migrations/1803000014500-deaths-reported.js';
import { ParametersOfPayRuns1803000015100 } from './migrations/1803000015100-parameters-of-pay-runs.js';
import { FundBudgets1803000015500 } from './migrations/1803000015500-fund-budgets.js';
import { Redeterminations1803000015200 } from './migrations/1803000015200-redeterminations.js';
import { RecoveriesAtTheWindow1803000015300 } from './migrations/1803000015300-recoveries-at-the-window.js';
import { RecoveriesByInstalments1803000015310 } from './migrations/1803000015310-recoveries-by-instalments.js';
import { TopUpsOfPensions1803000015400 } from './migrations/1803000015400-top-ups-of-pensions.js';
import { InjuryDeath20261803000015401 } from './migrations/1803000015401-injury-death-2026.js';
import { AdjustmentsOfWorkInjury1803000015402 } from './migrations/1803000015402-adjustments-of-work-injury.js';
import { DocumentsAdded1803000015403 } from './migrations/1803000015403-documents-added.js';
import { Fleet1803000015600 } from './migrations/1803000015600-fleet.js';
import { Kiosks1803000015800 } from './migrations/1803000015800-kiosks.js';
import { RedeterminedRises1803000015900 } from './migrations/1803000015900-redetermined-rises.js';
import { PapersOfHolders1803000016000 } from './migrations/1803000016000-papers-of-holders.js';
import { RetirementsAhead1803000014501 } from './migrations/1803000014501-retirements-ahead.js';
import { ProofsOfLife1803000014400 } from './migrations/1803000014400-proofs-of-life.js';
import { LivesOfBenefits1803000014000 } from './migrations/1803000014000-lives-of-benefits.js';
import { BenefitParameters1803000012000 } from './migrations/1803000012000-benefit-parameters.js';

/** What connections are for: requests and jobs, who stands at a counter, or what reads whole tables. */
type Use = 'usual' | 'counter' | 'reports';

export type AreaConnection = {
  /** `postgres://user:password@host:port/database` */
  readonly url: string;
  readonly schema: string;
  readonly poolSize: number;
  readonly use?: Use;
};

const statementTimeoutMs: Readonly<Record<Use, number>> = {
  usual: 60_000,
  counter: 60_000,
  reports: 15 * 60_000,
};

/** Every migration there is. They run in the order of the numbers in their names, not of this list. */
export const migrations = [
  House1795500000000,
  Parameters1795500000001,
  CardService1795600000000,
  CardImports1795600000001,
  CardBatches1795600000002,
  Issuances1795600000003,
  KeyVersions1795600000004,
  Roles1797000000000,
  Balances1797000000001,
  KeysInTime1797000000002,
  StaffLife1797100000000,
  Demonstration1797100000001,
  Approvals1797200000000,
  BankNeedsPerson1797300000000,
  ApprovalsOfCards1797200000001,
  TwoPersons1797900000000,
  Jobs1797400000000,
  OpenCardSessions1797400000001,
  PinsGiven1798200000000,
  NamesByApproval1798200000001,
  BoundedWork1798100000000,
  IndicesAskedFor1798600000000,
  Removals1798700000000,
  ReadyForMonths1798700000001,
  Months1798700000002,
  BooksCheckpoints1798600000001,
  SessionsWaitedFor1798900000000,
  WaitingActs1798500000000,
  PartsOfATier1799100000000,
  UndoneActs1799400000000,
  DebitConsent1799410000000,
  ProductionOrders1799600000000,
  Shifts1799300000000,
  TerminalsSeen1799700000000,
  CardFees1799900000000,
  Standing1799500000000,
  AuditTrailAsked1799950000000,
  ServiceReleaseUses1799960000000,
  ListsAskedFor1800300000000,
  MovementsAsked1800400000000,
  ActsOfAPerson1800200000000,
  PeopleByName1800200000001,
  CarriedData1800100000000,
  MakersWithdrawn1800900000000,
  ServiceReleaseStarts1801000000000,
  TidyNames1801000001000,
  PeopleByTidyName1801000001001,
  TerminalClocks1801000004000,
  ContributionParameters1802000000000,
  EveryoneInsured1803000000000,
  ParameterVersions1803000001000,
  SchemeParameters1803000002000,
  AssessmentRuns1803000002100,
  UnitsPay1803000004000,
  RefundsOfUnits1803000004001,
  InitialsOfNames1803000005000,
  PeopleByInitials1803000005001,
  IssuedDocuments1803000005002,
  FilesOfEveryKind1803000008000,
  PeopleWithHistory1803000007000,
  MergedPeople1803000007100,
  MoneyGoingOut1803000009000,
  DifferenceRuns1803000006000,
  PaidFor1803000010000,
  CollectedElsewhere1803000009200,
  Population1803000008001,
  InterestOfAccounts1803000006100,
  ArrearsNotices1803000009100,
  UnitsWithHistory1803000010100,
  EffectsOfProposals1803000006200,
  BillsOfProjects1803000011300,
  OverlapsFound1803000011200,
  PersonsCollectedElsewhere1803000011400,
  ArrearsAgreements1803000011301,
  DuplicatesFound1803000011210,
  PeopleByPlaceAndTurn1803000011211,
  FundMovements1803000011302,
  StatementsOfAccounts1803000011401,
  InsuranceTransfers1803000011100,
  AccountShares1803000011500,
  BenefitParameters1803000012000,
  InterestOfAnnuities1803000013000,
  AnnuitiesPaidBefore1803000013001,
  PapersOfMoves1803000013040,
  OrdersOnStatements1803000013060,
  DifferencesOfProjects1803000013061,
  LivesOfBenefits1803000014000,
  KeyedWrites1803000013020,
  MovesSentBack1803000013041,
  PayRuns1803000014100,
  AgreementsOnDues1803000014200,
  ProofOfPayRuns1803000014600,
  SubsidiesByStatement1803000014700,
  RecoveriesCollected1803000014710,
  ProofsOfLife1803000014400,
  DeathsReported1803000014500,
  RetirementsAhead1803000014501,
  ClaimDocuments1803000014900,
  PapersOfBenefits1803000014800,
  Adjustments1803000015000,
  ParametersOfPayRuns1803000015100,
  Redeterminations1803000015200,
  RecoveriesAtTheWindow1803000015300,
  RecoveriesByInstalments1803000015310,
  TopUpsOfPensions1803000015400,
  InjuryDeath20261803000015401,
  AdjustmentsOfWorkInjury1803000015402,
  DocumentsAdded1803000015403,
  FundBudgets1803000015500,
  Fleet1803000015600,
  Kiosks1803000015800,
  RedeterminedRises1803000015900,
  PapersOfHolders1803000016000,
];

/** Settings of a data source on one area's schema; every unqualified name means that schema and no other. */
export const areaOptions = ({ url, schema, poolSize, use = 'usual' }: AreaConnection): DataSourceOptions => ({
  type: 'postgres',
  url,
  schema: schemaName(schema),
  entities: [Card, CardSession, KeyVersion, Person, StaffMember, StaffSession, Terminal],
  migrations: [...migrations],
  migrationsTableName: 'migration',
  synchronize: false,
  logging: false,
  poolSize,
  extra: {
    onConnect: sessionOf({
      search_path: schemaName(schema),
      lock_timeout: '5000',
      statement_timeout: String(statementTimeoutMs[use]),
      // A page out of order is hardly dearer than the next one: they are in memory or on a disk without a head. PostgreSQL's own
      // estimate, 4, has a group of acts read tables of some ten thousand rows whole.
      random_page_cost: '1.1',
    }),
    connectionTimeoutMillis: 5000,
    // What an act asks for at once goes to the server at once, and is done in the order it was asked for.
    ...(use === 'counter' ? { pipeline: true } : {}),
    application_name: use === 'usual' ? 'central' : `central ${use}`,
  },
});

export const areaDataSource = (connection: AreaConnection): DataSource =>
  new DataSource(areaOptions(connection));

/** The owner's connection for migrations: a statement takes as long as it takes, a session that rests between two tries is kept. */
export const migrationDataSource = (url: string, schema: string): DataSource =>
  new DataSource({
    ...areaOptions({ url, schema, poolSize: 1 }),
    // Standard output is for the command's answer; a migration that fails is told by its fault.
    logger: 'debug',
    extra: {
      onConnect: sessionOf({
        search_path: schemaName(schema),
        statement_timeout: '0',
        lock_timeout: '0',
        idle_session_timeout: '0',
        client_min_messages: 'warning',
      }),
      connectionTimeoutMillis: 5000,
      idleTimeoutMillis: 0,
      keepAlive: true,
      application_name: 'central migrate',
    },
  });
