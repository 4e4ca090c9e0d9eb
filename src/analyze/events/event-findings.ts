import { sayDuration, sayPlural } from '../../base/say.ts';
import type { Packet } from '../../decode/packet.ts';
import type { Connection } from '../../session/session.ts';
import type { Finding, SessionEntry } from '../results.ts';

const place = (scope: string): string => (scope === '' || scope === '/' ? '' : ` in ${scope}`);

export function inDoubtFinding(
  connection: Connection,
  time: number,
  frames: readonly number[],
  names: readonly string[],
): Finding {
  const kinds = [...new Set(names)];
  const what =
    kinds.length <= 3 ? kinds.join(', ') : `${kinds.slice(0, 3).join(', ')} and ${kinds.length - 3} more`;
  return {
    key: `event-in-doubt:${connection.id}`,
    code: 'event-in-doubt',
    severity: 'warning',
    connection: connection.id,
    time,
    frames,
    title: `${sayPlural(frames.length, 'event')} without ack may be lost: ${what}`,
    detail:
      `The page sent ${sayPlural(frames.length, 'event')} (${what}) without asking for an ack, and nothing came from the server before connection #${connection.id} ended${connection.close ? ` with ${connection.close.code}` : ''}. ` +
      'Delivery is at most once: what was under way is gone, is not sent again after the reconnect, and neither side is told. Emit with an ack and a timeout (or the retries option) what must arrive.',
  };
}

export function recoveryMissed(
  entry: SessionEntry,
  packet: Packet,
  last: { readonly frame: number } | null,
): Finding {
  return {
    key: `recovery-missed:${packet.frame}`,
    code: 'recovery-missed',
    severity: 'warning',
    connection: packet.connection,
    time: packet.time,
    frames: [...(last ? [last.frame] : []), ...(entry.askFrame > 0 ? [entry.askFrame] : []), packet.frame],
    title: `The session${place(entry.scope)} could not be recovered`,
    detail:
      `The page asked to go on${entry.offset === null ? ', but had received no event with an offset to go on from, and without one nothing is recovered' : ` after offset ${entry.offset}`}, and the server began a new session (another pid in its CONNECT). ` +
      `Events that the server emitted to it between the drop and this moment are missing and will not be sent; rooms and socket.data are gone too. ` +
      'The server keeps sessions for maxDisconnectionDuration (2 minutes unless set), in the memory of one process, and only while it still holds the offset that was asked for. When recovered is false, load the state anew.',
  };
}

export function repeatedFinding(packet: Packet, before: number, offset: string): Finding {
  return {
    key: `event-repeated:${packet.frame}`,
    code: 'event-repeated',
    severity: 'warning',
    connection: packet.connection,
    time: packet.time,
    frames: [before, packet.frame],
    title: `${packet.name} with offset ${offset} arrived again`,
    detail: `The page received ${packet.name} with offset ${offset} in #${before} and again in #${packet.frame}: the server replayed an event that had arrived. Store the offset when the event is handled, and drop what was seen.`,
  };
}

/** @param from first offset that is missing @param to the one that came */
export function missingFinding(packet: Packet, scope: string, from: number, to: number): Finding {
  const count = to - from;
  return {
    key: `event-missing:${packet.frame}`,
    code: 'event-missing',
    severity: 'warning',
    connection: packet.connection,
    time: packet.time,
    frames: [packet.frame],
    title: `${packet.name} with offset ${count === 1 ? from : `${from} to ${to - 1}`} did not arrive${place(scope)}`,
    detail: `The page received ${packet.name} with offset ${to} where ${from} was next: ${sayPlural(count, 'number')} did not come on this chain of connections. They were sent to others only, or lost with a connection and not replayed.`,
  };
}

export function leftByServer(packet: Packet, scope: string): Finding {
  return {
    key: `left-by-server:${packet.frame}`,
    code: 'left-by-server',
    severity: 'info',
    connection: packet.connection,
    time: packet.time,
    frames: [packet.frame],
    title: `The server disconnected the page${place(scope)}`,
    detail: `A DISCONNECT of the server arrived ${sayDuration(packet.time)} into the session ("io server disconnect"). After that a client does not reconnect by itself: the page has to call connect(). A page that ends the conversation sends one too ("io client disconnect").`,
  };
}
