/** Units and their people in the console: searched for, shown, changed, taken on and let go. */
import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import {
  Performs,
  Staff,
  Terminal,
  type StaffIdentity,
  type TerminalIdentity,
} from '../../ground/http/identity.js';
import {
  DatedUnitChangeDto,
  EnrolledDto,
  EnrolmentDto,
  FloatingStepToSetDto,
  LeavingDto,
  ProjectChangeDto,
  ProjectToAddDto,
  UnitDto,
  UnitInFullDto,
  UnitPeopleDto,
  UnitsDto,
  UnitToAddDto,
  UnitToCloseDto,
} from './units.dto.js';
import { UnitDesk } from './unit-desk.service.js';

@Controller('v1/units')
export class UnitsController {
  constructor(private readonly desk: UnitDesk) {}

  /** By code, credit code or a part of the name. */
  @Get()
  @Performs('units.search')
  search(@Query('text') text: string): Promise<UnitsDto> {
    return this.desk.search(typeof text === 'string' ? text : '');
  }

  /** One unit with its floating steps, its projects, and how many it insures. */
  @Get(':code')
  @Performs('units.read')
  read(@Param('code') code: string): Promise<UnitInFullDto> {
    return this.desk.read(code);
  }

  /** Whom it insures on a day, at all or under one of its projects. */
  @Get(':code/people')
  @Performs('units.list-people')
  people(
    @Param('code') code: string,
    @Query('on') on?: string,
    @Query('after') after?: string,
    @Query('project') project?: string,
  ): Promise<UnitPeopleDto> {
    return this.desk.listPeople(code, {
      ...(typeof on === 'string' ? { on } : {}),
      ...(typeof after === 'string' ? { after } : {}),
      ...(typeof project === 'string' ? { project } : {}),
    });
  }

  /** Registers a unit; the same once more is the same unit. */
  @Post()
  @Performs('units.add')
  add(
    @Terminal() terminal: TerminalIdentity,
    @Staff() staff: StaffIdentity,
    @Body() unit: UnitToAddDto,
  ): Promise<UnitDto> {
    return this.desk.add({ staff, terminal }, unit);
  }

  /** Enters what has changed about it. */
  @Post(':code/change')
  @Performs('units.change')
  change(
    @Terminal() terminal: TerminalIdentity,
    @Staff() staff: StaffIdentity,
    @Param('code') code: string,
    @Body() change: DatedUnitChangeDto,
  ): Promise<UnitDto> {
    return this.desk.change({ staff, terminal }, code, change);
  }

  /** Closes it, once it owes nothing and insures nobody. */
  @Post(':code/closing')
  @Performs('units.close')
  close(
    @Terminal() terminal: TerminalIdentity,
    @Staff() staff: StaffIdentity,
    @Param('code') code: string,
    @Body() { on }: UnitToCloseDto,
  ): Promise<UnitDto> {
    return this.desk.close({ staff, terminal }, code, on);
  }

  /** Enters the floating step of its injury rate from a day on. */
  @Post(':code/floating-steps')
  @Performs('units.set-floating-step')
  setFloatingStep(
    @Terminal() terminal: TerminalIdentity,
    @Staff() staff: StaffIdentity,
    @Param('code') code: string,
    @Body() step: FloatingStepToSetDto,
  ): Promise<UnitInFullDto> {
    return this.desk.setFloatingStep({ staff, terminal }, code, step);
  }

  /** Registers a construction project that it contracts. */
  @Post(':code/projects')
  @Performs('units.add-project')
  addProject(
    @Terminal() terminal: TerminalIdentity,
    @Staff() staff: StaffIdentity,
    @Param('code') code: string,
    @Body() project: ProjectToAddDto,
  ): Promise<UnitInFullDto> {
    return this.desk.addProject({ staff, terminal }, code, project);
  }

  /** Enters another cost or end of a project, or that it has ended. */
  @Post(':code/projects/:project/change')
  @Performs('units.change-project')
  changeProject(
    @Terminal() terminal: TerminalIdentity,
    @Staff() staff: StaffIdentity,
    @Param('code') code: string,
    @Param('project') project: string,
    @Body() change: ProjectChangeDto,
  ): Promise<UnitInFullDto> {
    return this.desk.changeProject({ staff, terminal }, code, project, change);
  }

  /** Takes somebody on (增员), in all the schemes named or in none. */
  @Post(':code/participations')
  @Performs('participations.begin')
  enrol(
    @Terminal() terminal: TerminalIdentity,
    @Staff() staff: StaffIdentity,
    @Param('code') code: string,
    @Body() enrolment: EnrolmentDto,
  ): Promise<EnrolledDto> {
    return this.desk.enrol({ staff, terminal }, code, enrolment);
  }

  /** Lets somebody go (减员), from all the participations named or from none. */
  @Post(':code/leavings')
  @Performs('participations.end')
  letGo(
    @Terminal() terminal: TerminalIdentity,
    @Staff() staff: StaffIdentity,
    @Param('code') code: string,
    @Body() leaving: LeavingDto,
  ): Promise<EnrolledDto> {
    return this.desk.letGo({ staff, terminal }, code, leaving);
  }
}
