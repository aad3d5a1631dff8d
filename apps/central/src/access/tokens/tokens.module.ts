/** Tokens of terminals and staff, for the guard of every route. */
import { Global, Module } from '@nestjs/common';
import { TokenHolders } from './token-holders.js';
import { TokenHoldersStore } from './token-holders.store.js';
import { TokenService } from './token.service.js';

@Global()
@Module({
  providers: [TokenService, TokenHolders, TokenHoldersStore],
  exports: [TokenService, TokenHolders],
})
export class TokensModule {}
