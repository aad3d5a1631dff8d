/** The line that says the city serves, for people and for whoever times it. */
export const servingLine = 'city: serving';
