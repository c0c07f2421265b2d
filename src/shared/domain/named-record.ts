import { z } from 'zod';

/**
 * The schema of values by names that people gave: classes, folders. Zod's own record leaves out what is called `__proto__`.
 * Whoever looks one up asks `Object.hasOwn` first: a class may be called `constructor`.
 */
export function namedRecord<T>(value: z.ZodType<T, T>): z.ZodType<Record<string, T>, Record<string, T>> {
  return z
    .custom<Record<string, T>>(
      (record) => typeof record === 'object' && record !== null && !Array.isArray(record),
    )
    .transform((record, context) =>
      Object.fromEntries(
        Object.entries(record).map(([name, one]) => {
          const parsed = value.safeParse(one);
          if (parsed.success) return [name, parsed.data] as const;
          for (const { message } of parsed.error.issues)
            context.addIssue({ code: 'custom', message, path: [name] });
          return [name, one] as const;
        }),
      ),
    );
}

/** The value of a name, where there is one. */
export function valueNamed<T>(record: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}
