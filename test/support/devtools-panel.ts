export * from '../../scripts/browser/devtools.ts';
