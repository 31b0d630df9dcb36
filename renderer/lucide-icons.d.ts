/** Single icons of lucide: its own typings only cover the whole set. */
declare module 'lucide/dist/esm/icons/*.mjs' {
  const node: readonly (readonly [tag: string, attributes: Record<string, string | number | undefined>])[];
  // biome-ignore lint/style/noDefaultExport: that is how lucide exports them
  export default node;
}
