/** Hands the console's questions and decisions on to the centre, for whoever is signed in: those of its table and no others. */
import { All, Body, Controller, HttpCode, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { findConsoleDoor, type ConsoleAct } from '#libs/contract/console.js';
import { CentralClient } from '../central/central.client.js';
import { refusal } from '../ground/refusal.js';
import { DeskSignIn } from '../link/desk-sign-in.service.js';

/** Longer than any question of the console. */
const longestQuery = 1000;

/** What is answered with a file, which goes through as it comes. */
const fileActs: ReadonlySet<ConsoleAct> = new Set(['production-files.fetch']);

@Controller('desk/central')
export class ConsoleController {
  constructor(
    private readonly central: CentralClient,
    private readonly staff: DeskSignIn,
  ) {}

  /** Form and content of query and body are the centre's to judge, and so is whether the role may ask. */
  @All('*')
  @HttpCode(200)
  pass(@Req() { method, url }: FastifyRequest, @Body() body: unknown): Promise<unknown> {
    const [address = '', query = ''] = url.split('?', 2);
    const door = findConsoleDoor(method, address);
    if (door === null || query.length > longestQuery) throw refusal('not-found');
    if (door.method !== 'get') this.staff.noteActivity();
    if (fileActs.has(door.act)) return this.central.openFile(door, query);
    return this.central.passOn(door, query, door.method === 'get' ? undefined : (body ?? {}));
  }
}
