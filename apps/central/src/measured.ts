/**
 * Central as the bench of payments starts it: with one more route, which asks for the same tokens as a payment and does nothing. It shows
 * what server, tokens and reading of the body take by themselves. A bureau has no use for it.
 */
import { Controller, HttpCode, Post } from '@nestjs/common';
import { Performs } from './ground/http/identity.js';
import { startCentral } from './whole/start-central.js';

@Controller('v1/nothing')
class NothingController {
  @Post()
  @HttpCode(200)
  @Performs('payments.pay')
  doNothing(): object {
    return {};
  }
}

await startCentral([NothingController]);
