/** The keys a person presses, as a shortcut is written in the settings. Pure. */

/** What a key press says. */
export interface PressedKeys {
  readonly code: string
  readonly ctrlKey: boolean
  readonly altKey: boolean
  readonly shiftKey: boolean
  readonly metaKey: boolean
}

/** "Ctrl+Alt+S", or `null` for keys that make none: a letter alone, or modifiers that wait for one. */
export function shortcutOf({ code, ctrlKey, altKey, shiftKey, metaKey }: PressedKeys): string | null {
  // By the place of the key, since Option turns letters into others.
  const key = /^Key([A-Z])$/.exec(code)?.[1] ?? /^Digit(\d)$/.exec(code)?.[1] ?? /^(F\d{1,2}|Space)$/.exec(code)?.[1]
  const modifiers = [ctrlKey && 'Ctrl', altKey && 'Alt', shiftKey && 'Shift', metaKey && 'Cmd'].filter((each) => each !== false)
  return key === undefined || !(ctrlKey || altKey || metaKey) ? null : [...modifiers, key].join('+')
}
