package org.borch;

/**
 * A plate as one axis of a variable's batch.
 *
 * @param name the plate's, of a nested one {@code outer/inner}
 * @param scale N/B: how many rows of all data each row of the draw stands for
 */
public record PlateAxis(String name, double scale) {}
