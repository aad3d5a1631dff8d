/** What a window gives up while a second person is still asked about it. */
import { Controller, Delete, HttpCode, Param, ParseUUIDPipe } from '@nestjs/common';
import { Performs, Terminal, type TerminalIdentity } from '../../ground/http/identity.js';
import { ActReleases } from './act-releases.service.js';

@Controller('v1/act-releases')
export class ActReleasesController {
  constructor(private readonly releases: ActReleases) {}

  /** Takes back what waits for a second person about an act of the asking window, by its Idempotency-Key. Refused `not-found` when nothing waits. */
  @Delete(':id')
  @HttpCode(204)
  @Performs('act-releases.withdraw')
  withdraw(@Terminal() terminal: TerminalIdentity, @Param('id', ParseUUIDPipe) key: string): Promise<void> {
    return this.releases.withdraw(key, terminal);
  }
}
