/** Answers the de-facto terminal interface: one request in text, one answer, whatever carries them. */
import { Inject, Injectable } from '@nestjs/common';
import type { TerminalAnswer } from '#libs/contract/terminal-interface.js';
import { errorFields, LOG, type Logger } from '../ground/logging.js';
import { answerOfError, fault } from './terminal-error.js';
import { TerminalPins } from './terminal-pins.service.js';
import { TerminalReading, type Caller } from './terminal-reading.service.js';
import { TerminalRequest } from './terminal-request.js';

@Injectable()
export class TerminalService {
  constructor(
    private readonly reading: TerminalReading,
    private readonly pins: TerminalPins,
    @Inject(LOG) private readonly log: Logger,
  ) {}

  /** The answer to a request as it came. Never throws: what nobody foresaw is −999, and in the log. */
  async answer(text: string, caller: Caller): Promise<TerminalAnswer> {
    const beganMs = performance.now();
    let name = '';
    const answer = await this.perform(text, caller, (known) => {
      name = known;
    });
    // What was asked and what it came to, never what was sent or read.
    this.log.info(
      {
        origin: caller.origin,
        function: name,
        errorCode: answer.errorCode,
        milliseconds: Math.round(performance.now() - beganMs),
      },
      'terminal interface',
    );
    return answer;
  }

  private async perform(text: string, caller: Caller, tell: (name: string) => void): Promise<TerminalAnswer> {
    try {
      const request = TerminalRequest.read(text);
      tell(request.name);
      return { success: true, errorCode: 0, pOutInfo: await this.run(request, caller) };
    } catch (error) {
      const answer = answerOfError(error);
      if (answer !== null) return answer;
      this.log.error(errorFields(error), 'terminal interface failed');
      const { errorCode, words } = fault('fault');
      return { success: false, errorCode, pOutInfo: words };
    }
  }

  private run(request: TerminalRequest, caller: Caller): Promise<string> {
    switch (request.name) {
      case 'iReadCardBas':
        return this.reading.readBasic(request);
      case 'iReadCardBas_HSM_Step1':
        return this.reading.stepOne(request, caller);
      case 'iReadCardBas_HSM_Step2':
        return this.reading.stepTwo(request, caller);
      case 'iReadCard':
        return this.reading.readItems(request);
      case 'iVerifyPIN':
        return this.pins.verify(request);
      case 'iChangePIN':
        return this.pins.change(request, caller);
      case 'iReloadPIN':
        return this.pins.reload(request, caller);
      case 'iUnblockPIN':
        return this.pins.unblock(request, caller);
    }
  }
}
