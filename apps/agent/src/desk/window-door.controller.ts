/** What the clerk's window asks of the centre as the console does: handed on for the clerk who holds the desk, what stands in its table and nothing else. */
import { All, Body, Controller, HttpCode, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { findConsoleDoor, isConsoleWrite } from '#libs/contract/console.js';
import { CentralClient } from '../central/central.client.js';
import { StaffToken } from '../central/staff-token.js';
import { refusal } from '../ground/refusal.js';
import { DeskSignIn } from '../link/desk-sign-in.service.js';

/** Longer than any question of the window. */
const longestQuery = 1000;

@Controller('desk')
export class WindowDoorController {
  constructor(
    private readonly central: CentralClient,
    private readonly token: StaffToken,
    private readonly staff: DeskSignIn,
  ) {}

  /** Form, content and key are the centre's to judge, and so is whether the role may ask. */
  @All('window/*')
  @HttpCode(200)
  pass(@Req() { method, url, headers }: FastifyRequest, @Body() body: unknown): Promise<unknown> {
    const [address = '', query = ''] = url.split('?', 2);
    const door = findConsoleDoor(method, address, '/desk/window');
    if (door === null || query.length > longestQuery) throw refusal('not-found');
    const key = headers['idempotency-key'];
    if (isConsoleWrite(door.act) && key === undefined) throw refusal('key-missing');
    this.staff.noteActivity();
    return this.central.passOn(
      door,
      query,
      door.method === 'get' ? undefined : (body ?? {}),
      this.token,
      key,
    );
  }
}
