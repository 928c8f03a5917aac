const fragment = /.{1,8}/gsu

/** A tool call's arguments in the pieces they are streamed in. */
export function fragmentsOf(json: string): string[] {
  return json.match(fragment) ?? []
}
