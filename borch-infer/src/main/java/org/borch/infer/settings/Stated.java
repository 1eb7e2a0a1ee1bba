package org.borch.infer.settings;

/**
 * What has settings by which it is known again in another process. Records state theirs by their
 * components; see {@link Settings#of}.
 */
public interface Stated {

  /**
   * The settings that must be the same when an interrupted run goes on.
   *
   * @throws IllegalArgumentException if this is no record and does not override this method, or a
   *     record's component has no text to compare; the message names it
   */
  default Settings stated() {
    return Settings.of(this);
  }
}
