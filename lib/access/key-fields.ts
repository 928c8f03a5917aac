import * as z from 'zod'

const list = z.array(z.string().min(1).max(256)).max(100).optional()

/** What an operator says of a key, and what is kept of it. */
export const keyFields = {
  name: z.string().min(1).max(100),
  plan: z.string().regex(/^[\w.-]{1,64}$/),
  /** Keys of one tenant share its limits. */
  tenant: z
    .string()
    .regex(/^[\w.-]{1,64}$/)
    .optional(),
  zones: list,
  /** What the key may spend; the plan's budget holds beside it. */
  budgetUsdPerDay: z.number().min(0).max(1e6).optional(),
  budgetUsdPerMonth: z.number().min(0).max(1e6).optional(),
  models: list,
}
