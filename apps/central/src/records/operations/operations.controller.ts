/** What happened to what was pressed at a terminal. */
import { Controller, Get, Param, ParseUUIDPipe, Query } from '@nestjs/common';
import { Database } from '../../ground/database/database.js';
import { FollowedNumbers } from '../../ground/database/followed-numbers.js';
import { ChangeNumberPipe } from '../../ground/http/change-number.pipe.js';
import { Performs, Terminal, type TerminalIdentity } from '../../ground/http/identity.js';
import { Refused } from '../../ground/http/refused.js';
import { describeNumbered } from './describe-operation.js';
import { OperationDto, OperationsDto } from './operations.dto.js';
import { OperationBook } from './operation-book.store.js';

const pageLength = 200;

@Controller('v1')
export class OperationsController {
  constructor(
    private readonly database: Database,
    private readonly book: OperationBook,
    private readonly numbers: FollowedNumbers,
  ) {}

  /** An operation by its Idempotency-Key, of the asking terminal. */
  @Get('operations/:key')
  @Performs('operations.read')
  async read(
    @Terminal() terminal: TerminalIdentity,
    @Param('key', ParseUUIDPipe) key: string,
  ): Promise<OperationDto> {
    const operation = await this.database.transaction((tx) => this.book.ofTerminal(tx, terminal.id, key));
    if (operation === null) throw new Refused('not-found', 'operation');
    return describeNumbered(operation);
  }

  /** Operations of this terminal that changed after `since`, in the order they changed; 200 at most. */
  @Get('terminals/:id/operations')
  @Performs('operations.list')
  async list(
    @Terminal() terminal: TerminalIdentity,
    @Param('id', ParseUUIDPipe) id: string,
    @Query('since', ChangeNumberPipe) since: number,
  ): Promise<OperationsDto> {
    if (id !== terminal.id) throw new Refused('not-permitted');
    const settled = await this.numbers.settled('operation');
    const operations = await this.database.transaction((tx) =>
      this.book.changed(tx, id, since, settled, pageLength),
    );
    return {
      operations: operations.map(describeNumbered),
      next: operations.at(-1)?.changeNumber ?? since,
    };
  }
}
