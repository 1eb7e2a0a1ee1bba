package org.borch.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.internal.NDArrayEx;
import java.util.function.Consumer;

/** DJL's optimisers, which write into the weights. */
abstract class UpdateOperations implements NDArrayEx {

  private void update(NDList inputs, Consumer<NDList> call) {
    NDList natives = new NDList();
    for (NDArray input : inputs) {
      natives.add(BorchArray.wrap(input).inEngine());
    }
    call.accept(natives);
  }

  @Override
  public void adadeltaUpdate(
      NDList inputs,
      NDList weights,
      float weightDecay,
      float rescaleGrad,
      float clipGrad,
      float rho,
      float epsilon) {
    update(
        inputs,
        all ->
            all.head()
                .getNDArrayInternal()
                .adadeltaUpdate(
                    all, all.subNDList(0, 1), weightDecay, rescaleGrad, clipGrad, rho, epsilon));
  }

  @Override
  public void adagradUpdate(
      NDList inputs,
      NDList weights,
      float learningRate,
      float weightDecay,
      float rescaleGrad,
      float clipGrad,
      float epsilon) {
    update(
        inputs,
        all ->
            all.head()
                .getNDArrayInternal()
                .adagradUpdate(
                    all,
                    all.subNDList(0, 1),
                    learningRate,
                    weightDecay,
                    rescaleGrad,
                    clipGrad,
                    epsilon));
  }

  @Override
  public void adamUpdate(
      NDList inputs,
      NDList weights,
      float learningRate,
      float learningRateBiasCorrection,
      float weightDecay,
      float rescaleGrad,
      float clipGrad,
      float beta1,
      float beta2,
      float epsilon,
      boolean lazyUpdate,
      boolean adamw) {
    update(
        inputs,
        all ->
            all.head()
                .getNDArrayInternal()
                .adamUpdate(
                    all,
                    all.subNDList(0, 1),
                    learningRate,
                    learningRateBiasCorrection,
                    weightDecay,
                    rescaleGrad,
                    clipGrad,
                    beta1,
                    beta2,
                    epsilon,
                    lazyUpdate,
                    adamw));
  }

  @Override
  public void nagUpdate(
      NDList inputs,
      NDList weights,
      float learningRate,
      float weightDecay,
      float rescaleGrad,
      float clipGrad,
      float momentum) {
    update(
        inputs,
        all ->
            all.head()
                .getNDArrayInternal()
                .nagUpdate(
                    all,
                    all.subNDList(0, 1),
                    learningRate,
                    weightDecay,
                    rescaleGrad,
                    clipGrad,
                    momentum));
  }

  @Override
  public void rmspropUpdate(
      NDList inputs,
      NDList weights,
      float learningRate,
      float weightDecay,
      float rescaleGrad,
      float clipGrad,
      float rho,
      float momentum,
      float epsilon,
      boolean centered) {
    update(
        inputs,
        all ->
            all.head()
                .getNDArrayInternal()
                .rmspropUpdate(
                    all,
                    all.subNDList(0, 1),
                    learningRate,
                    weightDecay,
                    rescaleGrad,
                    clipGrad,
                    rho,
                    momentum,
                    epsilon,
                    centered));
  }

  @Override
  public void sgdUpdate(
      NDList inputs,
      NDList weights,
      float learningRate,
      float weightDecay,
      float rescaleGrad,
      float clipGrad,
      float momentum,
      boolean lazyUpdate) {
    update(
        inputs,
        all ->
            all.head()
                .getNDArrayInternal()
                .sgdUpdate(
                    all,
                    all.subNDList(0, 1),
                    learningRate,
                    weightDecay,
                    rescaleGrad,
                    clipGrad,
                    momentum,
                    lazyUpdate));
  }
}
