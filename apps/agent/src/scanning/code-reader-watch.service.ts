/** Listens to the code reader as long as the agent runs, and shows whether it is there. */
import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { CodeReader } from '#hardware/code-reader/code-reader.js';
import { withMembers } from '../desk-state/desk-state.js';
import { DeskStore } from '../desk-state/desk.store.js';
import type { AgentConfig } from '../ground/config.js';
import { LOG, type Logger } from '../ground/logging.js';
import { AGENT_CONFIG, CODE_READER } from '../ground/tokens.js';
import { CodeScans } from './code-scans.service.js';

@Injectable()
export class CodeReaderWatch implements OnApplicationBootstrap, OnApplicationShutdown {
  constructor(
    /** Null: the window has none. */
    @Inject(CODE_READER) private readonly reader: CodeReader | null,
    @Inject(AGENT_CONFIG) private readonly config: AgentConfig,
    @Inject(LOG) private readonly log: Logger,
    private readonly desk: DeskStore,
    private readonly scans: CodeScans,
  ) {}

  onApplicationBootstrap(): void {
    const { reader, log } = this;
    if (reader === null) return;
    reader.on('state', (state, detail) => {
      const fields = { device: this.config.codeReader?.path, state, detail };
      if (state === 'ready') log.info(fields, 'code reader');
      else log.warn(fields, 'code reader');
      this.desk.apply(withMembers({ codeReader: state }));
    });
    reader.on('code', (text) => void this.scans.take(text));
    reader.on('unfit', (why) => {
      log.warn({ why }, 'code not read');
      this.scans.refuse(why);
    });
    reader.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.reader?.close();
  }
}
