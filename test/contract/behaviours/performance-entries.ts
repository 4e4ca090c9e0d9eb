import type { Kit } from '../kit.ts';

export default async ({ open, echo }: Kit) => {
  const socket = await open();
  await echo(socket, 'x');
  return performance
    .getEntries()
    .filter(({ entryType }) => ['resource', 'mark', 'measure'].includes(entryType))
    .map(({ name, entryType }) => [entryType, name.replace(/\d+/g, '')]);
};
