import type { Packet } from '../../../src/decode/packet.ts';
import { hexLine, hexLines, hexPreview } from '../../../src/layout/hex-layout.ts';
import { fileNameOf, previewKind } from '../../../src/layout/preview.ts';
import { flattenTree } from '../../../src/layout/tree-layout.ts';
import { must } from '../target.ts';

const toggled = new Set(['', '/0', '/1', '/data', '/a', '/a/a']);

/** What holds for every packet, and what a details view makes of it. */
export function checkPacket(packet: Packet): void {
  const { name, summary, problem, spans } = packet;
  must(problem?.code !== 'decoder-fault', () => `${problem?.message}`);
  must(problem === undefined || problem.message.length < 2_000, () => 'a problem without end');
  must(name.length + summary.length <= 2_000, () => `a line of ${name.length + summary.length} characters`);
  must(
    spans.every(({ start, end }) => start >= 0 && end >= start),
    () => `a packet at ${spans.map(({ start, end }) => `${start}-${end}`).join()}`,
  );
  const value = packet.value();
  const { rows } = flattenTree(value, toggled);
  must(rows.length <= 2_001, () => `a tree of ${rows.length} lines`);
  must(
    rows.every(({ text, name, path }) => text.length + (name ?? '').length + path.length <= 70_000),
    () => 'a line of a tree without end',
  );
}

/** What the raw view makes of a payload. */
export function checkPayload(data: string | Uint8Array | null): void {
  if (data === null) return;
  const bytes = typeof data === 'string' ? new TextEncoder().encode(data.slice(0, 100_000)) : data;
  hexPreview(bytes);
  hexLine(bytes, 0);
  hexLine(bytes, hexLines(bytes.length) - 1);
  const name = fileNameOf(typeof data === 'string' ? data : 'x', previewKind(bytes));
  must(name.length < 140 && !/[/\\\p{Cc}]/u.test(name), () => `a file named ${JSON.stringify(name)}`);
}
