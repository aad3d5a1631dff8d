/** What the page can ask for about cards; shapes and answers stand in `libs/contract/card-window.ts`. */
import { Body, Controller, Get, Header, HttpCode, Param, Post, StreamableFile } from '@nestjs/common';
import type {
  ApplicationsToDecide,
  CardFile,
  PhotoAnswer,
  ServiceContent,
} from '#libs/contract/card-window.js';
import type { Act, Standing } from '#libs/contract/desk.js';
import type { PastActsPage } from '#libs/contract/past-acts.js';
import type { PersonOverview } from '#libs/contract/person-overview.js';
import { CardFileLookUp } from '../asking/card-file-look-up.service.js';
import { CardServiceActs } from '../acts/card-service-acts.service.js';
import { PastActs } from '../asking/past-acts.service.js';
import { PersonOverviews } from '../asking/person-overviews.service.js';
import { ReviewService } from '../asking/review.service.js';
import { DeskSignIn } from '../link/desk-sign-in.service.js';
import {
  CardFileDto,
  CardServiceDto,
  PastActsDto,
  PersonOverviewDto,
  PhotoDto,
  RejectionDto,
  personOf,
} from './cards.dto.js';
import { InsertionDto } from './desk.dto.js';
import { membersOf } from './malformed.js';

@Controller('desk')
export class CardsController {
  constructor(
    private readonly staff: DeskSignIn,
    private readonly files: CardFileLookUp,
    private readonly past: PastActs,
    private readonly overviews: PersonOverviews,
    private readonly services: CardServiceActs,
    private readonly review: ReviewService,
  ) {}

  @Post('card-files')
  @HttpCode(200)
  file(@Body() { purpose, ...named }: CardFileDto): Promise<CardFile> {
    this.staff.noteActivity();
    const { insertionId, socialSecurityNumber, name } = named;
    const isNumberAlone =
      insertionId === undefined && name === undefined && socialSecurityNumber !== undefined;
    return this.files.open({ ...(isNumberAlone ? { socialSecurityNumber } : personOf(named)), purpose });
  }

  /** The page asks by itself, once the holder is shown: no sign that somebody is at work. */
  @Post('holder/standing')
  @HttpCode(200)
  standing(@Body() { insertionId }: InsertionDto): Promise<Standing> {
    return this.files.standing(insertionId);
  }

  @Post('past-acts')
  @HttpCode(200)
  pastActs(@Body() { purpose, after, ...named }: PastActsDto): Promise<PastActsPage> {
    this.staff.noteActivity();
    return this.past.page({ ...personOf(named), purpose, ...(after === undefined ? {} : { after }) });
  }

  @Post('person-overviews')
  @HttpCode(200)
  overview(@Body() { purpose, on, ...named }: PersonOverviewDto): Promise<PersonOverview> {
    this.staff.noteActivity();
    return this.overviews.read({ ...personOf(named), purpose, ...(on === undefined ? {} : { on }) });
  }

  @Post('card-services')
  @HttpCode(202)
  perform(@Body(membersOf(CardServiceDto)) request: CardServiceDto & ServiceContent): Promise<Act> {
    const { insertionId: _, socialSecurityNumber: __, name: ___, ...content } = request;
    this.staff.noteActivity();
    return this.services.perform({ ...content, ...personOf(request) });
  }

  @Post('photos')
  @HttpCode(201)
  addPhoto(@Body() { jpeg }: PhotoDto): Promise<PhotoAnswer> {
    this.staff.noteActivity();
    return this.files.addPhoto(jpeg);
  }

  @Get('photos/:digest')
  @Header('Content-Type', 'image/jpeg')
  async photo(@Param('digest') digest: string): Promise<StreamableFile> {
    return new StreamableFile(await this.files.photo(digest), { type: 'image/jpeg' });
  }

  @Get('card-applications')
  applications(): Promise<ApplicationsToDecide> {
    this.staff.noteActivity();
    return this.review.list();
  }

  @Post('card-applications/:number/approval')
  @HttpCode(204)
  approve(@Param('number') number: string): Promise<void> {
    this.staff.noteActivity();
    return this.review.approve(number);
  }

  @Post('card-applications/:number/rejection')
  @HttpCode(204)
  reject(@Param('number') number: string, @Body() { reason }: RejectionDto): Promise<void> {
    this.staff.noteActivity();
    return this.review.reject(number, reason);
  }
}
