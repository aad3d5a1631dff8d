/** Documents of claims: handed in as they come, listed, and shown to whoever decides; each look is on record. */
import { Controller, Get, Param, ParseUUIDPipe, Post, Query, Req, StreamableFile } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { ApiBody, ApiConsumes, ApiOkResponse, ApiProduces } from '../../ground/http/described.js';
import { Performs, Staff, type StaffIdentity } from '../../ground/http/identity.js';
import { Refused } from '../../ground/http/refused.js';
import { ClaimDocumentDto, ClaimDocumentsDto } from './claim-documents.dto.js';
import { ClaimDocuments } from './claim-documents.service.js';

@Controller('v1')
export class ClaimDocumentsController {
  constructor(private readonly documents: ClaimDocuments) {}

  /** A file of five megabytes at most, as one `document` of somebody, called `name`; a claim names it by the id answered. */
  @Post('people/:id/claim-documents')
  @ApiConsumes('application/octet-stream')
  @ApiBody({ schema: { type: 'string', format: 'binary' } })
  @Performs('claim-documents.hand-in')
  handIn(
    @Param('id', ParseUUIDPipe) id: string,
    @Query('document') document: string,
    @Query('name') name: string,
    @Req() { body }: FastifyRequest,
    @Staff() staff: StaffIdentity,
  ): Promise<ClaimDocumentDto> {
    if (!Buffer.isBuffer(body)) throw new Refused('malformed-request', 'application/octet-stream');
    return this.documents.handIn(id, { code: document, name: name ?? '', bytes: body }, staff.number);
  }

  /** What was handed in for somebody within thirty days, the newest first. */
  @Get('people/:id/claim-documents')
  @Performs('claim-documents.list')
  ofPerson(@Param('id', ParseUUIDPipe) id: string): Promise<ClaimDocumentsDto> {
    return this.documents.ofPerson(id);
  }

  /** The document itself, as the type its content has. */
  @Get('claim-documents/:id')
  @Performs('claim-documents.read')
  @ApiProduces('image/jpeg', 'image/png', 'application/pdf')
  @ApiOkResponse({ schema: { type: 'string', format: 'binary' } })
  async read(@Param('id', ParseUUIDPipe) id: string): Promise<StreamableFile> {
    const { name, type, content } = await this.documents.read(id);
    return new StreamableFile(content, {
      type,
      length: content.length,
      disposition: `inline; filename*=UTF-8''${encodeURIComponent(name)}`,
    });
  }
}
