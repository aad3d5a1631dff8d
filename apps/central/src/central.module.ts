/** Central, put together: one pooling area's service. */
import { Global, Module, type DynamicModule } from '@nestjs/common';
import { APP_FILTER, APP_GUARD } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuditModule } from './audit/audit.module.js';
import { BatchWorkModule } from './batch-work/batch-work.module.js';
import { CardBatchesModule } from './card-batches/card-batches.module.js';
import { CardStockModule } from './card-stock/card-stock.module.js';
import { CardWindowModule } from './card-window/card-window.module.js';
import { CardImportsModule } from './card-imports/card-imports.module.js';
import { CardsModule } from './cards/cards.module.js';
import { Clock } from './clock.js';
import { CONFIG, type CentralConfig } from './config.js';
import { areaOptions } from './database/data-source.js';
import { Database } from './database/database.js';
import { FundsModule } from './funds/funds.module.js';
import { AuthorityGuard } from './http/authority.guard.js';
import { HealthController } from './http/health.controller.js';
import { ProblemFilter } from './http/problem.filter.js';
import { RateLimitGuard } from './http/rate-limit.guard.js';
import { IssuancesModule } from './issuances/issuances.module.js';
import { NotificationsModule } from './notifications/notifications.module.js';
import { OperationsModule } from './operations/operations.module.js';
import { ReceiptsModule } from './receipts/receipts.module.js';
import { SECRETS, type Secrets } from './secrets.js';
import { SettlementsModule } from './settlements/settlements.module.js';
import { StaffModule } from './staff/staff.module.js';
import { TerminalsModule } from './terminals/terminals.module.js';

/** What central needs before it can be put together. */
export type Foundation = {
  readonly config: CentralConfig;
  readonly secrets: Secrets;
  readonly serviceUrl: string;
  readonly clock?: Clock;
};

/** Time, settings, secrets and the database, for every module. */
@Global()
@Module({})
class FoundationModule {
  static of({ config, secrets, serviceUrl, clock = new Clock() }: Foundation): DynamicModule {
    const { schema, poolSize } = config;
    return {
      module: FoundationModule,
      imports: [
        TypeOrmModule.forRoot({ ...areaOptions({ url: serviceUrl, schema, poolSize }), retryAttempts: 3 }),
      ],
      providers: [
        { provide: CONFIG, useValue: config },
        { provide: SECRETS, useValue: secrets },
        { provide: Clock, useValue: clock },
        Database,
      ],
      exports: [CONFIG, SECRETS, Clock, Database],
    };
  }
}

@Module({})
export class CentralModule {
  static of(foundation: Foundation): DynamicModule {
    return {
      module: CentralModule,
      imports: [
        FoundationModule.of(foundation),
        AuditModule,
        BatchWorkModule,
        CardBatchesModule,
        CardStockModule,
        CardWindowModule,
        CardImportsModule,
        CardsModule,
        FundsModule,
        IssuancesModule,
        NotificationsModule,
        OperationsModule,
        ReceiptsModule,
        SettlementsModule,
        StaffModule,
        TerminalsModule,
      ],
      controllers: [HealthController],
      providers: [
        { provide: APP_FILTER, useClass: ProblemFilter },
        { provide: APP_GUARD, useClass: AuthorityGuard },
        { provide: APP_GUARD, useClass: RateLimitGuard },
      ],
    };
  }
}
