/** Signing in, out and going on at this machine: the same routes for the window and for the console of a browser, each with its own sign-in. */
import { Body, Controller, HttpCode, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { FirstPasswordRequest, PasswordChangeRequest, SignInRequest } from '#libs/contract/desk.js';
import { ConsoleSignIns } from '../link/console-sign-ins.service.js';
import { DeskSignIn } from '../link/desk-sign-in.service.js';
import { DeskCookies, type Place } from './desk-cookies.js';
import { FirstPasswordDto, PasswordChangeDto, SignInDto } from './desk.dto.js';

/** Whose sign-in a page has; `secret` is what its cookie says, which the window, with one person at a time, does not ask. */
type SignIns = {
  signIn(request: SignInRequest, browser: string, give: (secret: string) => void): Promise<void>;
  choosePassword(
    chosen: FirstPasswordRequest,
    browser: string,
    give: (secret: string) => void,
  ): Promise<void>;
  changePassword(change: PasswordChangeRequest, secret: string): Promise<void>;
  signOut(secret: string): Promise<void>;
  noteActivity(secret: string): void;
};

abstract class SignInController {
  protected constructor(
    private readonly place: Place,
    private readonly signIns: SignIns,
    private readonly cookies: DeskCookies,
  ) {}

  @Post('sign-in')
  @HttpCode(204)
  signIn(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Body() asked: SignInDto,
  ): Promise<void> {
    return this.signIns.signIn(asked, ...this.browserIn(request, reply));
  }

  @Post('first-passwords')
  @HttpCode(204)
  choosePassword(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Body() chosen: FirstPasswordDto,
  ): Promise<void> {
    return this.signIns.choosePassword(chosen, ...this.browserIn(request, reply));
  }

  @Post('password-changes')
  @HttpCode(204)
  changePassword(@Req() request: FastifyRequest, @Body() change: PasswordChangeDto): Promise<void> {
    return this.signIns.changePassword(change, this.cookies.seatOf(this.place, request));
  }

  @Post('sign-out')
  @HttpCode(204)
  signOut(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<void> {
    this.cookies.unseat(this.place, request, reply);
    return this.signIns.signOut(this.cookies.seatOf(this.place, request));
  }

  /** The page is in use though nothing was asked for: the sign-in goes on. */
  @Post('activity')
  @HttpCode(204)
  activity(@Req() request: FastifyRequest): void {
    this.signIns.noteActivity(this.cookies.seatOf(this.place, request));
  }

  /** The browser that asks, and how it is given the secret of its sign-in. */
  private browserIn(request: FastifyRequest, reply: FastifyReply): [string, (secret: string) => void] {
    return [
      this.cookies.browserOf(request) ?? '',
      (secret) => this.cookies.seat(this.place, request, reply, secret),
    ];
  }
}

@Controller('desk')
export class DeskSignInController extends SignInController {
  constructor(signIns: DeskSignIn, cookies: DeskCookies) {
    super('clerk', signIns, cookies);
  }
}

@Controller('desk/console')
export class ConsoleSignInController extends SignInController {
  constructor(signIns: ConsoleSignIns, cookies: DeskCookies) {
    super('console', signIns, cookies);
  }
}
