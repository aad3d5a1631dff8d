/** What the page asks about undoing an act; shapes and answers stand in `libs/contract/undoings.ts`. */
import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import type { Act } from '#libs/contract/desk.js';
import type { AskedOfOthers, AskedUndoing, Undoings } from '#libs/contract/undoings.js';
import { UndoingService } from '../acts/undoing.service.js';
import { DeskSignIn } from '../link/desk-sign-in.service.js';
import { AskUndoingDto, UndoDto, UndoingLookUpDto } from './undoings.dto.js';

@Controller('desk/undoings')
export class UndoingsController {
  constructor(
    private readonly undoing: UndoingService,
    private readonly staff: DeskSignIn,
  ) {}

  @Post('look-ups')
  @HttpCode(200)
  lookUp(@Body() { receiptNumber }: UndoingLookUpDto): Promise<Undoings> {
    this.staff.requireStaff();
    return this.undoing.lookUp(receiptNumber);
  }

  /** Asked again and again while a second person looks: that alone keeps no sign-in alive. */
  @Post('waiting')
  @HttpCode(200)
  waiting(): Promise<AskedOfOthers> {
    this.staff.requireStaff();
    return this.undoing.askedOfOthers();
  }

  @Post()
  @HttpCode(200)
  ask(@Body() request: AskUndoingDto): Promise<AskedUndoing> {
    this.staff.noteActivity();
    return this.undoing.ask(request);
  }

  @Post('done')
  @HttpCode(202)
  undo(@Body() request: UndoDto): Promise<Act> {
    this.staff.noteActivity();
    return this.undoing.undo(request);
  }
}
