/** Papers that the holder of the card in a kiosk prints about themselves. */
import { Body, Controller, Get, Param, ParseUUIDPipe, Post, type StreamableFile } from '@nestjs/common';
import { AskedPerMinute } from '../../ground/http/asked-per-minute.js';
import { Performs, Terminal, type TerminalIdentity } from '../../ground/http/identity.js';
import { OwnDocumentDto, OwnDocumentRequestDto } from './documents.dto.js';
import { documentFile, documentNumberOf } from './document-address.js';
import { Documents } from './documents.service.js';

@Controller('v1/card-sessions/:id/documents')
export class OwnDocumentsController {
  constructor(private readonly documents: Documents) {}

  /** A statement or certificate of the holder's own, numbered and kept as any paper, line by line for a roll. The asking is logged. */
  @Post()
  @Performs('card-sessions.issue-document')
  @AskedPerMinute(30)
  issue(
    @Terminal() terminal: TerminalIdentity,
    @Param('id', ParseUUIDPipe) id: string,
    @Body() request: OwnDocumentRequestDto,
  ): Promise<OwnDocumentDto> {
    return this.documents.issueOwn(terminal, id, request);
  }

  /** The file of a paper of the holder's own, to be printed. */
  @Get(':number/file')
  @Performs('card-sessions.fetch-document')
  @AskedPerMinute(30)
  async file(
    @Terminal() terminal: TerminalIdentity,
    @Param('id', ParseUUIDPipe) id: string,
    @Param('number') number: string,
  ): Promise<StreamableFile> {
    return documentFile(await this.documents.ownFile(terminal, id, documentNumberOf(number, 'not-found')));
  }
}
