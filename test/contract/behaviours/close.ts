import type { Kit } from '../kit.ts';

export default async ({ attempt, open, once }: Kit) => {
  const socket = await open();
  const refused = [
    [1],
    [999],
    [1001],
    [1005],
    [1006],
    [2999],
    [5000],
    [1000, 'x'.repeat(124)],
    [3000, '세'.repeat(42)],
    ['text'],
    [1000.9, 'fraction'],
    [Symbol('s')],
  ].map((args) => {
    if (args[0] === 1000.9) return 'kept for last';
    return attempt(() => Reflect.apply(socket.close, socket, args));
  });
  const closed = once<CloseEvent>(socket, 'close');
  const states = [socket.readyState];
  socket.close(4999, 'x'.repeat(123));
  states.push(socket.readyState);
  attempt(() => socket.close(4000));
  const { code, reason, wasClean, isTrusted, type } = await closed;
  states.push(socket.readyState);
  const withFraction = await open();
  const second = once<CloseEvent>(withFraction, 'close');
  withFraction.close(1000.9, 'fraction');
  const plain = await open();
  const third = once<CloseEvent>(plain, 'close');
  plain.close();
  const told = ({ code, reason, wasClean }: CloseEvent) => [code, reason, wasClean];
  return {
    refused,
    states,
    event: { code, reason: reason.length, wasClean, isTrusted, type },
    second: told(await second),
    third: told(await third),
    again: attempt(() => socket.close()),
  };
};
