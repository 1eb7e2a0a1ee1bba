package org.borch.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.borch.Minibatches.minibatches;
import static org.borch.distributions.Distributions.halfNormal;
import static org.borch.distributions.Distributions.normal;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.dataset.ArrayDataset;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.borch.Batches;
import org.borch.Model;
import org.borch.Module;
import org.borch.infer.Infer;
import org.borch.infer.draws.Draws;
import org.borch.infer.mcmc.Nuts;
import org.borch.tensor.BorchArray;
import org.borch.tensor.random.Seed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How data come into a model: what docs/how-to/bring-data.md shows. */
class DataHowToTest {

  @TempDir private Path folder;

  // region record
  /** Several inputs are a record; arrays of data, and whatever else forward needs. */
  record House(NDArray area, NDArray age, double year) {}

  static final class Prices extends Module<House, NDArray> {
    @Override
    protected NDArray forward(House in) {
      NDArray perArea = rv("per_area", normal(0, 10));
      NDArray perYear = rv("per_year", normal(0, 10));
      NDArray price = in.area().mul(perArea).add(in.age().mul(perYear));
      return plate("house").rv("price", normal(price, rv("noise", halfNormal(10))));
    }
  }

  // endregion

  private static final BorchArray AREA = BorchArray.of(1, 2, 3, 4);
  private static final BorchArray AGE = BorchArray.of(4, 1, 3, 2);
  private static final BorchArray PRICE = BorchArray.of(3, 7, 8, 12);

  @Test
  void columnsOfACsvFileAreArrays() throws IOException {
    Path file = folder.resolve("houses.csv");
    Files.writeString(file, "area,age,price\n1,4,3\n2,1,7\n3,3,8\n");
    // region csv
    List<double[]> rows;
    try (var lines = Files.lines(file)) {
      rows =
          lines
              .skip(1) // the names
              .map(line -> List.of(line.split(",", -1)))
              .map(cells -> cells.stream().mapToDouble(Double::parseDouble).toArray())
              .toList();
    }
    BorchArray area = BorchArray.of(rows.stream().mapToDouble(row -> row[0]).toArray());
    BorchArray age = BorchArray.of(rows.stream().mapToDouble(row -> row[1]).toArray());
    double[] price = rows.stream().mapToDouble(row -> row[2]).toArray();
    Model<House, NDArray> model =
        new Prices().on(new House(area, age, 2026)).observe("price", price);
    // endregion
    assertThat(area.values()).containsExactly(1, 2, 3);
    assertThat(model.observed()).containsExactly("price");
  }

  @Test
  void aMaskSaysWhichRowsWereObserved() {
    Model<House, NDArray> houses = new Prices().on(new House(AREA, AGE, 2026));
    // region mask
    BorchArray sold = BorchArray.of(new Shape(4), new boolean[] {true, true, false, true});
    Model<House, NDArray> model = houses.observe("price", PRICE, sold);
    // endregion
    Draws draws =
        Infer.sample(
            model, Nuts.defaults().with(run -> run.withChains(1).withDraws(10)), Seed.of(1));
    assertThat(draws.elements("price.missing")).containsExactly("price[3]");
  }

  @Test
  void minibatchesComeFromArraysRecordsAndDatasets() {
    // region batches
    var houses = new House(AREA, AGE, 2026); // arrays with a row for each house
    Batches<House> batches = minibatches(houses, 2).plate("house").observing("price", PRICE);
    Model<House, NDArray> model = new Prices().on(batches);
    // endregion
    assertThat(model.batch(Seed.of(1).key()).orElseThrow().size()).isEqualTo(4);
    assertThat(model.batch(Seed.of(1).key()).orElseThrow().index().size()).isEqualTo(2);
  }

  @Test
  void minibatchesComeFromDatasetsOfDjl() {
    try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
      NDArray pixels = manager.zeros(new Shape(6, 3), DataType.FLOAT32);
      NDArray digits = manager.arange(6);
      // region dataset
      ArrayDataset train =
          new ArrayDataset.Builder()
              .setData(pixels)
              .optLabels(digits)
              .setSampling(2, false) // borch draws the rows itself
              .build();
      Batches<NDArray> batches = minibatches(train, 2).plate("image").observing("digit");
      // endregion
      var batch = batches.at(Seed.of(1).key());
      assertThat(batch.observed().keySet()).containsExactly("digit");
      assertThat(batch.input().getShape()).isEqualTo(new Shape(2, 3));
    }
  }

  @Test
  void severalArraysMayBeAList() {
    Batches<NDList> batches =
        minibatches(new NDList(AREA, AGE), 3).plate("house").observing("price", PRICE);
    assertThat(batches.at(Seed.of(1).key()).input()).hasSize(2);
  }
}
