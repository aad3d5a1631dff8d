/** What the page asks about the clerk's shift; shapes and answers stand in `libs/contract/shifts.ts`. */
import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import type { Act } from '#libs/contract/desk.js';
import type { OwnShift, ShiftTaker } from '#libs/contract/shifts.js';
import { ShiftService } from '../acts/shift.service.js';
import { DeskSignIn } from '../link/desk-sign-in.service.js';
import { ShiftCountDto, ShiftHandOverDto, ShiftTakingDto } from './shifts.dto.js';

@Controller('desk/shifts')
export class ShiftsController {
  constructor(
    private readonly shift: ShiftService,
    private readonly staff: DeskSignIn,
  ) {}

  @Post('own')
  @HttpCode(200)
  own(): Promise<OwnShift> {
    this.staff.requireStaff();
    return this.shift.own();
  }

  @Post()
  @HttpCode(204)
  begin(): Promise<void> {
    this.staff.requireStaff();
    return this.shift.begin();
  }

  @Post('counts')
  @HttpCode(202)
  count(@Body() request: ShiftCountDto): Promise<Act> {
    this.staff.noteActivity();
    return this.shift.count(request);
  }

  @Post('takers')
  @HttpCode(200)
  confirmTaking(@Body() taking: ShiftTakingDto): Promise<ShiftTaker> {
    this.staff.requireStaff();
    return this.shift.confirmTaking(taking);
  }

  @Post('hand-overs')
  @HttpCode(202)
  handOver(@Body() request: ShiftHandOverDto): Promise<Act> {
    this.staff.noteActivity();
    return this.shift.handOver(request);
  }
}
