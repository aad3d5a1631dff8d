/** The parts of the agent, and what they are made of. */
import { Module, type DynamicModule } from '@nestjs/common';
import { Attendant } from './central/attendant.js';
import { CentralClient } from './central/central.client.js';
import { StaffToken } from './central/staff-token.js';
import { CentreClock } from './ground/centre-clock.js';
import type { AgentConfig } from './ground/config.js';
import { KioskLanguages } from './self-service/kiosk-languages.service.js';
import { KioskPageGuard } from './self-service/kiosk-page.guard.js';
import { SelfServiceEventsController } from './self-service/self-service-events.controller.js';
import { SelfServiceController } from './self-service/self-service.controller.js';
import { SelfService } from './self-service/self-service.service.js';
import { SelfTest } from './self-service/self-test.service.js';
import { UpkeepController } from './self-service/upkeep.controller.js';
import { UpkeepService } from './self-service/upkeep.service.js';
import { WindowDoorController } from './desk/window-door.controller.js';
import { ConsoleController } from './desk/console.controller.js';
import { DeniedCardsStore } from './deny-list/denied-cards.store.js';
import { CardsController } from './desk/cards.controller.js';
import { PeopleByNameController } from './desk/people-by-name.controller.js';
import { DeskController } from './desk/desk.controller.js';
import { DeskSeat } from './desk-state/desk-seat.js';
import { DeskCookies } from './desk/desk-cookies.js';
import { DeskStore } from './desk-state/desk.store.js';
import { HealthController } from './desk/health.controller.js';
import { IssuanceController } from './desk/issuance.controller.js';
import { StateStreams } from './desk/state-streams.js';
import { ReceiptsController } from './desk/receipts.controller.js';
import { openCodeReader, openPagePrinter, openPrinter, openReaders } from './devices/devices.js';
import {
  AGENT_CONFIG,
  CODE_READER,
  OPEN_CARD_READERS,
  PAGE_PRINTER,
  RECEIPT_PRINTER,
} from './ground/tokens.js';
import { LOG, type Logger } from './ground/logging.js';
import { OutboxStore } from './outbox/outbox.store.js';
import { ActTally } from './outbox/act-tally.js';
import { ActBook } from './outbox/act-book.service.js';
import { BlankCards } from './card/blank-cards.service.js';
import { CardFileLookUp } from './asking/card-file-look-up.service.js';
import { InsertedCards } from './card/inserted-cards.service.js';
import { CardServiceActs } from './acts/card-service-acts.service.js';
import { CardSessions } from './card/card-sessions.service.js';
import { ChipCheckService } from './card/chip-check.service.js';
import { ChipServices } from './card/chip-services.service.js';
import { DeliveryService } from './acts/delivery.service.js';
import { DeniedCards } from './deny-list/denied-cards.service.js';
import { IssuanceService } from './issuing/issuance.service.js';
import { LinkService } from './link/link.service.js';
import { HealthReports } from './link/health-reports.service.js';
import { WaitingActs } from './link/waiting-acts.service.js';
import { PrintReports } from './printing/print-reports.service.js';
import { PagePrints } from './printing/page-prints.service.js';
import { PrintService } from './printing/print.service.js';
import { PrinterWatch } from './printing/printer-watch.service.js';
import { ReceiptPapers } from './printing/receipt-papers.service.js';
import { PastActs } from './asking/past-acts.service.js';
import { PeopleByNameLookUp } from './asking/people-by-name.service.js';
import { OwnReceipts } from './asking/own-receipts.service.js';
import { PersonOverviews } from './asking/person-overviews.service.js';
import { PersonPapers } from './asking/person-papers.service.js';
import { PersonPapersController } from './desk/person-papers.controller.js';
import { ReviewService } from './asking/review.service.js';
import { LatelyHereCards } from './card/lately-here.js';
import { PayingFor } from './card/paying-for.service.js';
import { PaidForController } from './desk/paid-for.controller.js';
import { CodeReaderWatch } from './scanning/code-reader-watch.service.js';
import { CodeScans } from './scanning/code-scans.service.js';
import { SettleService } from './acts/settle.service.js';
import { ConsoleSignIns } from './link/console-sign-ins.service.js';
import { DeskSignIn } from './link/desk-sign-in.service.js';
import { TapService } from './card/tap.service.js';
import { ShiftService } from './acts/shift.service.js';
import { UndoingService } from './acts/undoing.service.js';
import { UndoingsController } from './desk/undoings.controller.js';
import { ConsoleSignInController, DeskSignInController } from './desk/sign-in.controllers.js';
import { ScansController } from './desk/scans.controller.js';
import { ShiftsController } from './desk/shifts.controller.js';
import { TillService } from './acts/till.service.js';
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
        DeskSignInController,
        ConsoleSignInController,
        ShiftsController,
        UndoingsController,
        CardsController,
        PeopleByNameController,
        PersonPapersController,
        PaidForController,
        IssuanceController,
        ReceiptsController,
        ScansController,
        HealthController,
        ConsoleController,
        WindowDoorController,
        SelfServiceController,
        SelfServiceEventsController,
        UpkeepController,
      ],
      providers: [
        { provide: AGENT_CONFIG, useValue: config },
        { provide: LOG, useValue: log },
        { provide: OPEN_CARD_READERS, useValue: () => openReaders(config) },
        { provide: RECEIPT_PRINTER, useFactory: () => openPrinter(config) },
        { provide: PAGE_PRINTER, useFactory: () => openPagePrinter(config) },
        { provide: CODE_READER, useFactory: () => openCodeReader(config) },
        { provide: CentreClock, useFactory: () => new CentreClock() },
        DeskStore,
        DeskSeat,
        DeskCookies,
        OutboxStore,
        DeniedCardsStore,
        StaffToken,
        CentralClient,
        Attendant,
        InsertedCards,
        CardSessions,
        ActTally,
        ActBook,
        DeliveryService,
        DeniedCards,
        BlankCards,
        LatelyHereCards,
        TapService,
        PayingFor,
        ShiftService,
        UndoingService,
        TillService,
        SettleService,
        ChipCheckService,
        ChipServices,
        CardFileLookUp,
        PastActs,
        PeopleByNameLookUp,
        OwnReceipts,
        PersonOverviews,
        PersonPapers,
        CardServiceActs,
        IssuanceService,
        ReviewService,
        PrinterWatch,
        PrintReports,
        PrintService,
        PagePrints,
        ReceiptPapers,
        CodeScans,
        CodeReaderWatch,
        DeskSignIn,
        ConsoleSignIns,
        StateStreams,
        WaitingActs,
        HealthReports,
        LinkService,
        CardChoice,
        TerminalReading,
        TerminalPins,
        TerminalService,
        SelfService,
        KioskLanguages,
        KioskPageGuard,
        SelfTest,
        UpkeepService,
      ],
    };
  }
}
