/** Commands that the centre makes for the card of an open session. */
import { Body, Controller, HttpCode, Param, ParseUUIDPipe, Post } from '@nestjs/common';
import {
  Performs,
  Staff,
  Terminal,
  type StaffIdentity,
  type TerminalIdentity,
} from '../../ground/http/identity.js';
import { CardScriptDto, CardScriptRequestDto } from './card-scripts.dto.js';
import { CardScriptsService } from './card-scripts.service.js';

@Controller('v1/card-sessions')
export class CardScriptsController {
  constructor(private readonly scripts: CardScriptsService) {}

  /** Commands for the card's own challenge; nobody but this card takes them, and only once. */
  @Post(':id/scripts')
  @HttpCode(200)
  @Performs('card-scripts.make')
  make(
    @Terminal() terminal: TerminalIdentity,
    @Staff() staff: StaffIdentity,
    @Param('id', ParseUUIDPipe) id: string,
    @Body() body: CardScriptRequestDto,
  ): Promise<CardScriptDto> {
    return this.scripts.make(terminal, staff, id, body);
  }
}
