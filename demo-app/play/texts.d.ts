/** The bundler hands out the text of such a file. */
declare module '*.jsonc' {
  const text: string
  export default text
}
