/** The signed-in clerk's token, in memory only, and word of its end. */
import { Injectable } from '@nestjs/common';
import { authority, type Act, type Permission, type Role } from '#libs/contract/authority.js';
import { CentreClock } from '../ground/centre-clock.js';
import { refusal } from '../ground/refusal.js';

export type SignIn = {
  readonly token: string;
  readonly expiresAtMs: number;
  readonly staffNumber: string;
  readonly name: string;
  readonly role: Role;
};

@Injectable()
export class StaffToken {
  private held: SignIn | null = null;
  private readonly refusedWatchers = new Set<() => void>();

  constructor(private readonly clock: CentreClock) {}

  /** The sign-in as long as it lasts. */
  get current(): SignIn | null {
    return this.held !== null && this.held.expiresAtMs > this.clock.nowMs() ? this.held : null;
  }

  /** The sign-in. Throws Refusal `sign-in-expired` when there is none. */
  require(): SignIn {
    const { current } = this;
    if (current === null) throw refusal('sign-in-expired');
    return current;
  }

  /** Whether the signed-in member of staff has a role for this act of the centre. */
  may(act: Act): boolean {
    const permission: Permission = authority[act];
    const role = this.current?.role;
    return role !== undefined && Array.isArray(permission) && permission.includes(role);
  }

  take(signIn: SignIn): void {
    this.held = signIn;
  }

  drop(): void {
    this.held = null;
  }

  /** The centre no longer takes this token; a newer one is left alone. */
  refuse(token: string): void {
    if (this.held?.token !== token) return;
    this.held = null;
    for (const watcher of this.refusedWatchers) watcher();
  }

  watchRefused(watcher: () => void): void {
    this.refusedWatchers.add(watcher);
  }
}
