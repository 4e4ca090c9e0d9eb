import { createRingMap, type RingMap } from '../base/ring-map.ts';
import type { AnswersLink, AsksLink } from '../decode/link.ts';
import type { Packet } from '../decode/packet.ts';
import type { Connection } from '../session/session.ts';
import type { Direction } from '../wire/fact.ts';
import { sessionOf } from './connections/chain-tracker.ts';

/** One session of an application protocol over several connections at once: long-polling, and the WebSocket that takes over. */
interface Line {
  /** Those that have not ended, and how many of them the hook saw: WebSockets. */
  readonly open: Map<number, Connection>;
  sockets: number;
  /** Who asked, by asker, scope and key. */
  readonly asked: RingMap<string, number>;
  /** Answers on the WebSocket to what nobody has asked yet. */
  readonly held: Map<string, Packet>;
  /** Ends of long-polling that wait for the WebSocket's. */
  ended: Connection[];
}

const remembered = 10_000;
/** Answers held at once; more than that are not a matter of order. */
const maxHeld = 200;
const none: readonly Connection[] = [];

/**
 * What is asked on long-polling may be answered on the WebSocket it is upgraded to, and the network record tells the asking later than the
 * hook the answer. Gives the analyzers each answer on the connection that asked, and after it.
 */
export interface SessionLines {
  constructed(connection: Connection): void;
  /** Whether the connection is one of several of a session, or may become so. */
  has(connection: number): boolean;
  /** The packets that are due now, in order: none while an answer waits for what it answers. */
  arrange(packet: Packet): readonly Packet[];
  /** What ends when this connection ends, itself included: nothing where another goes on with its session. */
  ending(connection: Connection): readonly Connection[];
  /** Lets go of connections that the log no longer lists. */
  forget(isListed: (connection: number) => boolean): void;
  /** Answers that still wait, given up: of one connection, or of all. */
  release(connection?: number): readonly Packet[];
}

export function createSessionLines(): SessionLines {
  const byName = createRingMap<string, Line>(1000);
  const byConnection = new Map<number, Line>();

  const asks = (line: Line, packet: Packet, link: AsksLink): readonly Packet[] => {
    const at = slot(packet.direction, link);
    line.asked.set(at, packet.connection);
    const answer = line.held.get(at);
    if (!answer) return [packet];
    line.held.delete(at);
    return [packet, on(packet.connection, answer)];
  };

  const answers = (line: Line, packet: Packet, link: AnswersLink): readonly Packet[] => {
    const at = slot(packet.direction === 'sent' ? 'received' : 'sent', link);
    const asker = line.asked.get(at);
    if (asker !== undefined) return [asker === packet.connection ? packet : on(asker, packet)];
    if (line.open.get(packet.connection)?.fromNetwork || line.held.size >= maxHeld) return [packet];
    line.held.set(at, packet);
    return [];
  };

  const end = (line: Line, id: number): void => {
    byConnection.delete(id);
    const connection = line.open.get(id);
    if (connection && !connection.fromNetwork) line.sockets--;
    line.open.delete(id);
  };

  return {
    constructed(connection) {
      const name = sessionOf(connection);
      if (name === null) return;
      let line = byName.get(name);
      if (!line) {
        line = { open: new Map(), sockets: 0, asked: createRingMap(remembered), held: new Map(), ended: [] };
        byName.set(name, line);
      }
      line.open.set(connection.id, connection);
      if (!connection.fromNetwork) line.sockets++;
      byConnection.set(connection.id, line);
    },
    has: (connection) => byConnection.size > 0 && byConnection.has(connection),
    arrange(packet) {
      const line = byConnection.get(packet.connection);
      if (line)
        for (const link of packet.links) {
          if (link.kind === 'asks') return asks(line, packet, link);
          if (link.kind === 'answers') return answers(line, packet, link);
        }
      return [packet];
    },
    ending(connection) {
      const line = byConnection.get(connection.id);
      if (!line) return [connection];
      end(line, connection.id);
      if (line.sockets === 0) return [connection, ...line.ended.splice(0)];
      // What it asked may still be answered.
      line.ended.push(connection);
      return none;
    },
    forget(isListed) {
      for (const [id, line] of byConnection) if (!isListed(id)) end(line, id);
      for (const line of byName.values()) line.ended = line.ended.filter(({ id }) => isListed(id));
    },
    release(connection) {
      const lines =
        connection === undefined ? new Set(byConnection.values()) : [byConnection.get(connection)];
      return [...lines].flatMap((line) => {
        const held = line ? [...line.held.values()] : [];
        line?.held.clear();
        return held;
      });
    },
  };
}

/** The same packet as if it had come there. */
const on = (connection: number, packet: Packet): Packet =>
  Object.create(packet, { connection: { value: connection } }) as Packet;

const slot = (asker: Direction, link: { readonly scope?: string; readonly key: string }): string =>
  `${asker}|${link.scope ?? ''}|${link.key}`;
