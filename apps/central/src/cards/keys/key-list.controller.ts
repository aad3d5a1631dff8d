/** Shows which keys there are; they are made, given up and renewed by commands alone. */
import { Controller, Get } from '@nestjs/common';
import { Performs } from '../../ground/http/identity.js';
import { KeyListDto } from './keys.dto.js';
import { KeyListService } from './key-list.service.js';

@Controller('v1/keys')
export class KeyListController {
  constructor(private readonly keys: KeyListService) {}

  /** The versions of the master keys with their custodians and uses, and the keys that central signs with; no key. */
  @Get()
  @Performs('keys.read')
  list(): Promise<KeyListDto> {
    return this.keys.list();
  }
}
