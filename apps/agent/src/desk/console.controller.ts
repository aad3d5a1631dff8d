/** The console of a browser: what it is shown, and its questions and decisions handed on to the centre, those of its table and no others. */
import { All, Body, Controller, Get, HttpCode, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { findConsoleDoor, isConsoleWrite, isFileAct } from '#libs/contract/console.js';
import type { ConsoleState } from '#libs/contract/desk.js';
import { CentralClient } from '../central/central.client.js';
import { DeskStore } from '../desk-state/desk.store.js';
import { refusal } from '../ground/refusal.js';
import { ConsoleSignIns } from '../link/console-sign-ins.service.js';
import { DeskCookies } from './desk-cookies.js';
import { StateStreams } from './state-streams.js';

/** Longer than any question of the console. */
const longestQuery = 1000;

@Controller('desk')
export class ConsoleController {
  constructor(
    private readonly central: CentralClient,
    private readonly signIns: ConsoleSignIns,
    private readonly cookies: DeskCookies,
    private readonly desk: DeskStore,
    private readonly streams: StateStreams,
  ) {}

  @Get('console/state')
  state(@Req() request: FastifyRequest): ConsoleState {
    return this.signIns.stateFor(this.cookies.browserOf(request) ?? '');
  }

  @Get('console/events')
  events(@Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    const browser = this.cookies.browserOf(request) ?? '';
    this.streams.open(reply, this.desk, () => this.signIns.stateFor(browser));
  }

  /** Form and content of query, body and key are the centre's to judge, and so is whether the role may ask. Nothing is written without a key. */
  @All('central/*')
  @HttpCode(200)
  pass(@Req() request: FastifyRequest, @Body() body: unknown): Promise<unknown> {
    const { method, url } = request;
    const secret = this.cookies.seatOf('console', request);
    const token = this.signIns.tokenOf(secret);
    const [address = '', query = ''] = url.split('?', 2);
    const door = findConsoleDoor(method, address);
    if (door === null || query.length > longestQuery) throw refusal('not-found');
    if (door.method !== 'get') this.signIns.noteActivity(secret);
    const key = request.headers['idempotency-key'];
    if (isConsoleWrite(door.act) && key === undefined) throw refusal('key-missing');
    if (isFileAct(door.act)) return this.central.openFile(door, query, token);
    return this.central.passOn(door, query, door.method === 'get' ? undefined : (body ?? {}), token, key);
  }
}
