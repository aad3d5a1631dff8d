/** Tells a supervisor that the agent is up, and how its parts are. */
import { Controller, Get } from '@nestjs/common';
import { DeskStore } from '../desk-state/desk.store.js';

@Controller('health')
export class HealthController {
  constructor(private readonly desk: DeskStore) {}

  @Get()
  health(): {
    readonly status: 'ok';
    readonly reader: string;
    readonly printer: string;
    readonly codeReader: string;
    readonly central: string;
  } {
    const { reader, printer, codeReader, central } = this.desk.state;
    return {
      status: 'ok',
      reader: reader.state,
      printer: printer.state,
      codeReader,
      central: central.state,
    };
  }
}
