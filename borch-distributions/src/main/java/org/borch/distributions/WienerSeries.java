package org.borch.distributions;

import static org.borch.tensor.ArrayMath.abs;
import static org.borch.tensor.ArrayMath.exp;
import static org.borch.tensor.ArrayMath.expm1;
import static org.borch.tensor.ArrayMath.log;
import static org.borch.tensor.ArrayMath.logNormalCdf;
import static org.borch.tensor.ArrayMath.sin;
import static org.borch.tensor.ArrayMath.sqrt;
import static org.borch.tensor.ArrayMath.square;
import static org.borch.tensor.ArrayMath.where;

import ai.djl.ndarray.NDArray;

/**
 * The passage of a Wiener process from w through 0, before 1: images of the boundaries at small
 * times, modes of the interval at large ones. From one to the other at u = 1/2, five terms of each
 * leave out less than 1e-16 of the sum. Terms that cancel near w = 0 or w = 1 are taken in pairs.
 *
 * @param u time, from 0 on
 * @param w start, from 0 to 1
 * @param rest 1 - w, given too because the difference loses digits near 1
 * @param drift of the process
 */
record WienerSeries(NDArray u, NDArray w, NDArray rest, NDArray drift) {

  private static final double SWITCH = 0.5;
  private static final int TERMS = 5;

  /** Nothing has passed so early; earlier times would overflow. */
  private static final double EARLIEST = 1e-16;

  /** Below, two terms of the ratio's series are exact to double precision. */
  private static final double SMALL_DRIFT = 1e-5;

  /** The log density of the time. */
  NDArray logDensity() {
    NDArray isSmall = u.lt(SWITCH);
    NDArray early = where(isSmall, u, SWITCH).maximum(EARLIEST);
    NDArray ofSmall =
        log(images(early))
            .sub(square(w).div(early).mul(0.5))
            .sub(log(early).mul(1.5))
            .sub(Stirling.HALF_LOG_TWO_PI);
    NDArray late = where(isSmall, SWITCH, u);
    NDArray ofLarge = log(modes(late)).add(Math.log(Math.PI)).sub(late.mul(Math.PI * Math.PI / 2));
    return where(isSmall, ofSmall, ofLarge).add(logTilt(u));
  }

  /** Σ (w + 2k) exp(-((w+2k)² - w²) / (2u)). */
  private NDArray images(NDArray time) {
    NDArray isNear = w.lt(0.5);
    NDArray near = where(isNear, w, 0.25);
    NDArray ofNear = near;
    for (int n = 2; n < 2 * TERMS; n += 2) {
      NDArray gap = near.mul(-2 * n).add((double) n * n).div(time).mul(-0.5);
      NDArray twin = near.div(time).mul(-2 * n);
      ofNear = ofNear.add(exp(gap).mul(expm1(twin).mul(n).add(near.mul(exp(twin).add(1)))));
    }
    NDArray far = where(isNear, 0.25, rest);
    NDArray ofFar = far.zerosLike();
    for (int m = 1; m < 2 * TERMS; m += 2) {
      NDArray gap = far.mul(-2).add(m + 1.0).mul(m - 1.0).div(time).mul(-0.5);
      NDArray twin = far.div(time).mul(-2 * m);
      ofFar = ofFar.sub(exp(gap).mul(expm1(twin).mul(m).add(far.mul(exp(twin).add(1)))));
    }
    return where(isNear, ofNear, ofFar);
  }

  /** Σ k exp(-(k²-1)π²u/2) sin(kπw). */
  private NDArray modes(NDArray time) {
    NDArray sum = time.zerosLike();
    for (int k = 1; k <= TERMS; k++) {
      NDArray decay = exp(time.mul(-(k * k - 1) * Math.PI * Math.PI / 2));
      sum = sum.add(sine(k).mul(decay).mul(k));
    }
    return sum;
  }

  /** sin(kπw), from the nearer end. */
  private NDArray sine(int k) {
    NDArray isNear = w.lt(0.5);
    NDArray size = sin(where(isNear, w, rest).mul(k * Math.PI));
    return k % 2 == 1 ? size : where(isNear, size, size.neg());
  }

  /** Of ever passing through 0: (exp(-2δw) - exp(-2δ)) / (1 - exp(-2δ)), at δ = 0 its limit. */
  NDArray probability() {
    NDArray y = drift.mul(2);
    NDArray isSmall = abs(y).lt(SMALL_DRIFT);
    NDArray curve = w.sub(rest).mul(y).mul(1.0 / 6).sub(1).mul(y).mul(w).mul(0.5);
    NDArray ofSmall = rest.mul(curve.add(1));
    NDArray size = where(isSmall, 1, abs(y));
    NDArray ratio = expm1(size.mul(rest).neg()).div(expm1(size.neg()));
    NDArray logFactor = size.mul(w).neg();
    return where(isSmall, ofSmall, ratio.mul(where(y.gt(0), exp(logFactor), 1)));
  }

  /** Of passing before the time. */
  NDArray before() {
    NDArray isSmall = u.lt(SWITCH);
    return where(isSmall, early(), probability().sub(late()));
  }

  /** Of passing after it. */
  NDArray after() {
    NDArray isSmall = u.lt(SWITCH);
    return where(isSmall, probability().sub(early()), late());
  }

  /** Each image's first passage is that of an inverse Gaussian. */
  private NDArray early() {
    NDArray time = u.minimum(SWITCH).maximum(EARLIEST);
    NDArray root = sqrt(time);
    NDArray speed = abs(drift);
    NDArray sum = time.zerosLike();
    for (int k = 0; k <= 2 * TERMS - 4; k++) { // w, 2 - w, 2 + w, 4 - w, ...
      boolean isMirrored = k % 2 == 1;
      NDArray distance = (isMirrored ? w.neg() : w).add(k + (isMirrored ? 1.0 : 0.0));
      NDArray along = distance.mul(speed);
      NDArray reached = logNormalCdf(speed.mul(time).sub(distance).div(root));
      NDArray mirrored = logNormalCdf(speed.mul(time).add(distance).div(root).neg());
      NDArray tilt = drift.mul(w).neg();
      NDArray passed = exp(tilt.sub(along).add(reached)).add(exp(tilt.add(along).add(mirrored)));
      sum = isMirrored ? sum.sub(passed) : sum.add(passed);
    }
    return sum;
  }

  private NDArray late() {
    NDArray time = u.maximum(SWITCH);
    NDArray sum = time.zerosLike();
    for (int k = 1; k <= TERMS; k++) {
      double rate = k * Math.PI;
      NDArray decay = exp(time.mul(-rate * rate / 2).add(logTilt(time)));
      sum = sum.add(sine(k).mul(decay).mul(2 * rate).div(square(drift).add(rate * rate)));
    }
    return sum;
  }

  /** What a drift changes on paths that end at the same time. */
  private NDArray logTilt(NDArray time) {
    return drift.mul(w).add(square(drift).mul(time).mul(0.5)).neg();
  }
}
