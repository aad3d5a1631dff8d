/** Who stands behind what is done at this terminal: the clerk who is signed in, or at a kiosk the holder of the card. */
import { Injectable } from '@nestjs/common';
import { authority, type Act, type Permission } from '#libs/contract/authority.js';
import { refusal } from '../ground/refusal.js';
import { CentralClient } from './central.client.js';
import { StaffToken } from './staff-token.js';

/** In place of a staff number: the holder themselves. */
const holderThemselves = '';

@Injectable()
export class Attendant {
  /** Somebody of the staff looks after this kiosk: no card that is put in is anybody's to be served. */
  isAway = false;

  constructor(
    private readonly central: CentralClient,
    private readonly staff: StaffToken,
  ) {}

  /** The staff number, or '' at a kiosk: the holder themselves; null: nobody is signed in, or served. */
  get current(): string | null {
    if (this.isAway) return null;
    return this.central.isKiosk ? holderThemselves : (this.staff.current?.staffNumber ?? null);
  }

  /** As {@link current}. Throws Refusal `sign-in-expired` when there is nobody. */
  require(): string {
    const { current } = this;
    if (current === null) throw refusal('sign-in-expired');
    return current;
  }

  /** Whether whoever is here may do this act of the centre. */
  may(act: Act): boolean {
    if (this.isAway) return false;
    if (!this.central.isKiosk) return this.staff.may(act);
    const permission: Permission = authority[act];
    return Array.isArray(permission) && permission.includes('holder');
  }
}
