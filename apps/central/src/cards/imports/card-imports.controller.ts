/** Lets those who make, approve and audit batches see what was imported; importing itself is done on the command line. */
import { Controller, Get } from '@nestjs/common';
import { Performs } from '../../ground/http/identity.js';
import { CardImportsDto } from './card-imports.dto.js';
import { ImportListService } from './import-list.service.js';

@Controller('v1/card-imports')
export class CardImportsController {
  constructor(private readonly imports: ImportListService) {}

  /** Files looked at and imported, the newest first, 100 at most, with their control totals. */
  @Get()
  @Performs('card-imports.list')
  list(): Promise<CardImportsDto> {
    return this.imports.list();
  }
}
