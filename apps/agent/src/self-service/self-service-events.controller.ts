/** The stream of states that the page of a kiosk follows; whichever opens it last has the kiosk. */
import { Controller, Get, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { DeskStore } from '../desk-state/desk.store.js';
import { StateStreams } from '../desk/state-streams.js';
import { SelfService } from './self-service.service.js';
import { UpkeepService } from './upkeep.service.js';

@Controller('self-service')
export class SelfServiceEventsController {
  constructor(
    private readonly desk: DeskStore,
    private readonly streams: StateStreams,
    private readonly own: SelfService,
    private readonly upkeep: UpkeepService,
  ) {}

  @Get('events')
  events(@Query('page') page: unknown, @Res() reply: FastifyReply): void {
    const taken = this.own.take(page);
    this.upkeep.takenBy(taken);
    this.streams.open(reply, this.desk, (state) => this.own.seenBy(taken, state, this.upkeep.seen));
  }
}
