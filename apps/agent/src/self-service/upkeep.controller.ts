/** What the service screen of a kiosk can ask for; shapes and answers stand in `libs/contract/upkeep.ts`. */
import { Body, Controller, HttpCode, Post, UseGuards } from '@nestjs/common';
import { SignInDto } from '../desk/desk.dto.js';
import { KioskPageGuard } from './kiosk-page.guard.js';
import { ClosureDto } from './self-service.dto.js';
import { UpkeepService } from './upkeep.service.js';

@Controller('self-service/upkeep')
@UseGuards(KioskPageGuard)
export class UpkeepController {
  constructor(private readonly upkeep: UpkeepService) {}

  @Post('sign-in')
  @HttpCode(204)
  open(@Body() request: SignInDto): Promise<void> {
    return this.upkeep.open(request);
  }

  @Post('end')
  @HttpCode(204)
  close(): Promise<void> {
    return this.upkeep.close();
  }

  @Post('test')
  @HttpCode(202)
  test(): void {
    this.upkeep.test();
  }

  @Post('roll')
  @HttpCode(204)
  newRoll(): void {
    this.upkeep.newRoll();
  }

  @Post('closure')
  @HttpCode(204)
  takeOut(@Body() { reason }: ClosureDto): Promise<void> {
    return this.upkeep.takeOut(reason);
  }

  @Post('reopening')
  @HttpCode(204)
  takeBack(): Promise<void> {
    return this.upkeep.takeBack();
  }

  @Post('restart')
  @HttpCode(202)
  restart(): Promise<void> {
    return this.upkeep.restart();
  }
}
