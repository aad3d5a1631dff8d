/** A reader's own PIN pad (PC/SC part 10): whether it announces one, and how it is told to take a PIN to the card. */

/** CM_IOCTL_GET_FEATURE_REQUEST, before the platform's own part of the code. */
export const getFeatureRequest = 3400;

const verifyPinDirect = 0x06;

/** The control code of FEATURE_VERIFY_PIN_DIRECT in what a reader announces (tag, length 4, code); null: it has no pad. */
export const verifyCodeOf = (features: Uint8Array): number | null => {
  const view = new DataView(features.buffer, features.byteOffset, features.byteLength);
  for (let at = 0; at + 6 <= features.length && features[at + 1] === 4; at += 6)
    if (features[at] === verifyPinDirect) return view.getUint32(at + 2);
  return null;
};

/** How long the holder has. */
export const padSeconds = 30;

const [least, most] = [4, 16];

/**
 * PIN_VERIFY_STRUCTURE for VERIFY of a social security card (docs/card.md): BCD from the left, as many bytes as the PIN takes, filled
 * with F; 4 to 16 digits, ended by the green key. Numbers are in the host's order, which is the little end first on all we run on.
 */
export const verifyStructure = (): Uint8Array => {
  const command = Uint8Array.of(0x00, 0x20, 0x00, 0x00, 0x00);
  return Uint8Array.of(
    padSeconds,
    padSeconds,
    // The place of the PIN counts in bytes from behind Lc; BCD, left-justified.
    0x81,
    // No fixed size of the block: Lc follows the PIN.
    0x00,
    0x00,
    most,
    least,
    // The green key ends it.
    0x02,
    // One message, in Chinese.
    0x01,
    0x04,
    0x08,
    0x00,
    0x00,
    0x00,
    0x00,
    // Bytes of the command that follows.
    command.length,
    0x00,
    0x00,
    0x00,
    ...command,
  );
};

/** What came of an entry where the card was not asked: the holder took too long, pressed the red key, or entered too few or many digits. */
export type PadRefusal = 'timed-out' | 'cancelled' | 'wrong-length';

const refusals = new Map<number, PadRefusal>([
  [0x6400, 'timed-out'],
  [0x6401, 'cancelled'],
  [0x6403, 'wrong-length'],
]);

/** Null: the status word is the card's. */
export const padRefusalOf = (statusWord: number): PadRefusal | null => refusals.get(statusWord) ?? null;
