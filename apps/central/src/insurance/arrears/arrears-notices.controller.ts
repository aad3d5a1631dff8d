/** Notices of arrears: given out for a unit, and fetched as a file to be printed. */
import { Body, Controller, Get, Param, Post, StreamableFile } from '@nestjs/common';
import { AskedPerMinute } from '../../ground/http/asked-per-minute.js';
import {
  Performs,
  Staff,
  Terminal,
  type StaffIdentity,
  type TerminalIdentity,
} from '../../ground/http/identity.js';
import { Refused } from '../../ground/http/refused.js';
import { ArrearsNoticeDto, IssueArrearsNoticeDto } from './arrears-notices.dto.js';
import { ArrearsNotices } from './arrears-notices.service.js';

@Controller('v1')
export class ArrearsNoticesController {
  constructor(private readonly notices: ArrearsNotices) {}

  /** A notice of all that the unit owes past its day. */
  @Post('units/:code/arrears-notices')
  @AskedPerMinute(30)
  @Performs('arrears-notices.issue')
  issue(
    @Param('code') code: string,
    @Terminal() terminal: TerminalIdentity,
    @Staff() staff: StaffIdentity,
    @Body() { key }: IssueArrearsNoticeDto,
  ): Promise<ArrearsNoticeDto> {
    return this.notices.issue(code, key, { staffNumber: staff.number, terminalId: terminal.id });
  }

  /** The file of a notice, to be printed. */
  @Get('arrears-notices/:number/file')
  @AskedPerMinute(30)
  @Performs('arrears-notices.fetch')
  async file(@Param('number') number: string): Promise<StreamableFile> {
    if (!/^CJ\d{20}$/.test(number)) throw new Refused('not-found');
    const bytes = await this.notices.file(number);
    return new StreamableFile(bytes, {
      type: 'application/pdf',
      disposition: `attachment; filename="${number}.pdf"`,
      length: bytes.length,
    });
  }
}
