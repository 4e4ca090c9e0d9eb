import { createRingMap } from '../../base/ring-map.ts';
import type { SessionLog } from '../../session/session.ts';
import { endpointOf } from '../connections/endpoint.ts';
import type { Doubt } from './delivery-findings.ts';
import type { LiveDelivery } from './live-delivery.ts';
import type { MutableNumbering } from './numbering.ts';

/** Packets without one ack among them that make a counter. */
const manyPackets = 4;
/** Addresses remembered, each with a direction. */
const mostAddresses = 2000;

/** Remembers at which addresses numbers are acknowledged or sent again, which tells a packet's number from a mere counter. */
export interface AckProof {
  /** An ack, a nack or a retransmission was seen. */
  note(numbering: MutableNumbering, connection: number): void;
  doubt(numbering: MutableNumbering, delivery: LiveDelivery, time: number, isOver: boolean): Doubt;
}

export function createAckProof(log: SessionLog): AckProof {
  const proven = createRingMap<string, true>(mostAddresses);
  const addressOf = (numbering: MutableNumbering, connection: number): string =>
    `${numbering.direction} ${endpointOf(log.connection(connection)?.url ?? '')}`;
  return {
    note(numbering, connection) {
      if (numbering.proven) return;
      numbering.proven = true;
      proven.set(addressOf(numbering, connection), true);
    },
    doubt(numbering, delivery, time, isOver) {
      const { connection, time: sentAt } = delivery.latest;
      if (!numbering.proven && !proven.has(addressOf(numbering, connection)))
        return numbering.packets < manyPackets ? 'new' : 'counter';
      return !isOver && time - sentAt <= numbering.slowestAck ? 'early' : 'none';
    },
  };
}
