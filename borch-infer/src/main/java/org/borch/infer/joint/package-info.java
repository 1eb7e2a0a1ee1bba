/**
 * Log densities of models and of functions of arrays, for the algorithms: begin with {@link
 * org.borch.infer.joint.JointDensity} and {@link org.borch.infer.joint.ArrayDensity}.
 */
@NullMarked
package org.borch.infer.joint;

import org.jspecify.annotations.NullMarked;
