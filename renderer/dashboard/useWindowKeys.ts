/** The keys that count everywhere in the window. A field that has used a key has stopped it there. */
import { useEffect, useRef } from 'react'
import { type Command, runCommand } from './commands.ts'

export interface WindowKeys {
  readonly onPlace: (index: number) => void
  readonly onBack: () => void
  readonly onForward: () => void
  readonly onSidebar: () => void
  readonly onSearch: () => void
  readonly onStart: () => void
  readonly onSettings: () => void
}

interface Pressed {
  readonly key: string
  readonly code: string
  readonly ctrlKey: boolean
  readonly altKey: boolean
  readonly shiftKey: boolean
}

/** Listens as long as the window is there. */
export function useWindowKeys(keys: WindowKeys): void {
  const latest = useRef(keys)
  useEffect(() => {
    latest.current = keys
  })
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || !pressed(event, latest.current)) return
      event.preventDefault()
    }
    window.addEventListener('keydown', onKeyDown)
    return () => window.removeEventListener('keydown', onKeyDown)
  }, [])
}

/** True if the key meant something. */
function pressed(event: KeyboardEvent, keys: WindowKeys): boolean {
  if (event.key === 'Tab' && event.ctrlKey) return runCommand(event.shiftKey ? 'previousTab' : 'nextTab')
  if (!event.metaKey && !event.ctrlKey) return false
  const command = commandOf(event)
  if (command !== null) return runCommand(command)
  const run = actionOf(event, keys)
  run?.()
  return run !== null
}

function commandOf({ key, shiftKey, altKey }: Pressed): Command | null {
  const letter = key.toLowerCase()
  if (altKey) return null
  if (letter === 'g') return shiftKey ? 'findPrevious' : 'findNext'
  return letter === 'l' && !shiftKey ? 'jumpToNow' : null
}

function actionOf({ key, code, altKey }: Pressed, keys: WindowKeys): (() => void) | null {
  // With the Option key a letter is another one; the key itself stays.
  if (altKey) return code === 'KeyS' ? keys.onSidebar : null
  if (/^[1-9]$/.test(key)) return () => keys.onPlace(Number(key) - 1)
  const actions: Readonly<Record<string, () => void>> = {
    '[': keys.onBack,
    ']': keys.onForward,
    f: keys.onSearch,
    n: keys.onStart,
    ',': keys.onSettings,
  }
  const name = key.toLowerCase()
  return Object.hasOwn(actions, name) ? (actions[name] ?? null) : null
}
