/** What the page asks to find somebody by name. */
import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import type { PeopleByName, PickedPerson } from '#libs/contract/people-by-name.js';
import { PeopleByNameLookUp } from '../asking/people-by-name.service.js';
import { DeskSignIn } from '../link/desk-sign-in.service.js';
import { PeopleByNameDto, PersonPickDto } from './people-by-name.dto.js';

@Controller('desk/people-by-name')
export class PeopleByNameController {
  constructor(
    private readonly staff: DeskSignIn,
    private readonly people: PeopleByNameLookUp,
  ) {}

  @Post()
  @HttpCode(200)
  find(
    @Body() { name, initials, unit, age, lastFour, purpose, after }: PeopleByNameDto,
  ): Promise<PeopleByName> {
    this.staff.noteActivity();
    return this.people.find({
      purpose,
      ...(name === undefined ? {} : { name }),
      ...(initials === undefined ? {} : { initials }),
      ...(unit === undefined ? {} : { unit }),
      ...(age === undefined ? {} : { age }),
      ...(lastFour === undefined ? {} : { lastFour }),
      ...(after === undefined ? {} : { after }),
    });
  }

  @Post('picks')
  @HttpCode(200)
  pick(@Body() { personId, purpose }: PersonPickDto): Promise<PickedPerson> {
    this.staff.noteActivity();
    return this.people.pick({ personId, purpose });
  }
}
