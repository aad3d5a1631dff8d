/** Central, put together: one pooling area's service. */
import { Global, Module, type DynamicModule, type Type } from '@nestjs/common';
import { APP_FILTER, APP_INTERCEPTOR } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ApprovalsModule } from '../records/approvals/approvals.module.js';
import { AuditModule } from '../records/audit/audit.module.js';
import { ReadsOnRecordInterceptor } from '../records/audit/reads-on-record.interceptor.js';
import { ChunkedWorkModule } from '../ground/chunked-work/chunked-work.module.js';
import { CardBatchesModule } from '../cards/production/card-batches.module.js';
import { CardStockModule } from '../cards/stock/card-stock.module.js';
import { CardWindowModule } from '../counter/card-window/card-window.module.js';
import { CardImportsModule } from '../cards/imports/card-imports.module.js';
import { CardsModule } from '../cards/lives/cards.module.js';
import { Clock } from '../ground/clock.js';
import { CONFIG, type CentralConfig } from '../ground/config.js';
import { areaOptions } from './database/data-source.js';
import {
  counterPool,
  CounterDatabase,
  Database,
  reportsPool,
  ReportsDatabase,
} from '../ground/database/database.js';
import { FollowedNumbers } from '../ground/database/followed-numbers.js';
import { KeysModule } from '../cards/keys/keys.module.js';
import { FundsModule } from '../funds/ledger/funds.module.js';
import { ParticipationsModule } from '../insurance/participations/participations.module.js';
import { SubsidiesModule } from '../insurance/subsidies/subsidies.module.js';
import { ArrearsModule } from '../insurance/arrears/arrears.module.js';
import { CollectionModule } from '../insurance/collection/collection.module.js';
import { AdjustmentsModule } from '../insurance/adjustments/adjustments.module.js';
import { BudgetsModule } from '../insurance/budgets/budgets.module.js';
import { PayoutsModule } from '../insurance/payouts/payouts.module.js';
import { RecoveriesModule } from '../insurance/recoveries/recoveries.module.js';
import { RetirementsModule } from '../insurance/retirements/retirements.module.js';
import { ProofsOfLifeModule } from '../insurance/proofs-of-life/proofs-of-life.module.js';
import { ClaimsModule } from '../insurance/claims/claims.module.js';
import { TransfersModule } from '../insurance/transfers/transfers.module.js';
import { DeathsModule } from '../insurance/deaths/deaths.module.js';
import { EnrolmentModule } from '../insurance/enrolment/enrolment.module.js';
import { CoverageModule } from '../insurance/coverage/coverage.module.js';
import { ListsModule } from '../insurance/lists/lists.module.js';
import { DeclarationsModule } from '../insurance/declarations/declarations.module.js';
import { EstimatesModule } from '../insurance/estimates/estimates.module.js';
import { ParametersModule } from '../insurance/parameters/parameters.module.js';
import { AskingModule } from '../access/asking/asking.module.js';
import { HealthController } from './serving/health.controller.js';
import { ProblemFilter } from '../ground/http/problem.filter.js';
import { IssuancesModule } from '../counter/issuing/issuances.module.js';
import { JobRecordsModule } from '../records/jobs/job-records.module.js';
import { JobsModule } from '../ground/jobs/jobs.module.js';
import { NotificationsModule } from '../cards/notifications/notifications.module.js';
import { ProductionFilesModule } from '../records/files/production-files.module.js';
import { ProductionOrdersModule } from '../cards/orders/production-orders.module.js';
import { OperationsModule } from '../records/operations/operations.module.js';
import { ReceiptsModule } from '../records/receipts/receipts.module.js';
import { RetentionModule } from './retention/retention.module.js';
import { Secrets } from '../ground/secrets.js';
import { openVaultPassphrase, VAULT_PASSPHRASE, type VaultPassphrase } from '../ground/vault-passphrase.js';
import { CounterActsModule } from '../counter/acts/counter-acts.module.js';
import { DocumentsModule } from '../counter/documents/documents.module.js';
import { PersonOverviewModule } from '../counter/person-overview/person-overview.module.js';
import { RemittancesModule } from '../counter/remittances/remittances.module.js';
import { OutlookModule } from '../counter/outlook/outlook.module.js';
import { StandingModule } from '../counter/standing/standing.module.js';
import { TapModule } from '../counter/tap/tap.module.js';
import { StaffModule } from '../access/staff/staff.module.js';
import { TokensModule } from '../access/tokens/tokens.module.js';
import { TerminalsModule } from '../access/terminals/terminals.module.js';

