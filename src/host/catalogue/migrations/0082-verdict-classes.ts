import type { Migration } from './migration.ts';

/**
 * A verdict is of a class, whatever that is called by now. Of earlier verdicts it is the class that had their name when they
 * were given: the name before its first renaming since, or the one that it still has.
 */
export const verdictClasses: Migration = {
  version: 82,
  sql: `
    -- The lab's class; a model that came from elsewhere may have one that this lab does not.
    ALTER TABLE verdicts ADD COLUMN class_id INTEGER;
    UPDATE verdicts SET class_id = (SELECT classes.id FROM classes WHERE verdicts.class_name = coalesce(
      (SELECT changes.before FROM changes JOIN edits ON edits.id = changes.edit_id
       WHERE changes.entity = 'classes' AND changes.field = 'name' AND changes.row_id = classes.id
         AND edits.state = 'done' AND edits.at > verdicts.created_at ORDER BY edits.id LIMIT 1),
      classes.name));
  `,
};
