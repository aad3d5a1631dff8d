/** Files that are handed over, and files that orders make: announced, sent piece by piece, completed; fetched, on record. */
import {
  Body,
  Controller,
  Get,
  HttpCode,
  Param,
  ParseUUIDPipe,
  Post,
  Query,
  Req,
  StreamableFile,
} from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiOkResponse, ApiProduces } from '../../ground/http/described.js';
import type { FastifyRequest } from 'fastify';
import { ChangeNumberPipe } from '../../ground/http/change-number.pipe.js';
import { Performs, Staff, type StaffIdentity } from '../../ground/http/identity.js';
import { Refused } from '../../ground/http/refused.js';
import { AnnouncedFileDto, ArrivingFileDto, ProductionFileDto } from './production-files.dto.js';
import { describeFile } from './describe-file.js';
import { ProductionFilesService } from './production-files.service.js';

@Controller('v1/production-files')
export class ProductionFilesController {
  constructor(private readonly files: ProductionFilesService) {}

  /** Announces a file that is handed over; one at a time for each person. */
  @Post()
  @Performs('production-files.hand-over')
  async announce(@Body() body: AnnouncedFileDto, @Staff() staff: StaffIdentity): Promise<ProductionFileDto> {
    return describeFile(await this.files.announce(body, staff));
  }

  /** What whoever asks is still handing over. */
  @Get('arriving')
  @Performs('production-files.read-arriving')
  async arriving(@Staff() { number }: StaffIdentity): Promise<ArrivingFileDto> {
    const file = await this.files.arriving(number);
    return { file: file === null ? null : describeFile(file) };
  }

  /** The next piece, from `received` on, a megabyte at most; the answer says how much is there. */
  @Post(':id/pieces')
  @HttpCode(200)
  @ApiConsumes('application/octet-stream')
  @ApiBody({ schema: { type: 'string', format: 'binary' } })
  @Performs('production-files.add-piece')
  async addPiece(
    @Param('id', ParseUUIDPipe) id: string,
    @Query('offset', ChangeNumberPipe) offset: number,
    @Req() { body }: FastifyRequest,
    @Staff() { number }: StaffIdentity,
  ): Promise<ProductionFileDto> {
    if (!Buffer.isBuffer(body)) throw new Refused('malformed-request', 'application/octet-stream');
    return describeFile(await this.files.addPiece(id, offset, body, number));
  }

  /** Says that all of it was sent. */
  @Post(':id/completion')
  @HttpCode(200)
  @Performs('production-files.complete')
  async complete(
    @Param('id', ParseUUIDPipe) id: string,
    @Staff() { number }: StaffIdentity,
  ): Promise<ProductionFileDto> {
    return describeFile(await this.files.complete(id, number));
  }

  /** Gives a file up that was handed over. */
  @Post(':id/removal')
  @HttpCode(204)
  @Performs('production-files.discard')
  discard(@Param('id', ParseUUIDPipe) id: string, @Staff() { number }: StaffIdentity): Promise<void> {
    return this.files.discard(id, number);
  }

  /** A file that was handed over or made. */
  @Get(':id/content')
  @Performs('production-files.fetch')
  @ApiProduces('application/octet-stream')
  @ApiOkResponse({ schema: { type: 'string', format: 'binary' } })
  async content(@Param('id', ParseUUIDPipe) id: string): Promise<StreamableFile> {
    const { file, content } = await this.files.fetch(id);
    return new StreamableFile(content, {
      type: 'application/octet-stream',
      length: file.bytes,
      disposition: `attachment; filename*=UTF-8''${encodeURIComponent(file.name)}`,
    });
  }
}
