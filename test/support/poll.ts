export * from '../../scripts/browser/poll.ts';
