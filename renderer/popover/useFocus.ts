/** The way of the focus between the blocks, and the keys that count everywhere in the window. */
import { useEffect } from 'react'

/** Puts the focus on the list's current row, or nowhere if there is no list. */
export function focusList(): void {
  blur()
  document.querySelector<HTMLElement>('[role=row][tabindex="0"]')?.focus()
}

/**
 * In the app, opening the popover puts the focus on the first row; a browser's page leaves the focus where it is. What
 * came in while it was hidden is drawn (and sorted) in the first frame, so the focus follows in the second.
 */
export function useAppFocus(shell: 'app' | 'browser'): void {
  useEffect(() => {
    if (shell !== 'app') return
    const onChange = (): void => {
      if (document.hidden) blur()
      else requestAnimationFrame(() => requestAnimationFrame(() => document.querySelector<HTMLElement>('[role=row]')?.focus()))
    }
    document.addEventListener('visibilitychange', onChange)
    return () => document.removeEventListener('visibilitychange', onChange)
  }, [shell])
}

function blur(): void {
  if (document.activeElement instanceof HTMLElement) document.activeElement.blur()
}

export interface WindowKeys {
  readonly onStart: () => void
  readonly onDashboard: () => void
  readonly onSettings: () => void
  readonly onEscape: () => void
}

/** Cmd-N, Cmd-O, Cmd-comma and Esc, wherever the focus is. A field that has used a key has stopped it there. */
export function useWindowKeys({ onStart, onDashboard, onSettings, onEscape }: WindowKeys): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.defaultPrevented) return
      if (event.key === 'Escape') onEscape()
      else if (event.key.toLowerCase() === 'n' && (event.metaKey || event.ctrlKey)) onStart()
      else if (event.key.toLowerCase() === 'o' && (event.metaKey || event.ctrlKey)) onDashboard()
      else if (event.key === ',' && (event.metaKey || event.ctrlKey)) onSettings()
      else return
      event.preventDefault()
    }
    window.addEventListener('keydown', onKeyDown)
    return () => window.removeEventListener('keydown', onKeyDown)
  })
}
