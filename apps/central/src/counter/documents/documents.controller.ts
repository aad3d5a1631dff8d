/** Papers about a person: given out at windows and in the console, checked by anyone who holds one. */
import { Body, Controller, Get, Param, Post, Query, StreamableFile } from '@nestjs/common';
import { AskedPerMinute } from '../../ground/http/asked-per-minute.js';
import {
  Performs,
  Staff,
  Terminal,
  type StaffIdentity,
  type TerminalIdentity,
} from '../../ground/http/identity.js';
import { Refused } from '../../ground/http/refused.js';
import { DocumentRequestDto, DocumentVerificationDto, IssuedDocumentDto } from './documents.dto.js';
import { Documents } from './documents.service.js';

/** What cannot be a number is answered like one that is not there. */
const numberOf = (text: string, code: 'receipt-unknown' | 'not-found'): string => {
  if (!/^D\d{20}$/.test(text)) throw new Refused(code);
  return text;
};

@Controller('v1/documents')
export class DocumentsController {
  constructor(private readonly documents: Documents) {}

  /** A statement of contributions, of accounts or of benefits, a certificate of insurance or of a move out, for somebody identified by card, number or a search. The asking is logged with its purpose. */
  @Post()
  @AskedPerMinute(30)
  @Performs('documents.issue')
  issue(
    @Terminal() terminal: TerminalIdentity,
    @Staff() staff: StaffIdentity,
    @Body() request: DocumentRequestDto,
  ): Promise<IssuedDocumentDto> {
    return this.documents.issue(terminal, staff, request);
  }

  /** Whether this paper was given out, and what it says, masked; needs the code printed on it. */
  @Get(':number')
  @Performs('documents.verify')
  @AskedPerMinute(60)
  verify(
    @Param('number') number: string,
    @Query('code') code: string = '',
  ): Promise<DocumentVerificationDto> {
    return this.documents.verify(numberOf(number, 'receipt-unknown'), String(code).toUpperCase());
  }

  /** The file of a paper, to be printed. */
  @Get(':number/file')
  @AskedPerMinute(30)
  @Performs('documents.fetch')
  async file(@Param('number') number: string): Promise<StreamableFile> {
    const { bytes } = await this.documents.file(numberOf(number, 'not-found'));
    return new StreamableFile(bytes, {
      type: 'application/pdf',
      disposition: `attachment; filename="${number}.pdf"`,
      length: bytes.length,
    });
  }
}
