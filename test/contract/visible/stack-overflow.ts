import type { Visible } from '../kit.ts';

/** An overflow that begins in the hook's own frames. */
const visible: Visible = {
  dormant: true,
  look: async ({ open }) => {
    const socket = await open();
    const stacks: string[] = [];
    const calls = [() => new WebSocket('ws://['), () => socket.send('silent'), () => String(WebSocket)];
    Error.stackTraceLimit = 4;
    for (const call of calls) {
      let deepest = 0;
      const dig = (level: number, from: number): void => {
        deepest = level;
        if (level > from) {
          try {
            call();
          } catch (error) {
            if (error instanceof RangeError) stacks.push(String(error.stack));
          }
        }
        dig(level + 1, from);
      };
      // Once to see how deep it goes, once to call near the end.
      for (const from of [() => Infinity, () => deepest - 300]) {
        try {
          dig(0, from());
        } catch {
          // The end of the stack.
        }
      }
    }
    socket.close();
    return stacks.some((stack) => stack.includes('chrome-extension:'));
  },
};
export default visible;
