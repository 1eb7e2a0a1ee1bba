package org.borch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;
import org.borch.tensor.ArrayMath;
import org.borch.tensor.BorchArray;
import org.borch.tensor.Shapes;

/**
 * The rows of a partly observed variable that have no data. In a draw the variable's arrays have
 * all rows of the draw, whatever is missing, so that shapes are known; what belongs to missing rows
 * alone (coordinates, parameters, reports) is compact:
 *
 * <pre>
 *   mask      true false true false     what a draw has for each row
 *   places      0     0    0     1      where a row stands in what is compact
 *   compact         [ u0,       u1 ]
 * </pre>
 */
final class Missing {

  private final NDArray mask;
  private final NDArray places;
  private final MissingRows rows;
  private final BorchArray lacking;
  private final BorchArray known;
  private final boolean isWhole;

  private Missing(
      NDArray mask,
      NDArray places,
      MissingRows rows,
      BorchArray lacking,
      BorchArray known,
      boolean isWhole) {
    this.mask = mask;
    this.places = places;
    this.rows = rows;
    this.lacking = lacking;
    this.known = known;
    this.isWhole = isWhole;
  }

  /**
   * Of all rows.
   *
   * @param variable that is partly observed
   * @param mask BOOLEAN, true where there is data; read here
   */
  static Missing of(String variable, NDArray mask) {
    boolean[] isKnown = mask.toBooleanArray();
    long[] places = new long[isKnown.length];
    int next = 0;
    for (int i = 0; i < places.length; i++) {
      places[i] = isKnown[i] ? 0 : next++;
    }
    long[] lacking = numbers(isKnown, false);
    return new Missing(
        BorchArray.wrap(mask),
        BorchArray.of(mask.getShape(), places),
        new MissingRows(variable, mask.getShape(), Arrays.stream(lacking).boxed().toList()),
        BorchArray.ofLongs(lacking),
        BorchArray.ofLongs(numbers(isKnown, true)),
        true);
  }

  /**
   * Where data have no NaN.
   *
   * @param variable for the message
   * @param eventRank how many last axes belong to one row
   * @return BOOLEAN, the data's shape without these axes
   */
  static NDArray mask(String variable, BorchArray data, int eventRank) {
    Shape all = data.getShape();
    Shape batch = Shapes.dropLast(all, Math.min(eventRank, all.dimension()));
    double[] values = data.values();
    boolean[] isKnown = new boolean[Math.toIntExact(batch.size())];
    int row = isKnown.length == 0 ? 0 : values.length / isKnown.length;
    for (int i = 0; i < isKnown.length; i++) {
      double[] event = Arrays.copyOfRange(values, i * row, (i + 1) * row);
      long lacking = Arrays.stream(event).filter(Double::isNaN).count();
      if (lacking > 0 && lacking < row) {
        throw new IllegalArgumentException(
            variable
                + ": row "
                + i
                + " has NaN in "
                + lacking
                + " of its "
                + row
                + " elements, expected all or none, because a row is one event; make elements that"
                + " can be missing alone rows of their own");
      }
      isKnown[i] = lacking == 0;
    }
    return BorchArray.of(batch, isKnown);
  }

  private static long[] numbers(boolean[] isKnown, boolean wanted) {
    return LongStream.range(0, isKnown.length).filter(i -> isKnown[(int) i] == wanted).toArray();
  }

  /**
   * The rows of a draw.
   *
   * @param own takes them from an array of all
   * @param isWhole whether these are all, in their order
   */
  Missing in(UnaryOperator<NDArray> own, boolean isWhole) {
    return new Missing(own.apply(mask), own.apply(places), rows, lacking, known, isWhole);
  }

  /** BOOLEAN of the draw's rows: true where there is data. */
  NDArray mask() {
    return mask;
  }

  /** BOOLEAN of the draw's rows: true where there is none. */
  NDArray inverse() {
    return mask.logicalNot();
  }

  /** How many rows lack data, of all. */
  long count() {
    return lacking.size();
  }

  /** Whether the draw has all rows. */
  boolean isWhole() {
    return isWhole;
  }

  /** The shape of something compact: [count] + what one row has. */
  Shape compact(Shape row) {
    return Shapes.concat(new Shape(count()), row);
  }

  /** The missing rows of an array that has all: rows + any → [count] + any. */
  NDArray compact(NDArray all) {
    return ArrayMath.take(flat(all), lacking, 0);
  }

  /** The rows with data of an array that has all: rows + any → [others] + any. */
  NDArray known(NDArray all) {
    return ArrayMath.take(flat(all), known, 0);
  }

  private NDArray flat(NDArray all) {
    Shape batch = rows.batch();
    Shape row = all.getShape().slice(batch.dimension());
    return all.reshape(Shapes.concat(new Shape(batch.size()), row));
  }

  /** The draw's rows of something compact, anything where there is data: rows + any. */
  NDArray expand(NDArray compact) {
    return ArrayMath.take(compact, places, 0);
  }

  /** Which rows these are, of all. */
  MissingRows rows() {
    return rows;
  }
}
