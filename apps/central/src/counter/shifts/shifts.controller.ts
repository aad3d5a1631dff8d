/** Shifts: their totals for others, and a clerk's own from its beginning to its count or hand-over. */
import { Body, Controller, Get, HttpCode, Post, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { digestBody } from '#libs/cards/write-challenge.js';
import { yuan } from '#libs/money/fen.js';
import {
  AskedByStaff,
  Performs,
  Staff,
  Terminal,
  type StaffIdentity,
  type TerminalIdentity,
  type StaffWriter,
} from '../../ground/http/identity.js';
import { AskedPerMinute } from '../../ground/http/asked-per-minute.js';
import type { ListAsk } from '../../ground/lists/list-page.js';
import { AskedList, ListQueries } from '../../ground/lists/list-query.js';
import { answer } from '../../records/operations/answer.js';
import { OperationDto } from '../../records/operations/operations.dto.js';
import { ShiftEnds } from './shift-ends.service.js';
import {
  OwnShiftDto,
  ShiftCountDto,
  ShiftHandOverDto,
  ShiftsDto,
  ShiftsQueryDto,
  ShiftTakerDto,
  ShiftTakingDto,
} from './shifts.dto.js';
import { ShiftsService } from './shifts.service.js';

@Controller('v1/shifts')
export class ShiftsController {
  constructor(
    private readonly shifts: ShiftsService,
    private readonly ends: ShiftEnds,
  ) {}

  /** A day's shifts by window and clerk, with totals per channel and fund of all that match; and those of earlier days that nobody has ended. */
  @Get()
  @ListQueries()
  @Performs('shifts.list')
  list(@Query() query: ShiftsQueryDto, @AskedList() ask: ListAsk): Promise<ShiftsDto> {
    return this.shifts.list(query, ask);
  }

  /** What the asking clerk ends the shift by. */
  @Get('own')
  @Performs('shifts.read-own')
  own(@Terminal() terminal: TerminalIdentity, @Staff() staff: StaffIdentity): Promise<OwnShiftDto> {
    return this.shifts.own(terminal, staff);
  }

  /** Begins another shift at the window after the day's first was ended; that one begins by itself. */
  @Post()
  @HttpCode(204)
  @Performs('shifts.begin')
  begin(@Terminal() terminal: TerminalIdentity, @Staff() staff: StaffIdentity): Promise<void> {
    return this.shifts.begin(terminal, staff);
  }

  /** Ends the shift with what was counted. A large difference waits for another person: ask again with the same key. */
  @Post('counts')
  @HttpCode(200)
  @Performs('shifts.count')
  async count(
    @AskedByStaff() writer: StaffWriter,
    @Body() { counted, expected, reason }: ShiftCountDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<OperationDto> {
    const body = { counted, expected, ...(reason === undefined ? {} : { reason }) };
    return answer(
      await this.ends.count({
        ...writer,
        kind: 'shift-count',
        bodyDigest: digestBody(body),
        counted: yuan(counted),
        expected: yuan(expected),
        reason: reason ?? null,
      }),
      reply,
    );
  }

  /** Another clerk confirms with their own password to take the till over; it lasts ten minutes. */
  @Post('takers')
  @HttpCode(200)
  @Performs('shifts.confirm-taking')
  @AskedPerMinute(60)
  confirmTaking(
    @Terminal() terminal: TerminalIdentity,
    @Staff() staff: StaffIdentity,
    @Body() { staffNumber, password, amount }: ShiftTakingDto,
  ): Promise<ShiftTakerDto> {
    return this.ends.confirmTaking(terminal, staff, { staffNumber, password, amount: yuan(amount) });
  }

  /** Hands the till over to whoever has confirmed. */
  @Post('hand-overs')
  @HttpCode(200)
  @Performs('shifts.hand-over')
  async handOver(
    @AskedByStaff() writer: StaffWriter,
    @Body() { to, amount }: ShiftHandOverDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<OperationDto> {
    return answer(
      await this.ends.handOver({
        ...writer,
        kind: 'shift-hand-over',
        bodyDigest: digestBody({ to, amount }),
        to,
        amount: yuan(amount),
      }),
      reply,
    );
  }
}
