import type { Kit } from '../kit.ts';

/** Timer ids are counted per document: ours would leave gaps. */
export default async ({ open, echo }: Kit) => {
  const first = setTimeout(() => {}, 0) as unknown as number;
  const socket = await open();
  for (let at = 0; at < 5; at++) await echo(socket, 'x'.repeat(1000));
  const second = setTimeout(() => {}, 0) as unknown as number;
  return [first, second - first, requestAnimationFrame(() => {})];
};
