/** Finding somebody by name who has no card with them, and picking the right one. */
import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { AskedPerMinute } from '../../ground/http/asked-per-minute.js';
import {
  Performs,
  Staff,
  Terminal,
  type StaffIdentity,
  type TerminalIdentity,
} from '../../ground/http/identity.js';
import {
  PeopleByNameDto,
  PeopleByNameRequestDto,
  PersonPickDto,
  PickedPersonDto,
} from './people-by-name.dto.js';
import { PeopleByName } from './people-by-name.service.js';

@Controller('v1/people-by-name')
export class PeopleByNameController {
  constructor(private readonly people: PeopleByName) {}

  /** People of a name, or whose name begins so, a page at a time. Each person shown is on record with the purpose. */
  @Post()
  // Names stay out of addresses and their logs.
  @HttpCode(200)
  @AskedPerMinute(20, 'clerk')
  @Performs('people-by-name.find')
  find(
    @Terminal() terminal: TerminalIdentity,
    @Staff() staff: StaffIdentity,
    @Body() request: PeopleByNameRequestDto,
  ): Promise<PeopleByNameDto> {
    return this.people.find(terminal, staff, request);
  }

  /** The number and whole name of somebody whom this clerk was shown within half an hour, to open their file by. The asking is logged with its purpose. */
  @Post('picks')
  @HttpCode(200)
  @AskedPerMinute(20, 'clerk')
  @Performs('people-by-name.pick')
  pick(@Staff() staff: StaffIdentity, @Body() request: PersonPickDto): Promise<PickedPersonDto> {
    return this.people.pick(staff, request.personId);
  }
}
