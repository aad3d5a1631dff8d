/** What units declare: a month's people with their wages, read and declared. */
import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import {
  Performs,
  Staff,
  Terminal,
  type StaffIdentity,
  type TerminalIdentity,
} from '../../ground/http/identity.js';
import { DeclarationOfMonthDto, DeclarationOutcomeDto, DeclareMonthDto } from './declarations.dto.js';
import { Declarations } from './declarations.service.js';

@Controller('v1/units/:code/declarations/:month')
export class DeclarationsController {
  constructor(private readonly declarations: Declarations) {}

  /** Who works at the unit in the month, with the wages that stand, and what was declared. */
  @Get()
  @Performs('declarations.read')
  read(@Param('code') code: string, @Param('month') month: string): Promise<DeclarationOfMonthDto> {
    return this.declarations.read(code, month);
  }

  /** Declares the month, or corrects it; all of it or nothing. The same again is what was declared before. */
  @Post()
  @Performs('declarations.declare')
  declare(
    @Param('code') code: string,
    @Param('month') month: string,
    @Terminal() terminal: TerminalIdentity,
    @Staff() staff: StaffIdentity,
    @Body() { wages }: DeclareMonthDto,
  ): Promise<DeclarationOutcomeDto> {
    return this.declarations.declare(code, month, wages, {
      staffNumber: staff.number,
      terminalId: terminal.id,
      source: 'page',
    });
  }
}
