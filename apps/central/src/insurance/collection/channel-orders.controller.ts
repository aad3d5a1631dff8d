/** Orders that a bank or the tax authority collects, and the agreements of persons to be debited, in the console. */
import {
  Body,
  Controller,
  Get,
  HttpCode,
  Param,
  ParseUUIDPipe,
  Post,
  Query,
  StreamableFile,
} from '@nestjs/common';
import { AskedPerMinute } from '../../ground/http/asked-per-minute.js';
import { RowNumberPipe } from '../../ground/http/row-number.pipe.js';
import { Performs, Staff, type StaffIdentity } from '../../ground/http/identity.js';
import { noteLookedUp } from '../../ground/http/looked-up.js';
import type { ListAsk } from '../../ground/lists/list-page.js';
import { AskedList, ListQueries } from '../../ground/lists/list-query.js';
import { oneOf, textFilter } from '../../ground/lists/one-of.js';
import { orderStates, rowStates } from './channel-order-lists.store.js';
import {
  AnswerChannelOrderDto,
  AnsweredChannelOrderDto,
  ChannelOrderInFullDto,
  ChannelOrderRowsDto,
  ChannelOrdersPageDto,
  SendChannelOrderDto,
  SentChannelOrderDto,
} from './channel-orders.dto.js';
import { ChannelOrdersDesk } from './channel-orders-desk.service.js';
import { EndAgreementDto, EnterAgreementDto, PersonAgreementsPageDto } from './person-agreements.dto.js';
import { PersonAgreements } from './person-agreements.service.js';
import { agreementStates } from './person-agreements.store.js';

@Controller('v1')
export class ChannelOrdersController {
  constructor(
    private readonly orders: ChannelOrdersDesk,
    private readonly agreements: PersonAgreements,
  ) {}

  /** Orders, the newest first; `state` is `in-hand` or `answered`. */
  @Get('channel-orders')
  @ListQueries('channel', 'scheme', 'state')
  @Performs('channel-orders.list')
  list(
    @AskedList() ask: ListAsk,
    @Query('channel') channel?: string,
    @Query('scheme') scheme?: string,
    @Query('state') state?: string,
  ): Promise<ChannelOrdersPageDto> {
    const asked = {
      channel: oneOf('channel', channel, ['debit', 'tax'] as const),
      scheme: textFilter('scheme', scheme),
      state: oneOf('state', state, orderStates),
    };
    return this.orders.list(asked, ask);
  }

  /** Has what is owed collected; an order of these that was not answered yet is the same one. */
  @Post('channel-orders')
  @HttpCode(200)
  @Performs('channel-orders.send')
  send(@Staff() staff: StaffIdentity, @Body() body: SendChannelOrderDto): Promise<SentChannelOrderDto> {
    return this.orders.send(body, staff.number);
  }

  @Get('channel-orders/:number')
  @Performs('channel-orders.read')
  read(@Param('number', RowNumberPipe) number: number): Promise<ChannelOrderInFullDto> {
    return this.orders.read(number);
  }

  /** What an order holds, and what became of it; `state` is `in-hand`, `collected` or `refused`. */
  @Get('channel-orders/:number/rows')
  @ListQueries('state')
  @Performs('channel-orders.list-rows')
  rows(
    @Param('number', RowNumberPipe) number: number,
    @AskedList() ask: ListAsk,
    @Query('state') state?: string,
  ): Promise<ChannelOrderRowsDto> {
    return this.orders.rows(number, oneOf('state', state, rowStates), ask);
  }

  /** The file for whoever collects. */
  @Get('channel-orders/:number/file')
  @AskedPerMinute(30)
  @Performs('channel-orders.fetch')
  async file(@Param('number', RowNumberPipe) number: number): Promise<StreamableFile> {
    const { name, text } = await this.orders.file(number);
    const bytes = Buffer.from(text);
    return new StreamableFile(bytes, {
      type: 'text/csv; charset=utf-8',
      disposition: `attachment; filename="${name}"`,
      length: bytes.length,
    });
  }

  /** Takes in what it was answered with, whole or not at all; the same file again changes nothing. */
  @Post('channel-orders/:number/answer')
  @HttpCode(200)
  @Performs('channel-orders.answer')
  answer(
    @Param('number', RowNumberPipe) number: number,
    @Staff() staff: StaffIdentity,
    @Body() { content }: AnswerChannelOrderDto,
  ): Promise<AnsweredChannelOrderDto> {
    return this.orders.answer(number, content, staff.number);
  }

  /** Agreements of persons, the newest first; `state` is `standing` or `ended`. */
  @Get('person-agreements')
  @ListQueries('scheme', 'state', 'person')
  @Performs('person-agreements.list')
  listAgreements(
    @AskedList() ask: ListAsk,
    @Query('scheme') scheme?: string,
    @Query('state') state?: string,
    @Query('person', new ParseUUIDPipe({ optional: true })) person?: string,
  ): Promise<PersonAgreementsPageDto> {
    if (person !== undefined) noteLookedUp(person);
    return this.agreements.list(
      {
        scheme: textFilter('scheme', scheme),
        state: oneOf('state', state, agreementStates),
        person: person ?? null,
      },
      ask,
    );
  }

  /** Enters what somebody agreed to be debited for, an agreement for each scheme. */
  @Post('people/:id/debit-agreements')
  @HttpCode(204)
  @Performs('person-agreements.enter')
  enter(
    @Param('id', ParseUUIDPipe) id: string,
    @Staff() staff: StaffIdentity,
    @Body() body: EnterAgreementDto,
  ): Promise<void> {
    return this.agreements.enter(id, body, staff.number);
  }

  /** Ends an agreement: nothing is sent by it any more. */
  @Post('person-agreements/:id/ending')
  @HttpCode(204)
  @Performs('person-agreements.end')
  end(
    @Param('id', ParseUUIDPipe) id: string,
    @Staff() staff: StaffIdentity,
    @Body() { reason }: EndAgreementDto,
  ): Promise<void> {
    return this.agreements.end(id, reason, staff.number);
  }
}
