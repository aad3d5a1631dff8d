/** What the pension of the holder of the card in the reader would come to. */
import { Controller, Get, Param, ParseUUIDPipe } from '@nestjs/common';
import {
  Performs,
  StaffIfAny,
  Terminal,
  type StaffIdentity,
  type TerminalIdentity,
} from '../../ground/http/identity.js';
import { PensionOutlookDto } from './outlook.dto.js';
import { PensionOutlook } from './outlook.service.js';

@Controller('v1/card-sessions')
export class OutlookController {
  constructor(private readonly outlook: PensionOutlook) {}

  /** By their own record, if they go on as now, and with what they may choose. The asking is on record. */
  @Get(':id/pension-outlook')
  @Performs('card-sessions.read-outlook')
  read(
    @Terminal() terminal: TerminalIdentity,
    @StaffIfAny() staff: StaffIdentity | null,
    @Param('id', ParseUUIDPipe) id: string,
  ): Promise<PensionOutlookDto> {
    return this.outlook.read(terminal, staff, id);
  }
}
