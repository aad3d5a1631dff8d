/** Papers about whoever is at the window: given out, and their files for the browser to print. */
import { Body, Controller, Get, HttpCode, Param, Post, StreamableFile } from '@nestjs/common';
import type { IssuedPaper } from '#libs/contract/person-overview.js';
import { PersonPapers } from '../asking/person-papers.service.js';
import { DeskSignIn } from '../link/desk-sign-in.service.js';
import { PaperDto, personOf } from './cards.dto.js';

@Controller('desk/person-papers')
export class PersonPapersController {
  constructor(
    private readonly staff: DeskSignIn,
    private readonly papers: PersonPapers,
  ) {}

  @Post()
  @HttpCode(200)
  issue(@Body() { purpose, kind, key, year, ...named }: PaperDto): Promise<IssuedPaper> {
    this.staff.noteActivity();
    return this.papers.issue({
      ...personOf(named),
      purpose,
      kind,
      key,
      ...(year === undefined ? {} : { year }),
    });
  }

  @Get(':number')
  async file(@Param('number') number: string): Promise<StreamableFile> {
    return new StreamableFile(await this.papers.file(number), {
      type: 'application/pdf',
      disposition: `inline; filename="${encodeURIComponent(number)}.pdf"`,
    });
  }
}
