import { cut, longestName } from '../../../base/cut.ts';
import { createRingMap } from '../../../base/ring-map.ts';
import type { Direction } from '../../../wire/fact.ts';
import { isObject } from '../../json.ts';
import type { Link } from '../../link.ts';
import type { PacketKind } from '../../packet.ts';
import type { EngineVersion } from '../engineio/engine-packet.ts';
import { ackError } from './ack-error.ts';
import { eventName, namespaceOf, type SocketPacket } from './socket-packet.ts';

/** Ack ids, events and namespaces remembered; past this the oldest is forgotten. */
const remembered = 10_000;

export interface SocketReading {
  readonly kind: PacketKind;
  /** Event name, also of the event that an ack answers; the packet type for the rest. */
  readonly name: string;
  /** Event that an ack answers, where it was seen. */
  readonly event?: string;
  readonly links: readonly Link[];
}

/** What the packets of one connection say about one another. */
export interface SocketLinks {
  /** @param content fingerprint of the event and its arguments */
  read(
    packet: SocketPacket,
    direction: Direction,
    version: EngineVersion,
    content: () => string,
  ): SocketReading;
}

/** @param elsewhere namespaces may have been connected on another connection of the session */
export function createSocketLinks({ elsewhere }: { readonly elsewhere: boolean }): SocketLinks {
  /** Event by asker, namespace and ack id: an ack does not name what it answers. */
  const asked = createRingMap<string, string>(remembered);
  /** Events whose acks begin with null where all is well. */
  const nodeStyle = createRingMap<string, true>(remembered);
  /** Namespaces whose CONNECT was sent and not answered: the pid that was asked for, '' for none. */
  const connecting = createRingMap<string, string>(remembered);
  /** Namespaces with connection state recovery: events of the server end with their offset. */
  const recoverable = createRingMap<string, true>(remembered);
  /** Namespaces whose CONNECT was answered here. */
  const letIn = createRingMap<string, true>(remembered);

  const event = (
    packet: SocketPacket,
    direction: Direction,
    nsp: string,
    content: () => string,
  ): SocketReading => {
    const data: readonly unknown[] = Array.isArray(packet.data) ? packet.data : [];
    const name = eventName(data[0]);
    const offset = direction === 'received' && packet.id === undefined ? offsetOf(nsp, data) : undefined;
    const emits: Link = {
      kind: 'emits',
      scope: nsp,
      ...(offset !== undefined && { offset }),
      ...(offset !== undefined && !isProtocols(nsp, data) && { tentative: true }),
    };
    if (packet.id === undefined) return { kind: 'message', name, links: [emits] };
    asked.set(`${direction}|${nsp}|${packet.id}`, name);
    return {
      kind: 'request',
      name,
      links: [{ kind: 'asks', key: packet.id, scope: nsp, content: content() }, emits],
    };
  };

  const isProtocols = (nsp: string, data: readonly unknown[]): boolean =>
    recoverable.has(nsp) && typeof data.at(-1) === 'string';

  /** Socket.IO's own offset is the last argument of an event; the client takes any string there for it, and so do we. */
  const offsetOf = (nsp: string, data: readonly unknown[]): string | undefined => {
    const last = data.length > 1 ? data.at(-1) : undefined;
    if (
      typeof last === 'string' &&
      last.length <= longestName &&
      (recoverable.has(nsp) || (elsewhere && !letIn.has(nsp)))
    )
      return last;
    // An application's own offset is a number more often than not (the row of its database).
    return typeof last === 'number' || typeof last === 'bigint' ? String(last) : undefined;
  };

  const ack = (packet: SocketPacket, direction: Direction, nsp: string): SocketReading => {
    const asker = direction === 'sent' ? 'received' : 'sent';
    const args: readonly unknown[] = Array.isArray(packet.data) ? packet.data : [];
    const of = packet.id === undefined ? undefined : asked.get(`${asker}|${nsp}|${packet.id}`);
    const style = `${asker}|${nsp}|${of ?? ''}`;
    if (of !== undefined && args.length > 0 && args[0] === null) nodeStyle.set(style, true);
    const error = ackError(args, nodeStyle.has(style));
    return {
      kind: error ? 'error' : 'response',
      name: of ?? 'ack',
      ...(of !== undefined && { event: of }),
      links:
        packet.id === undefined
          ? []
          : [{ kind: 'answers', key: packet.id, scope: nsp, final: true, ...(error && { error }) }],
    };
  };

  const askConnect = (packet: SocketPacket, nsp: string): SocketReading => {
    const auth = isObject(packet.data) ? packet.data : {};
    const token = text(typeof auth.pid === 'string' ? auth.pid : undefined);
    const offset = token === undefined ? ownOffset(auth) : text(auth.offset);
    connecting.set(nsp, token ?? '');
    // What was missed comes before the answer, offsets and all.
    if (token !== undefined) recoverable.set(nsp, true);
    return {
      kind: 'request',
      name: 'CONNECT',
      links: [
        { kind: 'asks', key: nsp, scope: nsp },
        ...(token === undefined && offset === undefined
          ? []
          : [
              {
                kind: 'resumes-session' as const,
                scope: nsp,
                ...(token !== undefined && { token }),
                ...(offset !== undefined && { offset }),
              },
            ]),
      ],
    };
  };

  const connected = (packet: SocketPacket, nsp: string): SocketReading => {
    const data = isObject(packet.data) ? packet.data : {};
    const token = text(typeof data.pid === 'string' ? data.pid : undefined);
    const before = connecting.get(nsp);
    if (token === undefined) recoverable.delete(nsp);
    else recoverable.set(nsp, true);
    connecting.delete(nsp);
    letIn.set(nsp, true);
    const recovered = before ? before === token : undefined;
    return {
      kind: 'response',
      name: 'CONNECT',
      links: [
        // Socket.IO 2 connects the default namespace unasked.
        ...(before === undefined ? [] : [{ kind: 'answers' as const, key: nsp, scope: nsp, final: true }]),
        {
          kind: 'continues',
          scope: nsp,
          ...(token !== undefined && { token }),
          ...(recovered !== undefined && { recovered }),
        },
      ],
    };
  };

  const refused = (packet: SocketPacket, nsp: string): SocketReading => {
    const { data } = packet;
    const error = isObject(data)
      ? { code: isObject(data.data) ? (text(data.data.code) ?? '') : '', message: text(data.message) ?? '' }
      : { code: '', message: text(data) ?? '' };
    const answers = connecting.delete(nsp);
    return {
      kind: 'error',
      name: 'CONNECT_ERROR',
      links: answers ? [{ kind: 'answers', key: nsp, scope: nsp, final: true, error }] : [],
    };
  };

  return {
    read(packet, direction, version, content) {
      const nsp = namespaceOf(packet.nsp);
      switch (packet.type) {
        case 'EVENT':
          return event(packet, direction, nsp, content);
        case 'ACK':
          return ack(packet, direction, nsp);
        case 'CONNECT':
          return direction === 'sent' ? askConnect(packet, nsp) : connected(packet, nsp);
        case 'CONNECT_ERROR':
          // Revision 4 of the protocol calls it ERROR; it may come at any time there.
          return version === 3 && !connecting.has(nsp)
            ? { kind: 'error', name: 'ERROR', links: [] }
            : refused(packet, nsp);
        case 'DISCONNECT':
          return { kind: 'control', name: 'DISCONNECT', links: [{ kind: 'leaves', scope: nsp }] };
      }
    },
  };
}

const text = (value: unknown): string | undefined =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint'
    ? cut(String(value))
    : undefined;

/** `auth: {serverOffset: 42}`: the application's own way to say what it received last. */
function ownOffset(auth: Readonly<Record<string, unknown>>): string | undefined {
  let looked = 0;
  for (const name in auth) {
    if (++looked > maxFields) return undefined;
    if (name.length <= longestName && saysOffset.test(name)) return text(auth[name]);
  }
  return undefined;
}

const saysOffset = /offset|last_?(?:event_?)?id|cursor|since/i;
/** Fields of `auth` that are looked at. */
const maxFields = 100;
