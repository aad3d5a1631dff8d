/** Who belongs to the staff, and what an administrator does about it. */
import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import {
  Performs,
  Staff,
  Terminal,
  type StaffIdentity,
  type TerminalIdentity,
} from '../../ground/http/identity.js';
import type { ListAsk } from '../../ground/lists/list-page.js';
import { AskedList, ListQueries } from '../../ground/lists/list-query.js';
import { oneOf } from '../../ground/lists/one-of.js';
import { NewcomerDto, RoleChangeDto, StaffChangeDto, StaffListDto } from './staff.dto.js';
import { StaffListService } from './staff-list.service.js';
import { StaffLife, type Administrator } from './staff-life.service.js';

const by = (staff: StaffIdentity, terminal: TerminalIdentity): Administrator => ({
  number: staff.number,
  terminalId: terminal.id,
});

@Controller('v1/staff')
export class StaffController {
  constructor(
    private readonly life: StaffLife,
    private readonly members: StaffListService,
  ) {}

  /** Everybody who ever belonged to it, by number, and what waits for a second person about them. */
  @Get()
  @ListQueries('state')
  @Performs('staff.list')
  list(@AskedList() ask: ListAsk, @Query('state') state?: string): Promise<StaffListDto> {
    return this.members.list(oneOf('state', state, ['joining', 'active', 'suspended', 'left']), ask);
  }

  /** Adds a member, who chooses a password with the code. A role that decides waits for a second person. */
  @Post()
  @Performs('staff.join')
  join(
    @Staff() staff: StaffIdentity,
    @Terminal() terminal: TerminalIdentity,
    @Body() newcomer: NewcomerDto,
  ): Promise<StaffChangeDto> {
    return this.life.join(newcomer, by(staff, terminal));
  }

  /** Gives a member another role. */
  @Post(':number/role')
  @HttpCode(200)
  @Performs('staff.change-role')
  changeRole(
    @Staff() staff: StaffIdentity,
    @Terminal() terminal: TerminalIdentity,
    @Param('number') number: string,
    @Body() { role }: RoleChangeDto,
  ): Promise<StaffChangeDto> {
    return this.life.changeRole(number, role, by(staff, terminal));
  }

  /** Makes a one-time code to choose another password with; a second person approves. */
  @Post(':number/reset')
  @HttpCode(200)
  @Performs('staff.reset')
  reset(
    @Staff() staff: StaffIdentity,
    @Terminal() terminal: TerminalIdentity,
    @Param('number') number: string,
  ): Promise<StaffChangeDto> {
    return this.life.reset(number, by(staff, terminal));
  }

  /** Takes a member out until they are reset. */
  @Post(':number/suspension')
  @HttpCode(200)
  @Performs('staff.suspend')
  suspend(
    @Staff() staff: StaffIdentity,
    @Terminal() terminal: TerminalIdentity,
    @Param('number') number: string,
  ): Promise<StaffChangeDto> {
    return this.life.suspend(number, by(staff, terminal));
  }

  /** Takes a member out for good. */
  @Post(':number/leaving')
  @HttpCode(200)
  @Performs('staff.dismiss')
  dismiss(
    @Staff() staff: StaffIdentity,
    @Terminal() terminal: TerminalIdentity,
    @Param('number') number: string,
  ): Promise<StaffChangeDto> {
    return this.life.dismiss(number, by(staff, terminal));
  }

  /** Lifts the locks of a number that failed too often. */
  @Post(':number/lock-lifting')
  @HttpCode(200)
  @Performs('staff.lift-lock')
  liftLock(
    @Staff() staff: StaffIdentity,
    @Terminal() terminal: TerminalIdentity,
    @Param('number') number: string,
  ): Promise<StaffChangeDto> {
    return this.life.liftLock(number, by(staff, terminal));
  }
}
