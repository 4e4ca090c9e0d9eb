import type { Kit } from '../kit.ts';

export default async ({ open, echo }: Kit) => {
  const socket = await open();
  const seen: unknown[] = [];
  for (const text of ['', 'plain', '세계 😀', '\u0000\u001f', 'lone \ud800 surrogate', 'x'.repeat(100_000)]) {
    const { data } = await echo(socket, text);
    seen.push([data.length, data.length < 100 && data, data === text]);
  }
  return seen;
};
