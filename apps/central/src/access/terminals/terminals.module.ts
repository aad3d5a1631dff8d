/** Terminals: enrolment, tokens, and the guard that reads them. */
import { Global, Module } from '@nestjs/common';
import { AuditModule } from '../../records/audit/audit.module.js';
import { TerminalKeys } from './terminal-keys.js';
import { TerminalsController } from './terminals.controller.js';
import { TerminalsService } from './terminals.service.js';
import { TerminalsStore } from './terminals.store.js';
import { TokenService } from './token.service.js';

// Global: the guard of every route needs the tokens.
@Global()
@Module({
  imports: [AuditModule],
  controllers: [TerminalsController],
  providers: [TerminalsService, TerminalsStore, TerminalKeys, TokenService],
  exports: [TerminalsService, TokenService],
})
export class TerminalsModule {}
