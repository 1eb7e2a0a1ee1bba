/**
 * How an algorithm runs: on which back-end and why ({@link org.borch.infer.run.Execution}), why it
 * ended ({@link org.borch.infer.run.Stop}), its progress, and the files from which it goes on.
 */
@NullMarked
package org.borch.infer.run;

import org.jspecify.annotations.NullMarked;
