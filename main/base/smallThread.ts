/** How much V8 may set aside for the young objects of a thread that handles small messages: by default three times as much, unused. */
export const SMALL_THREAD = { maxYoungGenerationSizeMb: 2 } as const
