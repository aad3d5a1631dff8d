/** A clerk's own till: what is in it, cash drawn for it and given back, and cash banked out of it. */
import { Body, Controller, Get, HttpCode, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { digestBody } from '#libs/cards/write-challenge.js';
import { feeBooks, schemes } from '#libs/contract/schemes.js';
import { formatYuan, yuan } from '#libs/money/fen.js';
import { BooksService } from '../../funds/ledger/books.service.js';
import { TillDto, TillMoveDto } from '../../funds/ledger/funds.dto.js';
import {
  AskedByStaff,
  Performs,
  Staff,
  type StaffIdentity,
  type StaffWriter,
} from '../../ground/http/identity.js';
import { Refused } from '../../ground/http/refused.js';
import { OperationDto } from '../../records/operations/operations.dto.js';
import { answer } from '../../records/operations/answer.js';
import { ShiftsOfActs } from '../shifts/shifts-of-acts.service.js';
import type { TillAct } from './counter-act.js';
import { CounterActsService } from './counter-acts.service.js';

const tillAct = (kind: TillAct['kind'], writer: StaffWriter, { scheme, amount }: TillMoveDto): TillAct => {
  // What was taken in fees is banked, and drawn again to give back; there is nothing to return it to.
  if (scheme === feeBooks && kind === 'till-return') throw new Refused('flow-unlawful', scheme);
  if (scheme !== feeBooks && !(scheme in schemes)) throw new Refused('malformed-request', `scheme ${scheme}`);
  return {
    kind,
    ...writer,
    channel: 'cash',
    bodyDigest: digestBody({ scheme, amount }),
    scheme,
    amount: yuan(amount),
  };
};

@Controller('v1/tills/own')
export class TillsController {
  constructor(
    private readonly acts: CounterActsService,
    private readonly books: BooksService,
    private readonly shifts: ShiftsOfActs,
  ) {}

  @Get()
  @Performs('tills.read-own')
  async read(@Staff() staff: StaffIdentity): Promise<TillDto> {
    const carefulFrom = await this.shifts.carefulFrom();
    const debitConsent = await this.shifts.debitConsent();
    return { ...(await this.books.till(staff.number)), carefulFrom: formatYuan(carefulFrom), debitConsent };
  }

  /** Draws cash from a fund's expenditure account, to pay benefits with; or from the account of card fees, to give fees back. */
  @Post('draws')
  @HttpCode(200)
  @Performs('tills.draw')
  async draw(
    @AskedByStaff() writer: StaffWriter,
    @Body() body: TillMoveDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<OperationDto> {
    return answer(await this.acts.settle(tillAct('till-draw', writer, body)), reply);
  }

  /** Gives drawn cash back to the fund's expenditure account. */
  @Post('returns')
  @HttpCode(200)
  @Performs('tills.return')
  async giveBack(
    @AskedByStaff() writer: StaffWriter,
    @Body() body: TillMoveDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<OperationDto> {
    return answer(await this.acts.settle(tillAct('till-return', writer, body)), reply);
  }

  /** Banks contributions taken in cash into the fund's income account; or card fees into theirs. */
  @Post('deposits')
  @HttpCode(200)
  @Performs('tills.deposit')
  async deposit(
    @AskedByStaff() writer: StaffWriter,
    @Body() body: TillMoveDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<OperationDto> {
    return answer(await this.acts.settle(tillAct('till-deposit', writer, body)), reply);
  }
}
