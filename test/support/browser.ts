export * from '../../scripts/browser/launch.ts';
