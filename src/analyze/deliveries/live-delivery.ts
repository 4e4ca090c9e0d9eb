import type { NumberedLink } from '../../decode/link.ts';
import type { Packet } from '../../decode/packet.ts';
import type { Direction } from '../../wire/fact.ts';
import { sizeOf } from '../content/same-content.ts';
import type { Delivery, DeliveryState, Numbering, Transmission } from '../results.ts';

/** Transmissions, and nacks, named of one packet. */
export const maxTransmissions = 1000;
/** Shared by all deliveries that nobody refused. */
const noFrames: readonly number[] = [];

/**
 * A numbered packet on its way to its ack; it is listed, and gets its id, once an ack can be expected. A class for its one getter: nearly
 * every packet is sent once, and a list with one transmission for each would be a third of what the collector carries over
 * (test/bench/decode.bench.ts). Fields are declared, not defined, so that each is written once.
 */
export class LiveDelivery implements Delivery {
  declare id: number;
  declare readonly chain: number;
  declare readonly channel: string;
  declare readonly seq: number;
  declare readonly direction: Direction;
  declare readonly name: string;
  declare state: DeliveryState;
  declare ackFrame: number | null;
  declare ackedAt: number | null;
  declare latencyMs: number | null;
  declare nackFrames: readonly number[];
  declare readonly numbering: number;
  declare readonly epoch: number;
  /** Bytes of the packet. */
  declare readonly size: number;
  /** Waits for an ack, in its numbering's `open`. */
  declare isOpen: boolean;
  /** Waits in vain: so many connections of its chain ended without it that the next ones say nothing new of it. */
  declare isResting: boolean;
  /** Ends of its chain since it was last sent. */
  declare lefts: number;
  /** The first transmission. */
  declare readonly frame: number;
  declare readonly connection: number;
  declare readonly time: number;
  /** All of them, from the second on. */
  declare private many: Transmission[] | null;

  constructor(packet: Packet, link: NumberedLink, numbering: Numbering & { readonly epoch: number }) {
    this.id = -1;
    this.chain = numbering.chain;
    this.channel = link.channel;
    this.seq = link.n;
    this.direction = packet.direction;
    this.name = packet.name;
    this.state = 'pending';
    this.ackFrame = null;
    this.ackedAt = null;
    this.latencyMs = null;
    this.nackFrames = noFrames;
    this.numbering = numbering.id;
    this.epoch = numbering.epoch;
    this.size = sizeOf(packet);
    this.isOpen = false;
    this.isResting = false;
    this.lefts = 0;
    this.frame = packet.frame;
    this.connection = packet.connection;
    this.time = packet.time;
    this.many = null;
  }

  get transmissions(): readonly Transmission[] {
    return this.many ?? [{ frame: this.frame, connection: this.connection, time: this.time }];
  }

  get sentOnce(): boolean {
    return this.many === null;
  }

  get latest(): Transmission {
    return this.many?.at(-1) ?? this;
  }

  /**
   * @param seq its number, where that is a new one
   * @returns whether this transmission is named
   */
  sentAgain({ frame, connection, time }: Packet, seq?: number): boolean {
    this.lefts = 0;
    this.many ??= [...this.transmissions];
    const isNamed = this.many.length < maxTransmissions;
    if (isNamed) this.many.push({ frame, connection, time, ...(seq !== undefined && { seq }) });
    return isNamed;
  }
}
