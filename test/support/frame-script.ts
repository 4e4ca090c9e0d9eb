import type { Analysis } from '../../src/analyze/analysis.ts';
import { createAnalysis } from '../../src/analyze/session-analysis.ts';
import type { AnalysisSettings } from '../../src/analyze/settings.ts';
import { utf8Length } from '../../src/base/bytes.ts';
import { createSessionLog } from '../../src/session/log.ts';
import type { SessionWriter } from '../../src/session/session.ts';
import type { Fact } from '../../src/wire/fact.ts';

/**
 * Traffic as text. One line a fact, `#` begins a comment; times are from the start, or `+` from the line before:
 *
 *   open 1 ws://app.example/rt        constructs and opens connection 1 (`construct 1 URL` and `opened 1` do half each)
 *   +12ms > {"id":1,"type":"ping"}    sent on the connection named last, or on `1>`
 *   +30ms 1< {"id":1}                 received on connection 1
 *   > bytes(65536)                    binary of that length (byte i is i mod 251)
 *   > hex(0007)+bytes(9) · > framed({"i":0})+bytes(9)    binary by pieces, see `payloadOf`
 *   > text("{\"id\":1}\n{\"id\":2}")    text with line breaks or control characters in it, as a JSON string
 *   1 close 1006                      closed; `1 close 4000 going away` gives a reason, `1 ask-close 1000` is the page's close()
 *   1 buffered 4096 · 1 send-failed 12 · 1 after-close 12 · page-left · page (the next document) · wait
 */
export function readFrameScript(script: string): readonly Fact[] {
  const facts: Fact[] = [];
  let time = 0;
  let connection = 1;
  let number = 0;
  let page = 1;
  const origin = 1_700_000_000_000;
  const base = () => ({ order: facts.length, time });
  facts.push({
    kind: 'page',
    ...base(),
    page,
    url: 'https://app.example/',
    frame: 'top',
    origin,
  });
  for (const raw of script.split('\n')) {
    let line = raw.trim();
    if (line === '' || line.startsWith('# ')) continue;
    const at = /^(\+?)([\d.]+)(ms|s)\s+/.exec(line);
    if (at) {
      const value = Number(at[2]) * (at[3] === 's' ? 1000 : 1);
      time = at[1] === '+' ? time + value : value;
      line = line.slice(at[0].length);
    }
    const constructs = /^(open|construct)\s+(\d+)\s+(\S+)/.exec(line);
    if (constructs) {
      connection = Number(constructs[2]);
      const url = constructs[3] ?? '';
      facts.push({ kind: 'constructed', ...base(), connection, page, url, protocols: [], readyState: 0 });
      if (constructs[1] === 'open')
        facts.push({ kind: 'opened', ...base(), connection, protocol: '', extensions: '' });
      continue;
    }
    if (line === 'wait') continue;
    if (line === 'page-left') {
      facts.push({ kind: 'page-left', ...base(), page });
      continue;
    }
    if (line === 'page') {
      facts.push({
        kind: 'page',
        ...base(),
        page: ++page,
        url: 'https://app.example/',
        frame: 'top',
        origin,
      });
      continue;
    }
    const frame = /^(\d*)([<>])\s?(.*)$/s.exec(line);
    if (frame) {
      if (frame[1]) connection = Number(frame[1]);
      const data = payloadOf(frame[3] ?? '');
      const binary = typeof data !== 'string';
      facts.push({
        kind: 'frame',
        ...base(),
        connection,
        number: ++number,
        direction: frame[2] === '>' ? 'sent' : 'received',
        size: binary ? data.length : utf8Length(data),
        data,
        binary,
      });
      continue;
    }
    facts.push(readEvent(line, base));
  }
  return facts;
}

function readEvent(line: string, base: () => { order: number; time: number }): Fact {
  const [, id = '', verb = '', amount = '', rest = ''] =
    /^(\d+)\s+(\S+)(?:\s+(\d+))?(?:\s+(.*))?$/.exec(line) ?? [];
  const connection = Number(id);
  const value = Number(amount);
  switch (verb) {
    case 'opened':
      return { kind: 'opened', ...base(), connection, protocol: '', extensions: '' };
    case 'close':
      return { kind: 'closed', ...base(), connection, code: value, reason: rest, wasClean: value !== 1006 };
    case 'ask-close':
      return {
        kind: 'close-requested',
        ...base(),
        connection,
        code: amount === '' ? null : value,
        reason: rest,
      };
    case 'buffered':
      return { kind: 'buffered', ...base(), connection, amount: value };
    case 'send-failed':
      return { kind: 'send-failed', ...base(), connection, size: value, error: 'InvalidStateError' };
    case 'after-close':
      return { kind: 'sent-after-close', ...base(), connection, size: value };
    case 'collected':
      return { kind: 'collected', ...base(), connection };
    default:
      throw new Error(`frame script: cannot read "${line}"`);
  }
}

const piece = /(bytes|hex|framed)\(([^()]*)\)(?:\+|$)/g;

/** Text as it is, or as a JSON string in `text(…)`; `bytes(N)`, `hex(00ff)` and `framed({…})` (a big-endian 32-bit length and that JSON), joined by `+`, are binary. */
function payloadOf(text: string): string | Uint8Array {
  const quoted = /^text\((".*")\)$/.exec(text)?.[1];
  if (quoted !== undefined) return JSON.parse(quoted) as string;
  if (!/^(?:bytes|hex|framed)\(.*\)$/.test(text)) return text;
  const parts: Uint8Array[] = [];
  for (const [, kind, inside = ''] of text.matchAll(piece)) {
    if (kind === 'bytes') parts.push(Uint8Array.from({ length: Number(inside) }, (_, at) => at % 251));
    else if (kind === 'hex')
      parts.push(
        Uint8Array.from(inside.replaceAll(' ', '').match(/../g) ?? [], (two) => Number.parseInt(two, 16)),
      );
    else {
      const header = new TextEncoder().encode(inside);
      const length = new Uint8Array(4);
      new DataView(length.buffer).setUint32(0, header.length);
      parts.push(length, header);
    }
  }
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** The frames of a log, printed back as the lines that would make them. */
export function printFrames(log: SessionWriter): string {
  const lines: string[] = [];
  for (let number = log.firstFrame; number <= log.lastFrame; number++) {
    const frame = log.frame(number);
    if (!frame) continue;
    const data = typeof frame.data === 'string' ? frame.data : `bytes(${frame.size})`;
    lines.push(`${frame.time}ms ${frame.connection}${frame.direction === 'sent' ? '>' : '<'} ${data}`);
  }
  return lines.join('\n');
}

export function logOf(script: string): SessionWriter {
  const log = createSessionLog();
  for (const fact of readFrameScript(script)) log.append(fact);
  log.flush();
  return log;
}

/** Analyses the script whole and moves the clock to `now` (the last fact's time unless given). */
export function analyse(script: string, now?: number, settings?: AnalysisSettings): Analysis {
  const log = logOf(script);
  const analysis = createAnalysis(log, settings);
  analysis.pump(now ?? log.lastTime);
  return analysis;
}

/** The same, with the session over at its end. */
export function finished(script: string, end?: number): Analysis {
  const log = logOf(script);
  const analysis = createAnalysis(log);
  analysis.finish(end ?? log.lastTime);
  return analysis;
}
