/** The universal participation plan in the console: its picture, who is behind each figure, and what following up came to. */
import { Body, Controller, Get, Param, ParseUUIDPipe, Post, Query } from '@nestjs/common';
import { ApiQuery } from '../../ground/http/described.js';
import {
  Performs,
  Staff,
  Terminal,
  type StaffIdentity,
  type TerminalIdentity,
} from '../../ground/http/identity.js';
import type { ListAsk } from '../../ground/lists/list-page.js';
import { AskedList, ListQueries } from '../../ground/lists/list-query.js';
import { CardSharesDto, CoverageDto, FollowUpDto, FollowUpToNoteDto, MembersDto } from './coverage.dto.js';
import { CoverageService, memberFilter } from './coverage.service.js';

@Controller('v1')
export class CoverageController {
  constructor(private readonly coverage: CoverageService) {}

  /** Who is insured, by township and category, of a month, and over the months. */
  @Get('coverage')
  @ApiQuery({ name: 'month', required: false, type: String })
  @Performs('coverage.read')
  read(@Query('month') month?: string): Promise<CoverageDto> {
    return this.coverage.read(typeof month === 'string' ? month : undefined);
  }

  /** The people behind a figure: `standing` is one of the standings, or `gap` for all that are not insured and should be. */
  @Get('coverage/people')
  @ListQueries('duty', 'standing', 'township', 'category', 'followed')
  @Performs('coverage.list-people')
  list(
    @AskedList() ask: ListAsk,
    @Query('duty') duty?: string,
    @Query('standing') standing?: string,
    @Query('township') township?: string,
    @Query('category') category?: string,
    @Query('followed') followed?: string,
  ): Promise<MembersDto> {
    return this.coverage.list(memberFilter({ duty, standing, township, category, followed }), ask);
  }

  /** Notes what asking somebody came to. */
  @Post('coverage/people/:id/results')
  @Performs('coverage.note-result')
  note(
    @Terminal() terminal: TerminalIdentity,
    @Staff() staff: StaffIdentity,
    @Param('id', ParseUUIDPipe) id: string,
    @Body() followUp: FollowUpToNoteDto,
  ): Promise<FollowUpDto> {
    return this.coverage.note({ staff, terminal }, id, followUp);
  }

  /** Who paid and who collected in a month, with a card or without one. */
  @Get('coverage/card-shares')
  @ApiQuery({ name: 'month', required: false, type: String })
  @Performs('coverage.read-card-shares')
  cardShares(@Query('month') month?: string): Promise<CardSharesDto> {
    return this.coverage.cardShares(typeof month === 'string' ? month : undefined);
  }
}