/** What central needs before it can be put together. */
export type Foundation = {
  readonly config: CentralConfig;
  readonly secrets: Secrets;
  /** Left out: by the settings, when it is needed first. */
  readonly vaultPassphrase?: VaultPassphrase;
  readonly clock?: Clock;
};

/** Time, settings, secrets and the database, for every module. */
@Global()
@Module({})
class FoundationModule {
  static of({
    config,
    secrets,
    vaultPassphrase = openVaultPassphrase(config),
    clock = new Clock(),
  }: Foundation): DynamicModule {
    const { databaseUrl: url, schema } = config;
    const pool = (poolSize: number, use: 'usual' | 'counter' | 'reports', name?: string): DynamicModule =>
      TypeOrmModule.forRoot({
        ...areaOptions({ url, schema, poolSize, use }),
        ...(name === undefined ? {} : { name }),
        retryAttempts: 3,
      });
    return {
      module: FoundationModule,
      imports: [
        pool(config.poolSize, 'usual'),
        pool(config.counterPoolSize, 'counter', counterPool),
        pool(config.reportsPoolSize, 'reports', reportsPool),
      ],
      providers: [
        { provide: CONFIG, useValue: config },
        { provide: Secrets, useValue: secrets },
        { provide: VAULT_PASSPHRASE, useValue: vaultPassphrase },
        { provide: Clock, useValue: clock },
        Database,
        CounterDatabase,
        ReportsDatabase,
        FollowedNumbers,
      ],
      exports: [
        CONFIG,
        Secrets,
        VAULT_PASSPHRASE,
        Clock,
        Database,
        CounterDatabase,
        ReportsDatabase,
        FollowedNumbers,
      ],
    };
  }
}

@Module({})
export class CentralModule {
  static of(foundation: Foundation, besides: readonly Type[] = []): DynamicModule {
    return {
      module: CentralModule,
      imports: [
        FoundationModule.of(foundation),
        ApprovalsModule,
        AskingModule,
        AuditModule,
        CardBatchesModule,
        CardStockModule,
        CardWindowModule,
        PersonOverviewModule,
        DocumentsModule,
        CardImportsModule,
        CardsModule,
        ArrearsModule,
        SubsidiesModule,
        CollectionModule,
        EnrolmentModule,
        TransfersModule,
        ClaimsModule,
        AdjustmentsModule,
        PayoutsModule,
        BudgetsModule,
        ProofsOfLifeModule,
        DeathsModule,
        RecoveriesModule,
        RetirementsModule,
        CoverageModule,
        ListsModule,
        DeclarationsModule,
        EstimatesModule,
        FundsModule,
        KeysModule,
        IssuancesModule,
        JobRecordsModule,
        ChunkedWorkModule,
        JobsModule,
        NotificationsModule,
        ProductionFilesModule,
        ProductionOrdersModule,
        OperationsModule,
        ParticipationsModule,
        ParametersModule,
        ReceiptsModule,
        RemittancesModule,
        RetentionModule,
        CounterActsModule,
        StaffModule,
        OutlookModule,
        StandingModule,
        TapModule,
        TerminalsModule,
        TokensModule,
      ],
      controllers: [HealthController, ...besides],
      providers: [
        { provide: APP_FILTER, useClass: ProblemFilter },
        { provide: APP_INTERCEPTOR, useClass: ReadsOnRecordInterceptor },
      ],
    };
  }
}
