/** Papers about a person: given out at windows and in the console, checked by anyone who holds one. */
import { Body, Controller, Get, Param, Post, Query, type StreamableFile } from '@nestjs/common';
import { AskedPerMinute } from '../../ground/http/asked-per-minute.js';
import {
  Performs,
  Staff,
  Terminal,
  type StaffIdentity,
  type TerminalIdentity,
} from '../../ground/http/identity.js';
import { documentFile, documentNumberOf } from './document-address.js';
import { DocumentRequestDto, DocumentVerificationDto, IssuedDocumentDto } from './documents.dto.js';
import { Documents } from './documents.service.js';

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
    return this.documents.verify(documentNumberOf(number, 'receipt-unknown'), String(code).toUpperCase());
  }

  /** The file of a paper, to be printed. */
  @Get(':number/file')
  @AskedPerMinute(30)
  @Performs('documents.fetch')
  async file(@Param('number') number: string): Promise<StreamableFile> {
    return documentFile(await this.documents.file(documentNumberOf(number, 'not-found')));
  }
}
