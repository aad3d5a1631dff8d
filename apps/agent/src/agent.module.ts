/** The parts of the agent, and what they are made of. */
import { Module, type DynamicModule } from '@nestjs/common';
import { CentralClient } from './central/central.client.js';
import { StaffToken } from './central/staff-token.js';
import type { AgentConfig } from './config.js';
import { ConsoleController } from './console/console.controller.js';
import { DenyListStore } from './deny-list/deny-list.store.js';
import { CardsController } from './desk/cards.controller.js';
import { DeskController } from './desk/desk.controller.js';
import { DeskStore } from './desk/desk.store.js';
import { HealthController } from './desk/health.controller.js';
import { IssuanceController } from './desk/issuance.controller.js';
import { ReceiptsController } from './desk/receipts.controller.js';
import { openPrinter, openReaders } from './devices/devices.js';
import { AGENT_CONFIG, OPEN_CARD_READERS, RECEIPT_PRINTER } from './devices/tokens.js';
import { LOG, type Logger } from './logging.js';
import { OutboxStore } from './outbox/outbox.store.js';
import { ActBook } from './tasks/act-book.service.js';
import { BlankCards } from './tasks/blank-cards.service.js';
import { CardFilesService } from './tasks/card-files.service.js';
import { CardPresence } from './tasks/card-presence.service.js';
import { CardServicesService } from './tasks/card-services.service.js';
import { CardSessions } from './tasks/card-sessions.service.js';
import { ChipCheckService } from './tasks/chip-check.service.js';
import { ChipServices } from './tasks/chip-services.service.js';
import { DeliveryService } from './tasks/delivery.service.js';
import { DenyListService } from './tasks/deny-list.service.js';
import { IssuanceService } from './tasks/issuance.service.js';
import { LinkService } from './tasks/link.service.js';
import { PrintReports } from './tasks/print-reports.service.js';
import { PrintService } from './tasks/print.service.js';
import { PrinterWatch } from './tasks/printer-watch.service.js';
import { ReceiptPapers } from './tasks/receipt-papers.service.js';
import { ReviewService } from './tasks/review.service.js';
import { SettleService } from './tasks/settle.service.js';
import { StaffService } from './tasks/staff.service.js';
import { TapService } from './tasks/tap.service.js';
import { TillService } from './tasks/till.service.js';
import { CardChoice } from './terminal-interface/card-choice.service.js';
import { TerminalPins } from './terminal-interface/terminal-pins.service.js';
import { TerminalReading } from './terminal-interface/terminal-reading.service.js';
import { TerminalService } from './terminal-interface/terminal.service.js';

@Module({})
export class AgentModule {
  static of(config: AgentConfig, log: Logger): DynamicModule {
    return {
      module: AgentModule,
      controllers: [
        DeskController,
        CardsController,
        IssuanceController,
        ReceiptsController,
        HealthController,
        ConsoleController,
      ],
      providers: [
        { provide: AGENT_CONFIG, useValue: config },
        { provide: LOG, useValue: log },
        { provide: OPEN_CARD_READERS, useValue: openReaders },
        { provide: RECEIPT_PRINTER, useFactory: () => openPrinter(config) },
        DeskStore,
        OutboxStore,
        DenyListStore,
        StaffToken,
        CentralClient,
        CardPresence,
        CardSessions,
        ActBook,
        DeliveryService,
        DenyListService,
        BlankCards,
        TapService,
        TillService,
        SettleService,
        ChipCheckService,
        ChipServices,
        CardFilesService,
        CardServicesService,
        IssuanceService,
        ReviewService,
        PrinterWatch,
        PrintReports,
        PrintService,
        ReceiptPapers,
        StaffService,
        LinkService,
        CardChoice,
        TerminalReading,
        TerminalPins,
        TerminalService,
      ],
    };
  }
}
