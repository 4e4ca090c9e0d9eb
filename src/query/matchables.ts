import type { Analysis } from '../analyze/analysis.ts';
import type { ChunkStream, Delivery, EventStats, Exchange } from '../analyze/results.ts';
import type { Frame } from '../session/session.ts';
import type { Matchable } from './query.ts';

/** Characters of a payload that a text term looks at; a filter over a million frames must not read a gigabyte. */
const searched = 4096;

export function frameMatchable(frame: Frame, analysis: Analysis): Matchable {
  const role = analysis.role(frame.number);
  const exchange = role?.exchange == null ? undefined : analysis.exchange(role.exchange);
  const delivery = role?.delivery == null ? undefined : analysis.delivery(role.delivery);
  const is: string[] = [frame.binary ? 'binary' : 'text'];
  if (role) is.push(role.kind);
  if (exchange) is.push(exchange.state);
  if (delivery) is.push(delivery.state);
  if (delivery && delivery.transmissions.length > 1) is.push('retransmitted');
  const fate = analysis.fate(frame.number);
  if (fate) is.push(fate);
  if (role?.kind === 'message' && !exchange && !delivery && frame.direction === 'received') is.push('push');
  return {
    type: role?.name ?? '',
    text: typeof frame.data === 'string' ? frame.data.slice(0, searched) : '',
    dir: frame.direction,
    conn: frame.connection,
    is,
    size: frame.size,
    ...(role?.scope && { ns: role.scope }),
    ...(exchange && { key: exchange.key }),
    ...(exchange?.latencyMs != null && { latency: exchange.latencyMs }),
  };
}

export function exchangeMatchable(exchange: Exchange): Matchable {
  return {
    type: exchange.name,
    text: `${exchange.key} ${exchange.error?.code ?? ''} ${exchange.error?.message ?? ''}`,
    dir: exchange.asker,
    conn: exchange.connection,
    is: [exchange.state, ...(exchange.state === 'failed' ? ['error'] : [])],
    key: exchange.key,
    ...(exchange.scope && { ns: exchange.scope }),
    ...(exchange.latencyMs !== null && { latency: exchange.latencyMs }),
  };
}

export function deliveryMatchable(delivery: Delivery): Matchable {
  return {
    type: delivery.name,
    text: `${delivery.channel} ${delivery.key ?? delivery.seq}`,
    dir: delivery.direction,
    conn: delivery.transmissions.at(-1)?.connection ?? 0,
    is: [delivery.state, ...(delivery.transmissions.length > 1 ? ['retransmitted'] : [])],
    key: delivery.key ?? String(delivery.seq),
    ...(delivery.channel && { ns: delivery.channel }),
    ...(delivery.latencyMs !== null && { latency: delivery.latencyMs }),
  };
}

export function chunkStreamMatchable(stream: ChunkStream): Matchable {
  return {
    type: stream.name,
    text: stream.name,
    dir: stream.direction,
    conn: stream.connections.at(-1) ?? 0,
    is: [stream.state, ...(stream.resumes > 0 ? ['resumed'] : [])],
    size: stream.carried.bytes,
  };
}

export function eventMatchable(event: EventStats): Matchable {
  const fates = Object.entries(event.fates).flatMap(([fate, count]) => (count > 0 ? [fate] : []));
  return {
    type: event.name,
    text: event.scope,
    dir: event.direction,
    conn: 0,
    is: [event.guarantee, ...fates, ...(event.failed > 0 ? ['failed'] : [])],
    ns: event.scope,
  };
}
