import type { Kit } from '../kit.ts';

export default async ({ open, once, url }: Kit) => {
  const told = ({ code, reason, wasClean }: CloseEvent) => [code, reason, wasClean];
  const events: string[] = [];
  const politely = await open();
  const first = once<CloseEvent>(politely, 'close');
  politely.send('close 4001 bye');
  const cut = await open();
  cut.onerror = () => events.push('error');
  cut.onclose = () => events.push('close');
  const second = once<CloseEvent>(cut, 'close');
  cut.send('cut');
  const refused = new WebSocket(`${url}/status/503`);
  refused.onerror = ({ isTrusted, type, bubbles }) => events.push(`refused ${isTrusted} ${type} ${bubbles}`);
  const third = once<CloseEvent>(refused, 'close');
  return {
    first: told(await first),
    second: told(await second),
    third: told(await third),
    events,
    amount: cut.bufferedAmount,
  };
};
