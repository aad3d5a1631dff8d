/** A person's card file, for the card window. */
import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { AskedPerMinute } from '../../ground/http/asked-per-minute.js';
import {
  Performs,
  StaffIfAny,
  Terminal,
  type StaffIdentity,
  type TerminalIdentity,
} from '../../ground/http/identity.js';
import { CardFileDto, CardFileRequestDto } from './card-files.dto.js';
import { CardFilesService } from './card-files.service.js';

@Controller('v1/card-files')
export class CardFilesController {
  constructor(private readonly files: CardFilesService) {}

  /** Cards, applications and services of somebody identified by card or document; of a holder at a kiosk by their card alone. The asking is logged with its purpose. */
  @Post()
  // Whose file it is stays out of addresses and their logs.
  @HttpCode(200)
  // A clerk opens a file a minute; whoever tries numbers out is slowed down, and each try is on record.
  @AskedPerMinute(120)
  @Performs('card-files.read')
  open(
    @Terminal() terminal: TerminalIdentity,
    @StaffIfAny() staff: StaffIdentity | null,
    @Body() request: CardFileRequestDto,
  ): Promise<CardFileDto> {
    return this.files.open(terminal, staff, request);
  }
}
