/**
 * Settings as values: what an algorithm is run with, compared and printed by name ({@link
 * org.borch.infer.settings.Settings}), so that a run goes on only with what it began with. Records
 * state theirs by themselves; classes implement {@link org.borch.infer.settings.Stated}.
 */
@NullMarked
package org.borch.infer.settings;

import org.jspecify.annotations.NullMarked;
