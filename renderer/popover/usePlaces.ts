/** Where the app wants the popover to be: a menu item, a shortcut or something dropped on the icon leads to the sheet or to the note field. */
import { type RefObject, useEffect } from 'react'
import type { Place, ScribeBridge } from '../../shared/protocol/bridge.ts'

export interface PlaceSteps {
  openSheet(folder: string | null): void
  /** Notes go to this session from now on, or stay where they go; the text is kept as its draft. */
  writeNote(session: string | null, text: string | null): void
}

/** Follows the app's wishes. The field is there only after the next drawing, so the focus follows then, after that of opening. */
export function usePlaces(bridge: ScribeBridge, field: RefObject<HTMLTextAreaElement | null>, { openSheet, writeNote }: PlaceSteps): void {
  useEffect(() => {
    const go = (place: Place): void => {
      if (place.view === 'start') return openSheet(place.folder)
      writeNote(place.session, place.text)
      afterOpening(() => field.current?.focus())
    }
    return bridge.onPlace(go)
  })
}

/** Opening puts the focus on the list in the second frame. */
function afterOpening(run: () => void): void {
  requestAnimationFrame(() => requestAnimationFrame(() => requestAnimationFrame(run)))
}
