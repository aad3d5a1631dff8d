/** Which terminals there are, and what an administrator does about one. */
import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { programVersion } from '#libs/contract/program-version.js';
import { Clock } from '../../ground/clock.js';
import { Database } from '../../ground/database/database.js';
import { Performs, Staff, type StaffIdentity } from '../../ground/http/identity.js';
import { PreparedTerminalDto, TerminalListDto, TerminalToPrepareDto } from './terminal-list.dto.js';
import { TerminalsService } from './terminals.service.js';
import { TerminalsStore } from './terminals.store.js';

@Controller('v1/terminals')
export class TerminalListController {
  constructor(
    private readonly database: Database,
    private readonly store: TerminalsStore,
    private readonly terminals: TerminalsService,
    private readonly clock: Clock,
  ) {}

  /** Every terminal there ever was, with its key's age and when it was last seen. */
  @Get()
  @Performs('terminals.list')
  async list(): Promise<TerminalListDto> {
    const terminals = await this.database.read((tx) => this.store.list(tx, this.clock.now()));
    return {
      programVersion,
      terminals: terminals.map(({ enrolledAt, lastSeenAt, codeGoodUntil, ...terminal }) => ({
        ...terminal,
        enrolledAt: enrolledAt?.toISOString() ?? null,
        lastSeenAt: lastSeenAt?.toISOString() ?? null,
        codeGoodUntil: codeGoodUntil?.toISOString() ?? null,
      })),
    };
  }

  /** Makes a terminal, or readies a known one for another key: its one-time code. */
  @Post()
  @Performs('terminals.prepare')
  async prepare(
    @Staff() { number }: StaffIdentity,
    @Body() { code, name }: TerminalToPrepareDto,
  ): Promise<PreparedTerminalDto> {
    return {
      code,
      enrolmentCode: await this.terminals.prepare(code, name.trim(), { staffNumber: number }),
    };
  }

  /** Takes a terminal out of service; again changes nothing. */
  @Post(':code/withdrawal')
  @HttpCode(204)
  @Performs('terminals.withdraw')
  withdraw(@Staff() { number }: StaffIdentity, @Param('code') code: string): Promise<void> {
    return this.terminals.withdraw(code, { staffNumber: number });
  }
}
