/** Codes that come by the keyboard: a scanner set to type is heard by the page, which hands them over. */
import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { DeskSignIn } from '../link/desk-sign-in.service.js';
import { CodeScans } from '../scanning/code-scans.service.js';
import { ScanDto } from './scans.dto.js';

@Controller('desk/scans')
export class ScansController {
  constructor(
    private readonly staff: DeskSignIn,
    private readonly scans: CodeScans,
  ) {}

  @Post()
  @HttpCode(202)
  take(@Body() { code }: ScanDto): void {
    this.staff.requireStaff();
    this.staff.noteActivity();
    void this.scans.take(code);
  }
}
