package org.borch.tensor.jvm;

/** To which of {@code size} sums each element of a vector belongs. */
record Groups(Index targets, int size) {

  /** Whether the targets never decrease, so that each group is one run of elements. */
  boolean isSorted() {
    int[] places = targets.places();
    for (int i = 1; i < places.length; i++) {
      if (places[i] < places[i - 1]) {
        return false;
      }
    }
    return true;
  }

  /** Whether the targets count from 0 to the last group, again and again. */
  boolean isPeriodic() {
    int[] places = targets.places();
    for (int i = 0; i < places.length; i++) {
      if (places[i] != i % size) {
        return false;
      }
    }
    return places.length % size == 0;
  }

  /** Where each group's run begins, and the end of the last. */
  int[] starts() {
    int[] starts = new int[size + 1];
    for (int target : targets.places()) {
      starts[target + 1]++;
    }
    for (int i = 0; i < size; i++) {
      starts[i + 1] += starts[i];
    }
    return starts;
  }
}
