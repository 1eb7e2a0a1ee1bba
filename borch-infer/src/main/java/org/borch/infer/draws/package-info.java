/**
 * Draws from a posterior, judged and summarised: {@link org.borch.infer.draws.Draws}, and how a
 * sampler made them, {@link org.borch.infer.draws.SampleStats}.
 */
@NullMarked
package org.borch.infer.draws;

import org.jspecify.annotations.NullMarked;
