import { sayDuration } from '../../base/say.ts';
import { keyIn, twinKey } from '../../decode/key.ts';
import type { AnswersLink } from '../../decode/link.ts';
import type { Packet } from '../../decode/packet.ts';
import type { Connection } from '../../session/session.ts';
import type { Exchange, Finding, FindingCode, Severity } from '../results.ts';
import type { AnalysisSettings } from '../settings.ts';
import { sayKey } from './exchange-key.ts';

type ExchangeCode = Extract<FindingCode, `exchange-${string}`>;

const severities: Record<ExchangeCode, Severity> = {
  'exchange-unanswered': 'error',
  'exchange-overdue': 'warning',
  'exchange-late': 'warning',
  'exchange-failed': 'warning',
  'exchange-duplicate-response': 'warning',
  'exchange-id-reused': 'warning',
};

const asksNothing =
  ' Nothing under such an id ever came back at this address, while the other side went on talking: these ids may name messages and ask nothing. If so, say that there is no Request id, in the details of the connection.';
const lookForHandler = (asker: Exchange['asker']): string =>
  ` Answers to other requests show whether the ${asker === 'sent' ? 'server' : 'page'} was reading: if they came, look for a handler that drops this type or throws before it replies.`;

/** The same finding of what may be no question, or of what is one after all. */
export function doubted(finding: Finding, asker: Exchange['asker'], doubtful: boolean): Finding {
  const { code, detail } = finding;
  if (doubtful === detail.endsWith(asksNothing)) return finding;
  const advice = code === 'exchange-unanswered' ? lookForHandler(asker) : '';
  return doubtful
    ? { ...finding, severity: 'info', detail: detail.slice(0, detail.length - advice.length) + asksNothing }
    : {
        ...finding,
        severity: severities[code as ExchangeCode],
        detail: detail.slice(0, -asksNothing.length) + advice,
      };
}

/** Of the finding that `frame` answers again. */
export const duplicateKey = (exchange: Exchange, frame: number): string =>
  `exchange-duplicate-response:${exchange.id}:${frame}`;

/**
 * @param frames evidence besides the request and its answers
 * @param why for `exchange-unanswered`: what ended the wait, as a clause
 */
export function exchangeFinding(
  code: ExchangeCode,
  exchange: Exchange,
  time: number,
  settings: AnalysisSettings,
  frames: readonly number[] = [],
  why = '',
): Finding {
  // A second duplicate is a second finding; the states of one exchange replace each other.
  const nth =
    code === 'exchange-duplicate-response' || code === 'exchange-id-reused' ? `:${frames.join()}` : '';
  return {
    key: `${code}:${exchange.id}${nth}`,
    code,
    severity: severities[code],
    connection: exchange.connection,
    time,
    frames: [...new Set([exchange.requestFrame, ...exchange.responseFrames, ...frames])],
    ...say(code, exchange, time, settings, why),
    subject: { kind: 'exchange', id: exchange.id },
  };
}

function say(
  code: ExchangeCode,
  exchange: Exchange,
  time: number,
  settings: AnalysisSettings,
  why: string,
): { title: string; detail: string } {
  const name = exchange.name || 'Request';
  const what = `${name} (id ${sayKey(exchange)})`;
  const other = exchange.asker === 'sent' ? 'server' : 'page';
  const self = exchange.asker === 'sent' ? 'page' : 'server';
  const timeout = sayDuration(settings.answerTimeout);
  switch (code) {
    case 'exchange-unanswered':
      return {
        title: `${name} was never answered`,
        detail: `${what} waited ${sayDuration(time - exchange.requestedAt)} and got no answer before ${why}.${lookForHandler(exchange.asker)}`,
      };
    case 'exchange-overdue':
      return {
        title: `${name} has no answer after ${timeout}`,
        detail: `${what} is still open past the ${timeout} at which clients usually give up. Nothing came back under its id yet; an answer would now be late.`,
      };
    case 'exchange-late':
      return {
        title: `${name} was answered after the timeout`,
        detail:
          `${what} was answered in ${sayDuration(exchange.latencyMs ?? 0)}; requests here time out at ${timeout}. The ${self} has probably reported a ` +
          `failure already and ignores this answer. Speed up the ${other}'s handler, or raise the timeout if the work takes that long.`,
      };
    case 'exchange-failed': {
      const error = exchange.error;
      const told = [error?.code, error?.message].filter(Boolean).join(': ').replace(/\.$/, '');
      return {
        title: `${name} failed${told ? `: ${told}` : ''}`,
        detail: `${what} was answered with an error after ${sayDuration(exchange.latencyMs ?? 0)}${told ? `: ${told}` : ', without a code or a message'}.`,
      };
    }
    case 'exchange-duplicate-response':
      return {
        title: `${name} was answered again`,
        detail: `${what} had its final answer ${sayDuration(time - (exchange.endedAt ?? time))} earlier. The ${self} has dropped its pending entry and ignores a second answer: look for a handler that replies twice.`,
      };
    case 'exchange-id-reused':
      return {
        title: `Id ${sayKey(exchange)} was used again while pending`,
        detail: `${what} was still open when the ${self} asked again under the same id ${sayDuration(time - exchange.requestedAt)} later. The next answer can only be matched to one of them: ids must be unique until answered.`,
      };
  }
}

/** What ended the wait of a request, as a clause. */
export function howItEnded(connection: Connection): string {
  if (connection.endedBy === 'page-left')
    return `the page was left while connection #${connection.id} was open`;
  if (connection.endedBy === 'collected') return `connection #${connection.id} was garbage-collected`;
  return `connection #${connection.id} closed${connection.close ? ` with ${connection.close.code}` : ''}`;
}

/** @param keys the requests of the side that would have asked, by key */
export function orphanFinding(
  packet: Packet,
  link: AnswersLink,
  keys: { get(key: string): Exchange | undefined },
): Finding {
  const asker = packet.direction === 'sent' ? 'server' : 'page';
  const twin = twinKey(link.key);
  const meant = twin === null ? undefined : keys.get(keyIn(link.scope, twin));
  const base = {
    key: `response-orphan:${packet.frame}:${link.key}`,
    code: 'response-orphan' as const,
    connection: packet.connection,
    time: packet.time,
  };
  if (meant && meant.endedAt === null) {
    const types = link.key.startsWith('"')
      ? 'a string, the request a number'
      : 'a number, the request a string';
    return {
      ...base,
      severity: 'warning',
      frames: [meant.requestFrame, packet.frame],
      title: `Answer to ${link.key}, asked as ${meant.key}`,
      detail:
        `${packet.name || 'A message'} answers ${link.key}, and ${meant.name || 'a request'} waits under ${meant.key}: the id came back as ${types}. ` +
        `A client that compares with === or uses a Map never finds it. Send the id back as it came.`,
    };
  }
  return {
    ...base,
    severity: 'info',
    frames: [packet.frame],
    title: `Answer to ${sayKey({ scope: link.scope ?? '', key: link.key })}, which nobody asked here`,
    detail:
      `${packet.name || 'A message'} answers ${link.key}, but the ${asker} has no request open under that id on connection ` +
      `#${packet.connection}, ${sayDuration(packet.time)} into the session. The request may have been sent before capture attached, on another ` +
      'connection, or with an id of another type (7 is not "7").',
  };
}
