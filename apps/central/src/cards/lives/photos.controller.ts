/** Photos for cards, in and out. */
import { Body, Controller, Get, Param, Post, StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiProduces } from '../../ground/http/described.js';
import { Performs } from '../../ground/http/identity.js';
import { PhotoDigestDto, PhotoDto } from './photos.dto.js';
import { PhotosService } from './photos.service.js';

@Controller('v1/photos')
export class PhotosController {
  constructor(private readonly photos: PhotosService) {}

  /** Keeps a photo; an application names it by the digest. */
  @Post()
  @Performs('photos.add')
  async add(@Body() { jpeg }: PhotoDto): Promise<PhotoDigestDto> {
    return { digest: await this.photos.add(Buffer.from(jpeg, 'base64')) };
  }

  /** The photo as a JPEG. */
  @Get(':digest')
  @Performs('photos.read')
  @ApiProduces('image/jpeg')
  @ApiOkResponse({ schema: { type: 'string', format: 'binary' } })
  async read(@Param('digest') digest: string): Promise<StreamableFile> {
    return new StreamableFile(await this.photos.read(digest), { type: 'image/jpeg' });
  }
}
