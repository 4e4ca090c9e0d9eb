import type { AsksLink } from '../../decode/link.ts';
import type { Packet } from '../../decode/packet.ts';
import type { Direction } from '../../wire/fact.ts';
import type { Exchange, ExchangeState } from '../results.ts';

/** Frames named of one exchange's answers: a subscription may get millions. */
const namedFrames = 1000;
/** Shared by all that nothing answered. */
const none: readonly number[] = [];

/**
 * An exchange as it goes on. A class for its one getter: nearly every exchange has one answer, and a list for each would be a quarter
 * of what the collector carries over (test/bench/decode.bench.ts). Fields are declared, not defined, so that each is written once.
 */
export class LiveExchange implements Exchange {
  declare id: number;
  declare readonly connection: number;
  declare readonly key: string;
  declare readonly scope: string;
  declare readonly name: string;
  declare readonly asker: Direction;
  declare state: ExchangeState;
  declare readonly requestFrame: number;
  declare readonly requestedAt: number;
  declare responses: number;
  declare answerFrame: number | null;
  declare firstAnswerMs: number | null;
  declare endedAt: number | null;
  declare latencyMs: number | null;
  declare error: Exchange['error'];
  declare readonly byOrder: boolean;
  declare readonly longHeld: boolean;
  declare private firstResponse: number;
  /** From the second on. */
  declare private manyResponses: number[] | null;

  constructor(packet: Packet, link: AsksLink) {
    this.id = -1;
    this.connection = packet.connection;
    this.key = link.key;
    this.scope = link.scope ?? '';
    this.name = packet.name;
    this.asker = packet.direction;
    this.state = 'pending';
    this.requestFrame = packet.frame;
    this.requestedAt = packet.time;
    this.responses = 0;
    this.answerFrame = null;
    this.firstAnswerMs = null;
    this.endedAt = null;
    this.latencyMs = null;
    this.error = null;
    this.byOrder = link.byOrder === true;
    this.longHeld = link.longHeld === true;
    this.firstResponse = 0;
    this.manyResponses = null;
  }

  get responseFrames(): readonly number[] {
    return this.manyResponses ?? (this.responses === 0 ? none : [this.firstResponse]);
  }

  /** Notes a frame of its answers, final or not. */
  answeredIn(frame: number): void {
    if (this.responses++ === 0) {
      this.firstResponse = frame;
      return;
    }
    this.manyResponses ??= [this.firstResponse];
    if (this.responses <= namedFrames) this.manyResponses.push(frame);
    else this.manyResponses[namedFrames - 1] = frame;
  }
}
