package org.borch.infer.evidence;

/** How particles with weights become particles without. */
@FunctionalInterface
interface Resampling {

  /**
   * Systematic: of a comb with n teeth at distance 1/n, moved by one uniform number, each tooth
   * takes the particle in whose part of the unit interval it stands. Copies stand beside each other
   * (Kitagawa 1996; Douc, Cappé and Moulines 2005).
   */
  Resampling SYSTEMATIC =
      (weights, uniform) -> {
        int n = weights.length;
        int[] chosen = new int[n];
        int at = 0;
        double reached = weights[0];
        for (int tooth = 0; tooth < n; tooth++) {
          double place = (tooth + uniform) / n;
          while (place > reached && at < n - 1) {
            at++;
            reached += weights[at];
          }
          chosen[tooth] = at;
        }
        return chosen;
      };

  /**
   * Which particles stay, ascending.
   *
   * @param weights with the sum 1
   * @param uniform a random number from (0, 1)
   */
  int[] chosen(double[] weights, double uniform);
}
