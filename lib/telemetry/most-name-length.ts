/** The longest name that a receipt holds; what is longer is cut. */
export const mostNameLength = 128
