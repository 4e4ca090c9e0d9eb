import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildReport, type Report } from '../../../../src/analyze/report/report.ts';
import { reportText } from '../../../../src/analyze/report/report-text.ts';
import { finished } from '../../../support/frame-script.ts';
import { unsafeToPrint } from '../../../support/unsafe-to-print.ts';

const hostile = fc.string({
  unit: fc.oneof(
    fc.constantFrom(
      ...unsafeToPrint,
      '\ud800',
      'a',
      ' ',
      '\n',
      '\u001b]52;c;aGk=\u0007',
      '\n  #7 wss://forged',
    ),
    fc.nat(0xffff).map((code) => String.fromCharCode(code)),
  ),
  maxLength: 12,
});

const expectPrintable = (text: string): void => {
  for (const character of unsafeToPrint)
    if (character !== '\n') expect(text.includes(character), JSON.stringify(character)).toBe(false);
  expect(text).not.toMatch(/\p{Cs}/u);
};

/** Every string of the report, through `change`. */
const mapStrings = (value: unknown, change: (text: string) => string): unknown => {
  if (typeof value === 'string') return change(value);
  if (Array.isArray(value)) return value.map((each) => mapStrings(each, change));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, mapStrings(each, change)]));
};

/** As long and with the same spaces, so that it wraps in the same way, but harmless. */
const harmless = (text: string): string =>
  Array.from({ length: text.length }, (_, at) => (text[at] === ' ' ? ' ' : 'x')).join('');

const script = `
  open 1 wss://app.example/rt
  > {"id":"a","type":"user.get"}
  +12ms < {"id":"a","type":"user.get.response"}
  > {"type":"file.start","data":{"name":"f","size":300,"chunks":2}}
  > bytes(300)
  > {"type":"file.end"}
  > 42["join",1]
  1 close 1006
  open 2 wss://app.example/rt
  > {"id":"b","type":"user.get"}
  2 send-failed 12`;

describe('the text report', () => {
  it('prints no character that a terminal obeys, whatever the traffic', async () => {
    await fc.assert(
      fc.asyncProperty(hostile, hostile, hostile, async (name, key, url) => {
        const text = (value: unknown): string => `text(${JSON.stringify(JSON.stringify(value))})`;
        const analysis = finished(
          [
            `open 1 wss://app.example/${url.replaceAll(/\s/g, '')}`,
            `> ${text({ id: key, type: name })}`,
            `< ${text({ id: key, type: name, error: { code: key, message: name } })}`,
            `> ${text({ type: 'file.start', data: { name, size: 3, chunks: 1 } })}`,
            '> bytes(2)',
            `> text(${JSON.stringify(`42${JSON.stringify([name, key])}`)})`,
            '1 close 1006',
          ].join('\n'),
        );
        expectPrintable(reportText(await buildReport(analysis)));
      }),
    );
  });

  it('has the lines that it made itself and no others', async () => {
    const report = await buildReport(finished(script, 60_000));
    expect(report.exchanges.length + report.chunkStreams.length + report.findings.length).toBeGreaterThan(4);
    fc.assert(
      fc.property(hostile, hostile, (prefix, suffix) => {
        const keep = new Set(['sent', 'received', 'error', 'warning', 'info']);
        const traffic = mapStrings(report, (text) =>
          keep.has(text) ? text : `${prefix}${text}${suffix}`,
        ) as Report;
        const plain = mapStrings(traffic, (text) => (keep.has(text) ? text : harmless(text))) as Report;
        const printed = reportText(traffic);
        expectPrintable(printed);
        expect(printed.split('\n').length).toBe(reportText(plain).split('\n').length);
      }),
    );
  });
});
