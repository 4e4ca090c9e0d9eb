/** What demo/page/demo.ts puts on its window. */
declare var sockscopeDemo: {
  readonly names: readonly string[];
  run(name: string): Promise<string>;
};
