/** What the icon can show, and what it shows before there is a state. Apart from `trayState.ts`, because the icon comes before all else. */
import { t } from '../../shared/ui/text.ts'

/** File names in `build/tray`, without `Template.png`. */
export const TRAY_GLYPHS = ['error', 'attention', 'idle-attention', 'recording', 'paused', 'idle', 'starting'] as const
export type TrayGlyph = (typeof TRAY_GLYPHS)[number]

export interface TrayState {
  readonly glyph: TrayGlyph
  readonly tooltip: string
}

export const STARTING: TrayState = { glyph: 'starting', tooltip: t('tray.starting') }
export const RESTARTING: TrayState = { glyph: 'starting', tooltip: t('tray.restarting') }
