/**
 * Log densities of models and of functions of arrays, for the algorithms: begin with {@link
 * org.borch.infer.joint.JointDensity} and {@link org.borch.infer.joint.ArrayDensity}. What sums
 * discrete variables out of densities sums them out of draws, too: {@link
 * org.borch.infer.joint.SummedOut}.
 */
@NullMarked
package org.borch.infer.joint;

import org.jspecify.annotations.NullMarked;
