/** What waits at the windows: stated by each of them, read by those who look after all. */
import { Body, Controller, Get, HttpCode, Post } from '@nestjs/common';
import { Performs, Terminal, type TerminalIdentity } from '../../ground/http/identity.js';
import type { ListAsk } from '../../ground/lists/list-page.js';
import { AskedList, ListQueries } from '../../ground/lists/list-query.js';
import { WaitingActsStatementDto, WindowsDto } from './waiting-acts.dto.js';
import { WaitingActsService } from './waiting-acts.service.js';

@Controller('v1/terminals')
export class WaitingActsController {
  constructor(private readonly waiting: WaitingActsService) {}

  /** States the whole list of what waits at the asking terminal; it replaces the one before. */
  @Post('own/waiting-acts')
  @HttpCode(204)
  @Performs('waiting-acts.state')
  state(@Terminal() terminal: TerminalIdentity, @Body() statement: WaitingActsStatementDto): Promise<void> {
    return this.waiting.state(terminal.id, statement);
  }

  /** Every window with when it was last heard, and a page of what waits at any of them. */
  @Get('waiting-acts')
  @ListQueries()
  @Performs('waiting-acts.list')
  list(@AskedList() ask: ListAsk): Promise<WindowsDto> {
    return this.waiting.windows(ask);
  }
}
