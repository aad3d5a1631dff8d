/** The event streams that pages of this machine hold open, and how many there may be. */
import { Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { ConsoleState, DeskState } from '#libs/contract/desk.js';
import type { SelfServiceState } from '#libs/contract/self-service.js';
import type { DeskStore } from '../desk-state/desk.store.js';
import { streamState } from '../desk-state/event-stream.js';
import { refusal } from '../ground/refusal.js';

/** Pages of one machine open at once: more is a page that went wild. */
const streamsAtMost = 20;

@Injectable()
export class StateStreams {
  private streams = 0;

  /** Streams to a page what `seen` makes of each state. Throws Refusal `busy` when there are too many. */
  open(
    reply: FastifyReply,
    desk: DeskStore,
    seen: (state: DeskState) => DeskState | ConsoleState | SelfServiceState,
  ): void {
    if (this.streams >= streamsAtMost) throw refusal('busy');
    this.streams += 1;
    reply.raw.once('close', () => {
      this.streams -= 1;
    });
    for (const [name, value] of Object.entries(reply.getHeaders()))
      if (value !== undefined) reply.raw.setHeader(name, value);
    reply.raw.setHeader('Content-Type', 'text/event-stream; charset=utf-8');
    reply.hijack();
    streamState(reply.raw, desk, seen);
  }
}
