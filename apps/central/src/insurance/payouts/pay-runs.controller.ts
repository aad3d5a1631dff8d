/** Runs that pay benefits through the bank: begun, looked at, asked for, sent as a file, answered by one. */
import { Body, Controller, Get, HttpCode, Param, Post, Query, StreamableFile } from '@nestjs/common';
import { AskedPerMinute } from '../../ground/http/asked-per-minute.js';
import {
  Performs,
  Staff,
  Terminal,
  type StaffIdentity,
  type TerminalIdentity,
} from '../../ground/http/identity.js';
import { RowNumberPipe } from '../../ground/http/row-number.pipe.js';
import type { ListAsk } from '../../ground/lists/list-page.js';
import { AskedList, ListQueries } from '../../ground/lists/list-query.js';
import { oneOf, textFilter } from '../../ground/lists/one-of.js';
import { payForms, payItemStates, payRunStates } from './pay-run.js';
import { PayFiles } from './pay-files.service.js';
import { PayProofDto } from './pay-proof.dto.js';
import { PayProof } from './pay-proof.service.js';
import { PayRunViews, shownRun } from './pay-run-views.service.js';
import {
  AnswerPayRunDto,
  AskPayRunDto,
  BeginPayRunDto,
  PayItemsDto,
  PayRunAnsweredDto,
  PayRunAskedDto,
  PayRunDto,
  PayRunInFullDto,
  PayRunPageDto,
  ReturnPayItemDto,
} from './pay-runs.dto.js';
import { PayRuns } from './pay-runs.service.js';

const byOf = (staff: StaffIdentity, terminal: TerminalIdentity) => ({
  number: staff.number,
  terminalId: terminal.id,
});

@Controller('v1/pay-runs')
export class PayRunsController {
  constructor(
    private readonly runs: PayRuns,
    private readonly files: PayFiles,
    private readonly views: PayRunViews,
    private readonly proof: PayProof,
  ) {}

  /** The newest first. */
  @Get()
  @ListQueries('state', 'scheme')
  @Performs('pay-runs.list')
  list(
    @AskedList() ask: ListAsk,
    @Query('state') state?: string,
    @Query('scheme') scheme?: string,
  ): Promise<PayRunPageDto> {
    return this.views.list(
      { state: oneOf('state', state, payRunStates), scheme: textFilter('scheme', scheme) },
      ask,
    );
  }

  /** Begins a run; its due list is made by a job. */
  @Post()
  @Performs('pay-runs.begin')
  async begin(
    @Terminal() terminal: TerminalIdentity,
    @Staff() staff: StaffIdentity,
    @Body() { scheme, month, again = false }: BeginPayRunDto,
  ): Promise<PayRunDto> {
    return shownRun(await this.runs.begin(scheme, month, again, byOf(staff, terminal)));
  }

  @Get(':number')
  @Performs('pay-runs.read')
  read(@Param('number', RowNumberPipe) number: number): Promise<PayRunInFullDto> {
    return this.views.read(number);
  }

  @Get(':number/items')
  @ListQueries('state')
  @Performs('pay-runs.list-items')
  items(
    @Param('number', RowNumberPipe) number: number,
    @AskedList() ask: ListAsk,
    @Query('state') state?: string,
  ): Promise<PayItemsDto> {
    return this.views.items(number, oneOf('state', state, payItemStates), ask);
  }

  /** Whether due list, books and bank agree on a run at this moment; each difference by its item. */
  @Get(':number/proof')
  @Performs('pay-runs.prove')
  prove(@Param('number', RowNumberPipe) number: number): Promise<PayProofDto> {
    return this.proof.prove(number);
  }

  /** Asks for the due list; others review and approve it (`/v1/approvals`). */
  @Post(':number/asking')
  @HttpCode(200)
  @Performs('pay-runs.ask')
  ask(
    @Param('number', RowNumberPipe) number: number,
    @Terminal() terminal: TerminalIdentity,
    @Staff() staff: StaffIdentity,
    @Body() { reason }: AskPayRunDto,
  ): Promise<PayRunAskedDto> {
    return this.runs.ask(number, reason, byOf(staff, terminal));
  }

  /** Lets a due list go that was not asked for. */
  @Post(':number/dropping')
  @HttpCode(204)
  @Performs('pay-runs.drop')
  drop(
    @Param('number', RowNumberPipe) number: number,
    @Terminal() terminal: TerminalIdentity,
    @Staff() staff: StaffIdentity,
  ): Promise<void> {
    return this.runs.drop(number, byOf(staff, terminal));
  }

  /** The file for the bank, delimited unless `form` says `pain.001`. */
  @Get(':number/file')
  @AskedPerMinute(30)
  @Performs('pay-runs.fetch')
  async file(
    @Param('number', RowNumberPipe) number: number,
    @Query('form') form?: string,
  ): Promise<StreamableFile> {
    const asked = oneOf('form', form, payForms) ?? 'delimited';
    const { name, content, bytes } = await this.views.file(number, asked);
    return new StreamableFile(content, {
      type: asked === 'delimited' ? 'text/csv; charset=utf-8' : 'application/xml; charset=utf-8',
      disposition: `attachment; filename="${name}"`,
      length: bytes,
    });
  }

  /** Takes in what the bank answered, whole or not at all; the same file again changes nothing. */
  @Post(':number/answer')
  @HttpCode(200)
  @Performs('pay-runs.answer')
  answer(
    @Param('number', RowNumberPipe) number: number,
    @Staff() staff: StaffIdentity,
    @Body() { file }: AnswerPayRunDto,
  ): Promise<PayRunAnsweredDto> {
    return this.views.answer(number, file, staff.number);
  }

  /** Books what came back after it had been paid. */
  @Post(':number/items/:item/return')
  @HttpCode(204)
  @Performs('pay-runs.return')
  returned(
    @Param('number', RowNumberPipe) number: number,
    @Param('item', RowNumberPipe) serial: number,
    @Terminal() terminal: TerminalIdentity,
    @Staff() staff: StaffIdentity,
    @Body() { why }: ReturnPayItemDto,
  ): Promise<void> {
    return this.files.returned(number, serial, why, byOf(staff, terminal));
  }
}
