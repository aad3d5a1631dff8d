/** What a dragged card is called between the tray and the readers. */
export const cardType = 'application/x-bench-card';
