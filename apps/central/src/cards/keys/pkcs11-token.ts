/** A token of a PKCS#11 security module, opened when it is needed and again when it was lost: C functions in, coded refusals out. */
import pkcs11 from 'pkcs11js';
import type { Handle, Mechanism, PKCS11, Template } from 'pkcs11js';
import { Refused } from '../../ground/http/refused.js';

export type Pkcs11Settings = {
  /** The module's shared library. */
  readonly module: string;
  /** The token's label. */
  readonly token: string;
  readonly pin: string;
};

// A wrong PIN is never tried twice: a token locks after a few.
const pinFaults = new Set([
  pkcs11.CKR_PIN_INCORRECT,
  pkcs11.CKR_PIN_INVALID,
  pkcs11.CKR_PIN_LEN_RANGE,
  pkcs11.CKR_PIN_EXPIRED,
  pkcs11.CKR_PIN_LOCKED,
  pkcs11.CKR_USER_PIN_NOT_INITIALIZED,
]);

const codeOf = (fault: unknown): number | null =>
  fault instanceof Error && 'code' in fault && typeof fault.code === 'number' ? fault.code : null;

const wordOf = (fault: unknown): string =>
  fault instanceof Error
    ? ('method' in fault && fault.method !== '' ? `${String(fault.method)} ` : '') + fault.message
    : String(fault);

/** One session with the token, logged in. Everything on it is synchronous, so that nothing comes between two calls. */
export class Pkcs11Session {
  constructor(
    private readonly module: PKCS11,
    private readonly session: Handle,
  ) {}

  find(template: Template): Handle[] {
    this.module.C_FindObjectsInit(this.session, template);
    try {
      const found: Handle[] = [];
      for (let next = this.module.C_FindObjects(this.session, 50); next.length > 0;) {
        found.push(...next);
        next = this.module.C_FindObjects(this.session, 50);
      }
      return found;
    } finally {
      this.module.C_FindObjectsFinal(this.session);
    }
  }

  create(template: Template): Handle {
    return this.module.C_CreateObject(this.session, template);
  }

  destroy(object: Handle): void {
    this.module.C_DestroyObject(this.session, object);
  }

  generate(mechanism: Mechanism, template: Template): Handle {
    return this.module.C_GenerateKey(this.session, mechanism, template);
  }

  /** One attribute of an object, as bytes. */
  attribute(object: Handle, type: number): Buffer {
    const [read] = this.module.C_GetAttributeValue(this.session, object, [{ type }]);
    if (!Buffer.isBuffer(read?.value)) throw new Error(`the token told no attribute ${type}`);
    return read.value;
  }

  encrypt(mechanism: Mechanism, key: Handle, bytes: Uint8Array, room: number): Buffer {
    this.module.C_EncryptInit(this.session, mechanism, key);
    return this.module.C_Encrypt(this.session, Buffer.from(bytes), Buffer.alloc(room));
  }

  decrypt(mechanism: Mechanism, key: Handle, bytes: Uint8Array): Buffer {
    this.module.C_DecryptInit(this.session, mechanism, key);
    return this.module.C_Decrypt(this.session, Buffer.from(bytes), Buffer.alloc(bytes.length));
  }

  close(): void {
    this.module.C_CloseSession(this.session);
  }
}

export class Pkcs11Token {
  private readonly module: PKCS11 = new pkcs11.PKCS11();
  private isLoaded = false;
  private session: Pkcs11Session | null = null;
  private pinRefusal: Refused | null = null;

  constructor(private readonly settings: Pkcs11Settings) {}

  /**
   * Does something with the token; once more with a new session when it failed, since a token may have been away or started
   * anew in between. `renewed` is told before anything is done with a new session: handles of before are void. Throws
   * Refused `key-vault-unreachable` or `key-vault-locked`.
   */
  use<T>(renewed: () => void, work: (session: Pkcs11Session) => T): T {
    const { session } = this;
    if (session !== null) {
      try {
        return work(session);
      } catch (fault) {
        if (fault instanceof Refused) throw fault;
        this.close();
      }
    }
    renewed();
    this.session = this.open();
    try {
      return work(this.session);
    } catch (fault) {
      if (fault instanceof Refused) throw fault;
      this.close();
      throw this.unreachable(wordOf(fault));
    }
  }

  close(): void {
    const { session } = this;
    this.session = null;
    try {
      session?.close();
    } catch (fault) {
      // A session that broke is gone already.
      if (codeOf(fault) === null) throw fault;
    }
  }

  private open(): Pkcs11Session {
    if (this.pinRefusal !== null) throw this.pinRefusal;
    const { module } = this;
    const { token, pin } = this.settings;
    try {
      const session = module.C_OpenSession(this.slot(), pkcs11.CKF_SERIAL_SESSION | pkcs11.CKF_RW_SESSION);
      try {
        module.C_Login(session, pkcs11.CKU_USER, pin);
      } catch (fault) {
        // All sessions of a process with a token share one login.
        if (codeOf(fault) !== pkcs11.CKR_USER_ALREADY_LOGGED_IN) {
          module.C_CloseSession(session);
          throw fault;
        }
      }
      return new Pkcs11Session(module, session);
    } catch (fault) {
      if (fault instanceof Refused) throw fault;
      if (!pinFaults.has(codeOf(fault) ?? -1)) throw this.unreachable(wordOf(fault));
      this.pinRefusal = new Refused('key-vault-locked', `token "${token}": ${wordOf(fault)}`);
      throw this.pinRefusal;
    }
  }

  private slot(): Handle {
    const { module } = this;
    const find = (): Handle | undefined => {
      this.load();
      return module
        .C_GetSlotList(true)
        .find((slot) => module.C_GetTokenInfo(slot).label.trimEnd() === this.settings.token);
    };
    const known = find();
    if (known !== undefined) return known;
    // Modules look for tokens when they start: one that came later needs it to start anew.
    module.C_Finalize();
    const found = find();
    if (found === undefined) throw this.unreachable(`no token "${this.settings.token}"`);
    return found;
  }

  private load(): void {
    try {
      if (!this.isLoaded) this.module.load(this.settings.module);
      this.isLoaded = true;
      this.module.C_Initialize();
    } catch (fault) {
      if (codeOf(fault) !== pkcs11.CKR_CRYPTOKI_ALREADY_INITIALIZED) throw this.unreachable(wordOf(fault));
    }
  }

  private unreachable(detail: string): Refused {
    return new Refused('key-vault-unreachable', `${this.settings.module}: ${detail}`);
  }
}
