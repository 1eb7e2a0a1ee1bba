package org.borch.test;

import org.assertj.core.api.AbstractAssert;

/** Assertions on a calibration. */
public final class SbcAssert extends AbstractAssert<SbcAssert, Sbc> {

  private static final double MIDDLE = 15.5;

  SbcAssert(Sbc calibration) {
    super(calibration, SbcAssert.class);
    isNotNull();
  }

  /**
   * The ranks of all numbers and of the log density are uniform.
   *
   * @param falseAlarms of right models that fail at most, over all numbers together
   */
  public SbcAssert isCalibrated(double falseAlarms) {
    double each = falseAlarms / actual.names().size();
    for (String name : actual.names()) {
      double p = actual.pValue(name);
      if (p <= each) {
        failWithMessage("%s", note(name, p, each));
      }
    }
    return this;
  }

  private Note note(String name, double p, double each) {
    return Note.of("the posterior is not calibrated in " + name)
        .expected("uniform ranks, p above " + Note.number(each))
        .found("p = " + Note.number(p) + " in " + actual.replicates() + " replicates")
        .line(
            "mean rank",
            Note.number(actual.meanRank(name)) + " of 31, expected " + Note.number(MIDDLE))
        .line(
            "coverage",
            "of a 50 % interval "
                + Note.number(100 * actual.coverage(name, 0.5))
                + " %, of an 87.5 % interval "
                + Note.number(100 * actual.coverage(name, 0.875))
                + " %")
        .cause(cause(name))
        .lookAt("sbc.ecdf(\"" + name + "\").save(file), and sbc.toString() for all numbers");
  }

  private String cause(String name) {
    double errors =
        Math.abs(actual.meanRank(name) - MIDDLE) / (32 / Math.sqrt(12.0 * actual.replicates()));
    if (name.equals(Sbc.LOG_DENSITY)) {
      return "draws that fit their data better or worse than they should: data that are ignored or"
          + " counted twice";
    }
    if (errors > 3) {
      return "a bias: draws lie to one side of the truth";
    }
    return actual.coverage(name, 0.5) < 0.5
        ? "draws that spread too little: an approximation, data or a prior that counts twice, or"
            + " draws that are not independent"
        : "draws that spread too much: a scale, or data that are ignored";
  }
}
