/** Which terminals there are, and what an administrator does about one. */
import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { programVersion } from '#libs/contract/program-version.js';
import { Clock } from '../../ground/clock.js';
import { Database } from '../../ground/database/database.js';
import { Performs, Staff, type StaffIdentity } from '../../ground/http/identity.js';
import type { ListAsk } from '../../ground/lists/list-page.js';
import { AskedList, ListQueries } from '../../ground/lists/list-query.js';
import { PreparedTerminalDto, TerminalListDto, TerminalToPrepareDto } from './terminal-list.dto.js';
import { TerminalListStore } from './terminal-list.store.js';
import { TerminalsService } from './terminals.service.js';

@Controller('v1/terminals')
export class TerminalListController {
  constructor(
    private readonly database: Database,
    private readonly store: TerminalListStore,
    private readonly terminals: TerminalsService,
    private readonly clock: Clock,
  ) {}

  /** Every terminal there ever was, with its key's age and when it was last seen. */
  @Get()
  @ListQueries()
  @Performs('terminals.list')
  async list(@AskedList() ask: ListAsk): Promise<TerminalListDto> {
    const page = await this.database.read((tx) => this.store.page(tx, this.clock.now(), ask));
    return {
      programVersion,
      terminals: page.rows.map(({ enrolledAt, lastSeenAt, codeGoodUntil, ...terminal }) => ({
        ...terminal,
        enrolledAt: enrolledAt?.toISOString() ?? null,
        lastSeenAt: lastSeenAt?.toISOString() ?? null,
        codeGoodUntil: codeGoodUntil?.toISOString() ?? null,
      })),
      next: page.next,
      total: page.total,
    };
  }

  /** Makes a terminal, or readies a known one for another key: its one-time code. */
  @Post()
  @Performs('terminals.prepare')
  async prepare(
    @Staff() { number }: StaffIdentity,
    @Body() { code, name, kind }: TerminalToPrepareDto,
  ): Promise<PreparedTerminalDto> {
    return {
      code,
      enrolmentCode: await this.terminals.prepare(code, name.trim(), { staffNumber: number }, kind),
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
