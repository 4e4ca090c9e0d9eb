import type { Kit } from '../kit.ts';

export default async ({ open, echo }: Kit) => {
  const socket = await open();
  await echo(socket, 'x');
  return [
    'entries',
    ...performance
      .getEntries()
      .filter(({ entryType }) => ['resource', 'mark', 'measure'].includes(entryType))
      // Fetched once for an origin, whenever the browser likes.
      .filter(({ name }) => !name.endsWith('/favicon.ico'))
      .map(({ name, entryType }) => [entryType, name.replace(/\d+/g, '')]),
  ];
};
