import { protocolVersion } from '../../src/wire/message.ts';

/**
 * The first message each way on a port. Extension messaging clones structurally where the browser grants it (Chromium 148
 * announced it, Firefox always did) and else speaks JSON, in which bytes arrive as `{}`: the probe tells which.
 */
export interface Hello {
  readonly kind: 'hello';
  readonly version: number;
  readonly probe: Uint8Array;
  /** The port before this one broke while the document was recorded: what was not acknowledged follows once more. */
  readonly resumes: boolean;
  /** Begins anew, and gave up these on the way: what of them never arrived is lost, and counted. */
  readonly given: readonly GivenUp[];
  /** Wall clock of the document, ms since the epoch: that of the top document is where a session starts. */
  readonly sentAt: number;
}

/** A batch that was not acknowledged, by its number, and how many facts are in it. */
export type GivenUp = readonly [batch: number, facts: number];

/** The recorder's answer: whether bytes must be packed (packing.ts). */
export interface Welcome {
  readonly kind: 'welcome';
  readonly packed: boolean;
}

const probe = [1, 2, 3];

export const createHello = (resumes = false, given: readonly GivenUp[] = []): Hello => ({
  kind: 'hello',
  version: protocolVersion,
  probe: Uint8Array.from(probe),
  resumes,
  given,
  sentAt: performance.timeOrigin + performance.now(),
});

/** Null for what is no hello, or one of another version of the extension. */
export function readHello(message: unknown): Welcome | null {
  const hello = message as Partial<Hello> | null;
  if (hello?.kind !== 'hello' || hello.version !== protocolVersion) return null;
  const cloned = hello.probe instanceof Uint8Array && hello.probe.length === probe.length;
  return { kind: 'welcome', packed: !cloned };
}

/** The bridge's last word: the document goes away, and its port with it. A port that closes without one broke. */
export const bye = { kind: 'bye' } as const;

export const isBye = (message: unknown): boolean => (message as Partial<typeof bye> | null)?.kind === 'bye';

export const isResuming = (message: unknown): boolean => (message as Partial<Hello> | null)?.resumes === true;

/** Null where a bridge does not say. */
export function readSentAt(message: unknown): number | null {
  const sentAt = (message as Partial<Hello> | null)?.sentAt;
  return typeof sentAt === 'number' && Number.isFinite(sentAt) ? sentAt : null;
}

/** What a bridge gave up; nothing of what is none. */
export function readGiven(message: unknown): readonly GivenUp[] {
  const given = (message as Partial<Hello> | null)?.given;
  return Array.isArray(given) ? given.filter(isGivenUp) : [];
}

const isGivenUp = (value: unknown): value is GivenUp =>
  Array.isArray(value) &&
  value.length === 2 &&
  value.every((each) => Number.isSafeInteger(each) && each >= 0);

export const isWelcome = (message: unknown): message is Welcome =>
  (message as Partial<Welcome> | null)?.kind === 'welcome';
